"""Calls of pages: sessions over WebSockets, each behind a token."""

from __future__ import annotations

import asyncio
import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

from coverslip.rpc import Peer
from coverslip.rpc.asgi_socket import AsgiSocket
from coverslip.rpc.socket_records import SUBPROTOCOL, Close, write_record
from coverslip.rpc.socket_server import SocketServer

from .credentials import address_of, secret_of
from .rate_limits import RateLimit
from .service import Service
from .tokens import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from coverslip.rpc.socket_endpoint import SocketEndpoint
    from starlette.types import Receive, Scope, Send

    from .desk import Desk
    from .tokens import Token

#: Seconds for which a session waits for a page whose connection broke.
_PATIENCE = 120.0
#: Seconds that a connection which is refused has for its first message.
_OPENING = 10.0
#: Whose connection is being opened.
_caller: ContextVar[tuple[Token, str]] = ContextVar("_caller")


class RpcSocket:
    """The ASGI application behind `/rpc`.

    Args:
        desk: what the server has.
        check: finds the token of a secret from an address, and raises `Forbidden`.
    """

    def __init__(self, desk: Desk, check: Callable[[str, str], Token]) -> None:
        self._desk, self._check = desk, check
        limits = desk.settings.limits
        self._limit = RateLimit(limits.requests, limits.burst)
        self.server = SocketServer(self._begin, patience=_PATIENCE, sessions=limits.sessions)
        desk.metrics.sessions.set_function(lambda: len(self.server))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if (await receive())["type"] != "websocket.connect":
            return
        spoken = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", ()) else None
        await send({"type": "websocket.accept", "subprotocol": spoken})
        socket = AsgiSocket(receive, send)
        address = address_of(scope)
        try:
            token = self._check(secret_of(scope), address)
        except Forbidden as refusal:
            # Browsers tell a page nothing about a connection that was refused unopened. So this one is opened,
            # and its first message awaited, before the answer says why it ends.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(socket.receive(), _OPENING)
            with contextlib.suppress(OSError):
                await socket.send(write_record(Close(str(refusal))))
            await socket.close("forbidden")
            return
        _caller.set((token, address))
        await self.server.serve(socket)

    def _begin(self, endpoint: SocketEndpoint) -> None:
        token, address = _caller.get()
        self._desk.audit.write("connect", owner=token.owner, token=token.id, address=address)
        service = Service(self._desk, token, address, self._limit)
        Peer(endpoint, service.interface(), name=f"the page of {token.owner}")
