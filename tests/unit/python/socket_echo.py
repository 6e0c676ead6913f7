"""A server for the tests of other languages: offers `Root` over a WebSocket, until its standard input ends.

It prints the port on which it listens. `cut` of the root breaks all connections, without a word to the other side.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from coverslip.rpc import Interface, Peer
from coverslip.rpc.socket_server import SocketServer
from coverslip.rpc.websockets_socket import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from websockets.asyncio.server import ServerConnection


class Root:
    """What the server offers."""

    def __init__(self, connections: Callable[[], Iterable[ServerConnection]]) -> None:
        self._connections = connections
        self._noted: list[int] = []

    def nothing(self) -> None:
        """Do nothing: what remains is the call."""

    def echo(self, value: Any) -> Any:
        """Give a value back."""
        return value

    def itself(self) -> Any:
        """This object with the names of its methods, so that it can be handed on."""
        return Interface({"double": self.double, "echo": self.echo}, "Far")

    def add(self, a: Any, b: Any) -> Any:
        """Add two things, such as arrays."""
        return a + b

    async def double(self, image: Any, meet: Any) -> Any:
        """Double an array, once `meet` has answered."""
        await meet()
        return image * np.float32(2)

    async def apply(self, fn: Any, value: Any) -> Any:
        """Call a function of the caller."""
        return await fn(value)

    async def collect(self, values: Any) -> list[Any]:
        """Pull everything out of an iterator of the caller."""
        return [each async for each in values]

    async def count(self, stop: int) -> Any:
        """An iterator, to be pulled by the caller."""

        async def numbers() -> Any:
            for number in range(stop):
                await asyncio.sleep(0)
                yield number

        return numbers()

    async def read(self, blob: Any) -> list[Any]:
        """Name, type and bytes of a file."""
        return [blob.name, blob.mime, await blob.read()]

    async def wait(self, stopped: Any) -> None:
        """Wait for ever; tells when it is stopped."""
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.shield(stopped("stopped"))
            raise

    def fail(self, text: str) -> None:
        """Raise an error with a cause."""
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(f"no {text}") from error

    def note(self, number: int) -> int:
        """Remember a number."""
        self._noted.append(number)
        return number

    def noted(self) -> list[int]:
        """What was remembered."""
        return self._noted

    def cut(self, seconds: float) -> None:
        """Break every connection after a while, as a network does."""

        def abort() -> None:
            for connection in self._connections():
                connection.transport.abort()

        asyncio.get_running_loop().call_later(seconds, abort)


async def main() -> None:
    """Serve."""
    sessions = SocketServer(lambda endpoint: Peer(endpoint, Root(lambda: server.connections), name="the client"))
    async with await serve(sessions) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        sessions.close()


if __name__ == "__main__":
    asyncio.run(main())
