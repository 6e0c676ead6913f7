"""CPython at the other end of a WebSocket: by our calls, and on another port by hypha-rpc without its server.

Prints the two ports, and ends when its standard input does.
"""

import asyncio
import json
import sys
from collections.abc import Callable

from coverslip.rpc import Peer
from coverslip.rpc.socket_server import SocketServer
from coverslip.rpc.websockets_socket import serve
from hypha_rpc.rpc import RPC
from websockets.asyncio.connection import Connection as AnyConnection
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen


class Root:
    """What both offer."""

    def nothing(self) -> None:
        """Do nothing: what remains is the call."""

    def echo(self, value: object) -> object:
        """Give a value back."""
        return value


class Connection:
    """What hypha-rpc asks of a connection."""

    manager_id = None

    def __init__(self, socket: AnyConnection) -> None:
        self._socket = socket
        self.handle: Callable[[bytes | str], object] = lambda _: None

    async def emit_message(self, data: bytes) -> None:
        """Send."""
        await self._socket.send(data)

    def on_message(self, handler: Callable[..., object]) -> None:
        """Listen."""
        self.handle = handler

    def on_connected(self, handler: Callable[..., object]) -> None:
        """Do nothing: there is one connection."""

    def on_disconnected(self, handler: Callable[..., object]) -> None:
        """Do nothing: likewise."""

    async def listen(self) -> None:
        """Hand on what comes, until the connection ends."""
        handling = set()
        async for message in self._socket:
            handled = self.handle(message)
            if asyncio.iscoroutine(handled):
                # Not awaited: a message may be answered only by one that comes after it.
                task = asyncio.create_task(handled)
                handling.add(task)
                task.add_done_callback(handling.discard)

    async def disconnect(self, reason: str = "") -> None:
        """Leave."""
        await self._socket.close(reason=reason)


async def hypha(socket: ServerConnection) -> None:
    """Serve one page by hypha-rpc."""
    connection, root = Connection(socket), Root()
    rpc = RPC(connection, client_id="host", workspace="bench", default_context={"ws": "bench", "user": {}}, silent=True)
    service = {"id": "calls", "config": {"visibility": "public"}, "nothing": root.nothing, "echo": root.echo}
    rpc.add_service(service)
    await connection.listen()


async def main() -> None:
    """Serve."""
    sessions = SocketServer(lambda endpoint: Peer(endpoint, Root(), name="the page"))
    async with await serve(sessions) as ours, listen(hypha, "127.0.0.1", 0, max_size=None, compression=None) as theirs:
        ports = [next(iter(server.sockets)).getsockname()[1] for server in (ours, theirs)]
        print(json.dumps(ports), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        sessions.close()


if __name__ == "__main__":
    asyncio.run(main())
