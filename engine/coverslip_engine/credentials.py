"""Where a request carries its token, and from where it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Scope

#: Browsers let a page add nothing to a WebSocket's opening but protocols, so the token stands among these. In the
#: address it would end up in logs.
TOKEN_PROTOCOL = "coverslip.token."  # noqa: S105 (no secret)


def secret_of(scope: Scope) -> str:
    """The secret of a request; "" when it has none."""
    kind, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return secret.strip()
    protocols: list[str] = scope.get("subprotocols", [])
    return next((each.removeprefix(TOKEN_PROTOCOL) for each in protocols if each.startswith(TOKEN_PROTOCOL)), "")


def address_of(scope: Scope) -> str:
    """The address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
