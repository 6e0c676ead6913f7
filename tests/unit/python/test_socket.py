"""Calls over real WebSockets, and over connections that break at the worst of times."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip.errors import NotSendable, PeerClosed
from coverslip.file import File
from coverslip.rpc import Peer, PeerPort
from coverslip.rpc.asgi_socket import application
from coverslip.rpc.endpoint import BytesBlob
from coverslip.rpc.socket_client import connect
from coverslip.rpc.socket_endpoint import SocketEndpoint
from coverslip.rpc.socket_inbox import SocketInbox, SocketLimits
from coverslip.rpc.socket_outbox import Outbox
from coverslip.rpc.socket_records import CHUNK, WINDOW, FrameRecord
from coverslip.rpc.socket_server import SocketServer
from coverslip.rpc.websockets_socket import connect_to, serve

from tests.unit.python.asynchronous import asynchronous, turns
from tests.unit.python.socket_lines import Line, Root, wired


@asynchronous
async def test_calls_arrays_files_and_callbacks_go_over_a_real_websocket() -> None:
    root = Root()
    sessions = SocketServer(lambda endpoint: Peer(endpoint, root))
    async with await serve(sessions) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        peer = Peer(await connect_to(f"ws://127.0.0.1:{port}"), name="the server")
        assert await peer.root.echo({"a": [1, None, "größe", "\ud800"]}) == {"a": [1, None, "größe", "\ud800"]}
        large = np.arange(3 * WINDOW // 8 + 5, dtype=np.float64)
        np.testing.assert_array_equal(await peer.root.echo(large), large)
        assert await peer.root.blob(File("x.tif", b"12345", "image/tiff")) == ["x.tif", "image/tiff", b"12345"]
        assert await peer.root.twice(lambda value: value * 3, 5) == 45
        assert len(await peer.root.echo("ä" * (2 * CHUNK))) == 2 * CHUNK
        peer.close("enough")
        await asyncio.wait_for(peer.closed, 60)
        while len(sessions):
            await asyncio.sleep(0.01)


@asynchronous
async def test_a_call_in_flight_outlives_its_connection() -> None:
    root = Root()
    async with wired(root) as (peer, wire, _):
        call = asyncio.ensure_future(peer.root.wait())
        await asyncio.wait_for(peer.root.note(1), 60)
        wire.lines[0].cut()
        root.gate.set()
        assert await asyncio.wait_for(call, 60) == "opened"
        assert len(wire.lines) == 2


@pytest.mark.parametrize("seed", range(12))
@asynchronous
async def test_nothing_is_lost_and_nothing_comes_twice_whenever_connections_break(seed: int) -> None:
    rng = np.random.default_rng(seed)
    breaks = [
        (None, int(rng.integers(2, 40))) if rng.random() < 0.5 else (int(rng.integers(2, 40)), None) for _ in range(6)
    ]
    root = Root()
    async with wired(root, breaks, heartbeat=5.0) as (peer, wire, peers):
        large = rng.random(CHUNK // 2)
        calls: list[Any] = [peer.root.note(number) for number in range(60)]
        calls[30:30] = [peer.root.echo(large)]
        answers = await asyncio.wait_for(asyncio.gather(*calls), 60)
        np.testing.assert_array_equal(answers.pop(30), large)
        assert answers == list(range(60))
        assert root.seen == list(range(60))
        assert len(peers) == 1
        assert len(wire.lines) > 1


@asynchronous
async def test_a_session_ends_when_its_server_stays_away() -> None:
    async with wired(Root(), patience=0.3) as (peer, wire, _):
        call = asyncio.ensure_future(peer.root.wait())
        await peer.root.note(1)
        wire.reachable = False
        wire.lines[0].cut()
        with pytest.raises(PeerClosed, match=r"could not be reached any more for 0\.3 s \(the network is down\)"):
            await asyncio.wait_for(call, 60)


@asynchronous
async def test_the_server_gives_a_session_up_whose_client_stays_away() -> None:
    async with wired(Root(), patience=0.2) as (peer, wire, peers):
        await peer.root.note(1)
        wire.reachable = False
        wire.lines[0].cut()
        assert "was not made anew within 0.2 s" in await asyncio.wait_for(asyncio.shield(peers[0].closed), 60)
        assert len(wire.server) == 0


@asynchronous
async def test_a_silent_connection_is_found_out_and_replaced() -> None:
    async with wired(Root(), heartbeat=0.1) as (peer, wire, _):
        await peer.root.note(1)
        # As when a laptop changes networks: nothing arrives any more, and nobody is told.
        first = wire.lines[0]
        first.other = Line()
        assert await asyncio.wait_for(peer.root.note(2), 60) == 2
        assert len(wire.lines) > 1


@asynchronous
async def test_a_heartbeat_keeps_an_idle_connection() -> None:
    # Long enough that a busy machine is not taken for a dead connection.
    async with wired(Root(), heartbeat=0.3) as (peer, wire, _):
        await peer.root.note(1)
        before = wire.lines[0].sent
        while wire.lines[0].sent < before + 4:
            await asyncio.sleep(0.01)
        assert await peer.root.note(2) == 2
        assert len(wire.lines) == 1


@asynchronous
async def test_a_session_that_the_server_does_not_know_ends_with_a_word() -> None:
    root = Root()
    async with wired(root) as (peer, wire, _):
        await peer.root.note(1)
        wire.server = SocketServer(lambda endpoint: Peer(endpoint, root))
        wire.lines[0].cut()
        assert "not known here any more" in await asyncio.wait_for(asyncio.shield(peer.closed), 60)


@asynchronous
async def test_a_slow_reader_is_not_sent_more_than_a_window() -> None:
    async with wired(Root()) as (peer, wire, _):
        await peer.root.note(1)
        line = wire.lines[0]
        kept, line.other = line.other, Line()
        call = asyncio.ensure_future(peer.root.echo(np.zeros(2 * WINDOW, np.uint8)))
        size, quiet = 0, 0
        while quiet < 50:
            await asyncio.sleep(0)
            arrived = line.other.queue.qsize()
            quiet, size = (quiet + 1, arrived) if arrived == size else (0, arrived)
        sent = sum(len(line.other.queue.get_nowait() or b"") for _ in range(size))
        assert WINDOW <= sent <= WINDOW + 2 * CHUNK
        line.other = kept
        line.cut()
        assert len(await asyncio.wait_for(call, 60)) == 2 * WINDOW


@asynchronous
async def test_too_much_that_waits_ends_the_session() -> None:
    async with wired(Root(), waiting=2**20) as (peer, wire, _):
        await peer.root.note(1)
        wire.reachable = False
        wire.lines[0].cut()
        with pytest.raises(PeerClosed, match="did not take 2 MB that waited to be sent"):
            await peer.root.echo(bytes(2 * 10**6))


@asynchronous
async def test_the_reason_of_an_orderly_close_arrives_after_everything_before() -> None:
    async with wired(Root()) as (peer, _, peers):
        assert await peer.root.note(7) == 7
        peer.close("the window was closed")
        assert await asyncio.wait_for(asyncio.shield(peers[0].closed), 60) == "the window was closed"


@asynchronous
async def test_a_port_is_refused_with_a_clear_word() -> None:
    async with wired(Root()) as (peer, _, __):
        with pytest.raises(NotSendable, match="can't travel over a network"):
            await peer.root.echo(PeerPort(object(), "plugin", ()))
        assert await peer.root.note(3) == 3


@asynchronous
async def test_an_asgi_server_serves_the_same_sessions() -> None:
    root = Root()
    app = application(SocketServer(lambda endpoint: Peer(endpoint, root)))
    to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {"type": "websocket", "subprotocols": ["coverslip.1"]}
    to_app.put_nowait({"type": "websocket.connect"})
    task: asyncio.Future[None] = asyncio.ensure_future(app(scope, to_app.get, from_app.put))
    assert await from_app.get() == {"type": "websocket.accept", "subprotocol": "coverslip.1"}

    class Client:
        async def receive(self) -> bytes | str | None:
            message = await from_app.get()
            data: bytes | None = message.get("bytes")
            return data

        async def send(self, data: bytes | memoryview) -> None:
            to_app.put_nowait({"type": "websocket.receive", "bytes": bytes(data)})

        async def close(self, reason: str) -> None:  # noqa: ARG002
            to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})

    client = Client()

    async def open_once() -> Client:
        return client

    peer = Peer(await connect(open_once), name="the server")
    np.testing.assert_array_equal(await peer.root.echo(np.arange(10**6)), np.arange(10**6))
    peer.close()
    await asyncio.wait_for(task, 60)


def test_a_frame_that_is_replayed_is_the_same_packets() -> None:
    outbox, frames = Outbox(), []
    outbox.push("{}", [bytes(range(256)) * 5000, BytesBlob("a", b"xyz", "text/plain"), b""])
    inbox = SocketInbox(SocketLimits(), lambda header, attachments: frames.append((header, attachments)))
    for _ in range(2):
        while (packet := outbox.next()) is not None:
            if isinstance(packet.content, memoryview):
                inbox.chunk(packet.number, bytes(packet.content))
            else:
                inbox.frame(FrameRecord(packet.number, 0, packet.content.header, packet.content.parts))
        assert outbox.resume(1)
    ((header, (data, blob, empty)),) = frames
    assert (header, bytes(data), blob.data, empty) == ("{}", bytes(range(256)) * 5000, b"xyz", b"")
    assert outbox.acknowledge(inbox.received)
    assert outbox.empty
    assert outbox.bytes == 0
    assert not outbox.acknowledge(inbox.received + 1)


@asynchronous
async def test_an_endpoint_keeps_frames_until_somebody_listens() -> None:
    endpoint = SocketEndpoint()
    endpoint._came("{}", [])
    heard: list[str] = []
    endpoint.start(lambda header, _: heard.append(header), lambda _: None)
    await turns()
    assert heard == ["{}"]
