"""Every kind of value from Python to Python and back, in memory and over a WebSocket: whatever tests/vectors shows."""

from __future__ import annotations

import re
from typing import Any

from coverslip.rpc import UNDEFINED, Peer, memory_pair
from coverslip.rpc.socket_server import SocketServer
from coverslip.rpc.websockets_socket import connect_to, serve

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.test_vectors import VALUES, read_frame, write_frame

KINDS = [each for each in VALUES if each["header"].startswith('{"t":"ok"') and '"$":"ref"' not in each["header"]]


class Root:
    """The far side."""

    def same(self, value: Any) -> Any:
        return value

    async def through(self, fn: Any, value: Any) -> Any:
        return await fn(value)


async def compare(peer: Peer) -> None:
    """There and back, and by a callback: the other direction first."""
    for vector in KINDS:
        message, value = read_frame(vector)
        sent = comparable(write_frame(message, value))
        assert comparable(write_frame(message, await peer.root.same(value))) == sent, vector["name"]
        assert comparable(write_frame(message, await peer.root.through(lambda each: each, value))) == sent


def comparable(frame: tuple[str, list[Any]]) -> Any:
    """A frame; an error tells of every side that it passed."""
    return re.sub(r'"traceback":"([^"\\]|\\.)*"', "", frame[0]), [bytes(each) for each in frame[1]]


@asynchronous
async def test_in_memory() -> None:
    a, b = memory_pair()
    near, far = Peer(a, undefined=UNDEFINED), Peer(b, Root(), undefined=UNDEFINED)
    await compare(near)
    near.close()
    far.close()


@asynchronous
async def test_over_a_websocket() -> None:
    sessions = SocketServer(lambda endpoint: Peer(endpoint, Root(), undefined=UNDEFINED))
    async with await serve(sessions) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        peer = Peer(await connect_to(f"ws://127.0.0.1:{port}"), undefined=UNDEFINED)
        await compare(peer)
        peer.close()
        sessions.close()
