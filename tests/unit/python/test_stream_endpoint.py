"""Frames over a stream socket, between an engine and its plugins' processes."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import numpy as np
import pytest
from coverslip import File, PeerClosed
from coverslip.rpc import Interface, Peer
from coverslip.rpc.stream_endpoint import StreamEndpoint

from tests.unit.python.asynchronous import asynchronous


@asynchronous
async def test_values_large_and_empty_go_there_and_back() -> None:
    ours, theirs = socket.socketpair()
    far = Peer(StreamEndpoint(theirs), Interface({"echo": lambda *values: list(values)}))
    near = Peer(StreamEndpoint(ours))
    large, empty = np.arange(3_000_000, dtype="<f4").reshape(1000, 3000), np.zeros((0, 4), "<i2")
    file, text = File("a.bin", b"\x00" * 70_000, "x/y"), "µ" * 100_000
    got = await near.root["echo"](large, empty, file, text, b"")
    np.testing.assert_array_equal(got[0], large)
    assert got[1].shape == (0, 4)
    assert got[3:] == [text, b""]
    near.close("enough")
    assert await far.closed == "enough"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\x00\x00\x00\x00", "A preface has 0 bytes"),
        (b"\xff\xff\xff\xff", "A preface has 4294967295 bytes"),
        (b"\x01\x00\x00\x00{", "is no JSON"),
        (b"\x0b\x00\x00\x00[5, [[-1]]] ", "does not say how long"),
        (b"", "its process has ended"),
    ],
)
def test_what_is_no_frame_ends_the_connection(sent: bytes, said: str) -> None:
    @asynchronous
    async def run() -> None:
        ours, theirs = socket.socketpair()
        near = Peer(StreamEndpoint(ours), name="The process")
        call: asyncio.Future[Any] = near.root["anything"]()
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        assert said in await near.closed
        with pytest.raises(PeerClosed, match="is gone"):
            await call
        theirs.close()

    run()
