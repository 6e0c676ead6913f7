"""The path below which a proxy shows the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """Takes the path off the addresses of requests. Those without it are answered as well: some proxies take it off.

    Args:
        app: the next application.
        base: the path, with a slash before and behind.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path + "/" == self._base:
            # Addresses of the app are relative to its folder.
            await RedirectResponse(self._base)(scope, receive, send)
            return
        if path.startswith(self._base):
            left = path[len(self._base) - 1 :]
            # The raw path, which is not decoded, has no use behind this.
            scope = {**scope, "path": left, "raw_path": None}
        await self._app(scope, receive, send)
