"""A server of calls over WebSockets cuts off who does not keep to its records, and takes so many sessions."""

from __future__ import annotations

import asyncio
from typing import Any

import msgpack
import pytest
from coverslip.errors import PeerClosed, WireError
from coverslip.rpc import Peer
from coverslip.rpc.socket_client import connect
from coverslip.rpc.socket_records import CHUNK, read_record
from coverslip.rpc.socket_server import SocketServer

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.socket_lines import Root, Wire, wired

HOSTILE: dict[str, Any] = {
    "no msgpack": b"\xc1",
    "no record": msgpack.packb({"a": 1}),
    "an unknown record": msgpack.packb(["evil"]),
    "a text": "hello",
    "a short record": msgpack.packb(["frame", 1]),
    "a packet from the future": msgpack.packb(["frame", 99, 0, "{}", []]),
    "a chunk of no frame": [msgpack.packb(["chunk", 2]), b"1234"],
    "an acknowledgement of what was never sent": msgpack.packb(["ack", 10**6]),
    "a second opening": msgpack.packb(["open", 1, "", 0]),
    "a frame that is too large": msgpack.packb(["frame", 2, 0, "{}", [2**40]]),
    "too many attachments": msgpack.packb(["frame", 2, 0, "{}", [0] * 5000]),
    "a header that is too long": msgpack.packb(["frame", 2, 0, None, [2**30]]),
    "a header of no size": msgpack.packb(["frame", 2, 0, None, []]),
    "a negative size": msgpack.packb(["frame", 2, 0, "{}", [-1]]),
    "a file without a name": msgpack.packb(["frame", 2, 0, "{}", [[3, "x"]]]),
    "a crumb": [msgpack.packb(["frame", 2, 0, "{}", [100]]), msgpack.packb(["chunk", 3]), b"1"],
    "a frame in a frame": [msgpack.packb(["frame", 2, 0, "{}", [9]]), msgpack.packb(["frame", 3, 0, "{}", []])],
    "a huge message": bytes(3 * CHUNK),
    "no UTF-8": [msgpack.packb(["frame", 2, 0, None, [2]]), msgpack.packb(["chunk", 3]), b"\xff\xff"],
    "an extension": msgpack.packb(["ack", msgpack.ExtType(5, b"x")]),
    "deep nesting": b"\x91" * 5000 + b"\xc0",
}


@pytest.mark.parametrize("name", HOSTILE)
@asynchronous
async def test_a_hostile_client_is_cut_off_and_nobody_else_notices(name: str) -> None:
    root = Root()
    async with wired(root) as (peer, wire, peers):
        line = await wire.open()
        await line.send(msgpack.packb(["open", 1, "", 0]))
        assert isinstance(await line.receive(), bytes)
        await line.send(msgpack.packb(["frame", 1, 0, '{"t":"hello","v":1}', []]))
        hostile = HOSTILE[name]
        for message in hostile if isinstance(hostile, list) else [hostile]:
            line.other.queue.put_nowait(message)
        reason = await asyncio.wait_for(asyncio.shield(peers[1].closed), 60)
        assert "sent what is no frame" in reason
        assert await peer.root.note(1) == 1
        assert not peers[0].closed.done()


@pytest.mark.parametrize(
    "opening",
    [b"", b"\xc1", msgpack.packb(["ping"]), msgpack.packb(["open", 2, "", 0]), msgpack.packb(["open", 1, "guess", 0])],
)
@asynchronous
async def test_a_connection_that_opens_wrongly_is_refused(opening: bytes) -> None:
    async with wired(Root()) as (_, wire, peers):
        line = await wire.open()
        await line.send(opening)
        answer = await asyncio.wait_for(line.receive(), 60)
        assert isinstance(answer, bytes)
        assert msgpack.unpackb(answer)[0] == "close"
        assert len(peers) == 1


@asynchronous
async def test_more_sessions_than_the_server_takes_are_refused() -> None:
    server = SocketServer(lambda endpoint: Peer(endpoint, Root()), sessions=1)
    wire = Wire(server)
    first = await connect(wire.open)
    with pytest.raises(PeerClosed, match="as many as it takes"):
        await connect(wire.open)
    first.end("over")
    server.close()


def test_records_with_more_than_they_may_hold_are_refused() -> None:
    for record in (["ping", 1], ["open", True, "x", "y"], ["close", 5], [], ["ack", -1], ["ack", 2**60]):
        with pytest.raises(WireError):
            read_record(msgpack.packb(record))
