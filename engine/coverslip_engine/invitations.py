"""Invitations: secrets for links that others may come to see, such as those in a notebook's outputs.

An invitation is worth one token, once, and soon. Nothing of it is written, so none outlives the engine.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from .credentials import address_of, secret_of
from .gate import error_response
from .tokens import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from .desk import Desk

#: What an invitation begins with, so that the app knows that it is no token yet.
PREFIX = "once."
#: Seconds for which it holds.
_SECONDS = 3600.0


class Invitations:
    """Those of one engine.

    Args:
        clock: seconds since any moment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        #: When each expires, by its sha256.
        self._open: dict[str, float] = {}

    def make(self) -> str:
        """A new one."""
        now = self._clock()
        self._open = {digest: expires for digest, expires in self._open.items() if expires > now}
        secret = PREFIX + secrets.token_urlsafe(32)
        self._open[_digest(secret)] = now + _SECONDS
        return secret

    def redeem(self, secret: str) -> None:
        """Take one, which is worth nothing from then on.

        Raises:
            Forbidden: there is none such, or not any more.
        """
        if self._open.pop(_digest(secret), 0.0) <= self._clock():
            raise Forbidden(
                "This link was used already, or is too old: it connects one browser, within an hour. Run the cell of "
                "the notebook again for another one."
            )


async def post_token(request: Request, desk: Desk, take: Callable[[str, str], None]) -> Response:
    """Give a token for an invitation.

    Args:
        request: with the invitation in the place of a token.
        desk: what the server has.
        take: takes a secret that came from an address, and raises `Forbidden`.
    """
    address = address_of(request.scope)
    try:
        take(secret_of(request.scope), address)
    except Forbidden as refusal:
        return error_response(HTTPStatus.UNAUTHORIZED, "Forbidden", str(refusal))
    secret, token = desk.tokens.add(desk.owner, ["admin"], lasting=False)
    desk.audit.write("invite", owner=token.owner, token=token.id, address=address)
    return JSONResponse({"token": secret}, status_code=HTTPStatus.CREATED, headers={"Cache-Control": "no-store"})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
