"""Sockets of web servers that speak ASGI (https://asgi.readthedocs.io/en/latest/specs/www.html#websocket)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .socket_records import SUBPROTOCOL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from .socket_server import SocketServer


class AsgiSocket:
    """One connection of an ASGI server, once it was accepted.

    Args:
        receive: the application's callable of that name.
        send: likewise.
    """

    def __init__(
        self,
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        self._receive, self._send = receive, send
        self._ended = False

    async def receive(self) -> bytes | str | None:
        """The next message; None when the connection has ended."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            self._ended = True
            return None
        data: bytes | str | None = message.get("bytes")
        return message.get("text") if data is None else data

    async def send(self, data: bytes | memoryview) -> None:
        """Send a binary message."""
        if self._ended:
            raise ConnectionError("the connection has ended")
        await self._send({"type": "websocket.send", "bytes": bytes(data)})

    async def close(self, reason: str) -> None:
        """End the connection."""
        if not self._ended:
            self._ended = True
            await self._send({"type": "websocket.close", "code": 1000, "reason": reason[:40]})


def application(server: SocketServer) -> Callable[..., Awaitable[None]]:
    """An ASGI application that serves sessions; Starlette mounts it as a WebSocketRoute's endpoint does."""

    async def app(
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] != "websocket":
            raise ValueError(f"A connection of type {scope['type']} came to a place for WebSockets.")
        if (await receive())["type"] != "websocket.connect":
            return
        spoken = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", ()) else None
        await send({"type": "websocket.accept", "subprotocol": spoken})
        await server.serve(AsgiSocket(receive, send))

    return app
