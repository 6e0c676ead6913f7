"""What every request passes first: hosts and origins, rates, and the headers of the answers to other sites' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response

from .credentials import address_of
from .rate_limits import RateLimit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .desk import Desk
    from .origins import Origins

_METHODS = "GET, HEAD, POST, PUT, DELETE"
_HEADERS = "authorization, content-range, content-type, range"
_SHOWN = "content-length, content-range, etag, retry-after"


class Gate:
    """The outermost ASGI application.

    Args:
        app: the next one.
        desk: what the server has.
        origins: the pages that are let in.
    """

    def __init__(self, app: ASGIApp, desk: Desk, origins: Origins) -> None:
        self._app, self._desk, self._origins = app, desk, origins
        self._limit = RateLimit(desk.settings.limits.requests, desk.settings.limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, host, address = headers.get("origin"), headers.get("host", ""), address_of(scope)
        refusal = self._refusal(origin, host, address)
        if refusal is not None and scope["type"] == "websocket":
            # Before it was accepted, the closing of a WebSocket is an answer with 403.
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "forbidden"})
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._desk.metrics.requests.labels(scope["method"], message["status"]).inc()
                if origin is not None and refusal is None and self._origins.foreign(origin):
                    self._tell_browser(MutableHeaders(scope=message), origin)
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204)(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def _refusal(self, origin: str | None, host: str, address: str) -> Response | None:
        if not self._origins.admits(origin, host):
            self._desk.metrics.refusals.labels("origin").inc()
            self._desk.audit.write("refuse", address=address, origin=origin or "", host=host)
            who = f"Pages of {origin}" if origin else f"Requests to the host {host!r}"
            return error_response(403, "Forbidden", f"{who} may not use this engine; start it with --allow-origin.")
        wait = self._limit.take(address)
        if wait:
            self._desk.metrics.refusals.labels("rate").inc()
            return error_response(429, "TooOften", f"Too many requests; go on in {wait:.1f} s.", retry=wait)
        return None

    def _tell_browser(self, headers: MutableHeaders, origin: str) -> None:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Methods"] = _METHODS
        headers["Access-Control-Allow-Headers"] = _HEADERS
        headers["Access-Control-Expose-Headers"] = _SHOWN
        headers["Access-Control-Allow-Private-Network"] = "true"
        headers["Access-Control-Max-Age"] = "600"
        headers.add_vary_header("Origin")


def error_response(status: int, kind: str, message: str, *, retry: float = 0.0, **more: int) -> JSONResponse:
    """An answer that says what went wrong, as `{"error": {type, message}, …}`."""
    headers = {"Retry-After": str(max(1, round(retry)))} if retry else {}
    return JSONResponse({"error": {"type": kind, "message": message}, **more}, status_code=status, headers=headers)
