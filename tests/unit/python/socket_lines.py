"""Connections in memory between a client and a server, which break when they are told to."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from coverslip.rpc import Peer
from coverslip.rpc.socket_client import connect
from coverslip.rpc.socket_server import SocketServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Root:
    """What the far side offers; it remembers every call."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.gate = asyncio.Event()

    def echo(self, value: Any) -> Any:
        return value

    async def note(self, number: int) -> int:
        self.seen.append(number)
        await asyncio.sleep(0)
        return number

    async def wait(self) -> str:
        await self.gate.wait()
        return "opened"

    async def blob(self, blob: Any) -> list[Any]:
        return [blob.name, blob.mime, await blob.read()]

    async def twice(self, fn: Any, value: Any) -> Any:
        return await fn(await fn(value))


class Line:
    """One end of a connection in memory; either end can be cut off, and stays quiet or not."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self.other: Line = self
        self.down = False
        #: Messages that may still leave before the connection breaks; None for no end.
        self.left: int | None = None
        self.sent = 0

    async def receive(self) -> bytes | str | None:
        return await self.queue.get()

    async def send(self, data: bytes | memoryview) -> None:
        if self.down:
            raise ConnectionError("the line is down")
        self.sent += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.cut()
                raise ConnectionError("the line broke")
        self.other.queue.put_nowait(bytes(data))
        await asyncio.sleep(0)

    async def close(self, reason: str) -> None:  # noqa: ARG002
        self.cut()

    def cut(self) -> None:
        for end in (self, self.other):
            if not end.down:
                end.down = True
                end.queue.put_nowait(None)


class Wire:
    """Lines between one client and a server."""

    def __init__(self, server: SocketServer) -> None:
        self.server = server
        self.lines: list[Line] = []
        self.reachable = True
        #: For each line: messages that the client, and that the server, gets through.
        self.breaks: list[tuple[int | None, int | None]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> Line:
        if not self.reachable:
            raise ConnectionError("the network is down")
        near, far = Line(), Line()
        near.other, far.other = far, near
        if self.breaks:
            near.left, far.left = self.breaks.pop(0)
        self.lines.append(near)
        task = asyncio.create_task(self.server.serve(far))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return near


@asynccontextmanager
async def wired(root: Any, breaks: Any = (), **options: Any) -> AsyncIterator[tuple[Peer, Wire, list[Peer]]]:
    """A peer whose far side offers `root`, over lines that break as told."""
    peers: list[Peer] = []
    patience = options.pop("patience", 5.0)
    server = SocketServer(lambda endpoint: peers.append(Peer(endpoint, root)), patience=patience, **options)
    wire = Wire(server)
    wire.breaks = list(breaks)
    peer = Peer(await connect(wire.open, patience=patience, **options), name="the server")
    try:
        yield peer, wire, peers
    finally:
        peer.close()
        server.close()
        while wire.tasks:
            await asyncio.wait(wire.tasks)
