"""The server's side of the WebSocket binding: sessions, to which clients come back when a connection has broken.

It knows no web server: `serve` takes any `Socket`. See `websockets_socket` for the library `websockets`, and
`asgi_socket` for Starlette, uvicorn and everything else that speaks ASGI.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from coverslip.errors import WireError

from .socket_endpoint import Socket, SocketEndpoint
from .socket_records import SOCKET_VERSION, Close, Open, Record, read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds that a new connection has to say which session it wants.
_OPENING = 10.0


class SocketServer:
    """All sessions of one server.

    Args:
        on_session: called with the endpoint of each new session; makes a `Peer` over it.
        patience: seconds for which a session waits for its client to come back.
        sessions: most sessions at a time; further clients are refused.
        options: for each `SocketEndpoint`.
    """

    def __init__(
        self,
        on_session: Callable[[SocketEndpoint], Any],
        *,
        patience: float = 60.0,
        sessions: int = 1000,
        **options: Any,
    ) -> None:
        self._on_session = on_session
        self._patience, self._most, self._options = patience, sessions, options
        self._sessions: dict[str, SocketEndpoint] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    async def serve(self, socket: Socket) -> None:
        """Serve one connection until it ends."""
        try:
            opening = await asyncio.wait_for(_opening(socket), _OPENING)
            token, endpoint, new = await self._session(opening)
        except (WireError, TimeoutError) as error:
            await _refuse(socket, str(error) or f"no opening came within {_OPENING:g} s")
            return
        try:
            await socket.send(write_record(Open(SOCKET_VERSION, token, endpoint.received)))
        except OSError:
            self._wait_for(token, endpoint)
            return
        if new:
            self._on_session(endpoint)
        try:
            await endpoint.run(socket, opening.received)
        finally:
            self._wait_for(token, endpoint)

    def close(self, reason: str = "the server stops") -> None:
        """End all sessions in order."""
        for endpoint in list(self._sessions.values()):
            endpoint.close(reason)

    async def _session(self, opening: Open) -> tuple[str, SocketEndpoint, bool]:
        if opening.version != SOCKET_VERSION:
            raise WireError(f"This server speaks version {SOCKET_VERSION}, not {opening.version}.", "version")
        if opening.token:
            known = self._sessions.get(opening.token)
            if known is None or known.reason is not None:
                raise WireError("The session is not known here any more; begin a new one.", "token")
            waiting = self._leaving.pop(opening.token, None)
            if waiting is not None:
                waiting.cancel()
            await known.leave_connection()
            return opening.token, known, False
        if len(self._sessions) >= self._most:
            raise WireError(f"The server has {self._most} sessions, which is as many as it takes.", "sessions")
        if opening.received:
            raise WireError("A new session has had nothing yet.", "received")
        token, endpoint = secrets.token_urlsafe(32), SocketEndpoint(**self._options)
        self._sessions[token] = endpoint
        return token, endpoint, True

    def _wait_for(self, token: str, endpoint: SocketEndpoint) -> None:
        """Keep a session that has no connection, for a while."""
        if endpoint.reason is not None:
            self._sessions.pop(token, None)
        elif not endpoint.connected and token not in self._leaving:
            loop = asyncio.get_running_loop()
            self._leaving[token] = loop.call_later(self._patience, self._give_up, token)

    def _give_up(self, token: str) -> None:
        self._leaving.pop(token, None)
        endpoint = self._sessions.pop(token, None)
        if endpoint is not None:
            endpoint.end(f"its connection broke and was not made anew within {self._patience:g} s")


async def _opening(socket: Socket) -> Open:
    data = await socket.receive()
    if not isinstance(data, bytes):
        raise WireError("The connection ended before it was opened, or its first message is not binary.", "open")
    record = read_record(data)
    if not isinstance(record, Open):
        raise WireError("The first record is no opening.", "open")
    return record


async def _refuse(socket: Socket, reason: str) -> None:
    refusal: Record = Close(reason)
    try:
        await socket.send(write_record(refusal))
    except OSError:
        return
    finally:
        await socket.close(reason)
