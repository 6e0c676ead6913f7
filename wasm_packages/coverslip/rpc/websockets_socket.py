"""Sockets of the library `websockets`, for both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import websockets
from websockets.asyncio.client import connect as connect_websocket
from websockets.asyncio.server import serve as serve_websockets
from websockets.typing import Subprotocol

from .socket_client import connect
from .socket_records import CHUNK, SUBPROTOCOL

if TYPE_CHECKING:
    from websockets.asyncio.connection import Connection
    from websockets.asyncio.server import Server

    from .socket_endpoint import SocketEndpoint
    from .socket_server import SocketServer

#: Arrays hardly shrink and take long to deflate; and the binding has a heartbeat of its own.
_SETTINGS: dict[str, Any] = {"max_size": 2 * CHUNK, "compression": None, "ping_interval": None}


class WebsocketsSocket:
    """One connection of the library."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def receive(self) -> bytes | str | None:
        """The next message; None when the connection has ended."""
        try:
            return await self._connection.recv()
        except websockets.ConnectionClosed:
            return None

    async def send(self, data: bytes | memoryview) -> None:
        """Send a binary message, waiting while the network takes no more."""
        try:
            await self._connection.send(data)
        except websockets.ConnectionClosed as error:
            raise ConnectionError(str(error)) from error

    async def close(self, reason: str) -> None:
        """End the connection."""
        # The protocol has room for 123 bytes.
        await self._connection.close(reason=reason.encode("utf-8", "replace")[:120].decode("utf-8", "ignore"))


async def serve(server: SocketServer, host: str = "127.0.0.1", port: int = 0, **settings: Any) -> Server:
    """Serve sessions at an address until the result is closed.

    Args:
        server: the sessions.
        host: where to listen.
        port: 0 for any that is free.
        settings: for `websockets.asyncio.server.serve`, such as `origins`.
    """

    async def handle(connection: Connection) -> None:
        await server.serve(WebsocketsSocket(connection))

    return await serve_websockets(handle, host, port, subprotocols=[Subprotocol(SUBPROTOCOL)], **_SETTINGS | settings)


async def connect_to(url: str, *, settings: dict[str, Any] | None = None, **options: Any) -> SocketEndpoint:
    """Begin a session with the server at an address such as "ws://127.0.0.1:9000".

    Args:
        url: the address.
        settings: for `websockets.asyncio.client.connect`, such as `additional_headers`.
        options: for `socket_client.connect`: patience, heartbeat, waiting, limits.

    Raises:
        OSError: there is no server.
        PeerClosed: it refuses the session.
    """

    async def open_socket() -> WebsocketsSocket:
        try:
            connection = await connect_websocket(
                url, subprotocols=[Subprotocol(SUBPROTOCOL)], **_SETTINGS | (settings or {})
            )
        except websockets.WebSocketException as error:
            raise ConnectionError(f"{url} can't be reached: {error}") from error
        return WebsocketsSocket(connection)

    return await connect(open_socket, **options)
