"""Messages that no honest peer sends: the connection ends with a sentence, and nothing else happens."""

from __future__ import annotations

from typing import Any

import pytest
from coverslip.rpc import Peer, memory_pair

from tests.unit.python.asynchronous import asynchronous, turns

HELLO = '{"t":"hello","v":1}'


class Root:
    def __init__(self) -> None:
        self.called = 0

    def call(self, *_: Any, **__: Any) -> None:
        self.called += 1


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        (["{"], "A header is no JSON"),
        (['{"t":"cancel","id":1}'], "The first message is no greeting"),
        (['{"t":"hello","v":2}'], "speaks version 2 of the calls, this side version 1"),
        ([HELLO, HELLO], "A second greeting came"),
        ([HELLO, '{"t":"ok","id":7,"v":null}'], "An answer came to the call 7, which was not made"),
        ([HELLO, '{"t":"call","id":1,"obj":0,"fn":"call","args":[{"$":"own","id":5}],"kw":{}}'], "no object 5"),
        ([HELLO, '{"t":"call","id":1,"obj":0,"fn":"call","args":[{"$":"bytes","b":0}],"kw":{}}'], "no attachment 0"),
        ([HELLO, "[" * 100_000], "A header is no JSON"),
        ([HELLO, '{"t":"eval","id":1}'], 'There is no message of type "eval"'),
    ],
)
def test_a_message_that_is_none_ends_the_connection(frames: list[str], reason: str) -> None:
    @asynchronous
    async def test() -> None:
        here, there = memory_pair()
        root = Root()
        peer = Peer(here, root, name="the plugin")
        sent: list[str] = []
        there.start(lambda header, _: sent.append(header), lambda _: None)
        for frame in frames:
            there.send(frame, [])
        assert reason in await peer.closed
        await turns()
        assert sent[-1].startswith('{"t":"bye"')
        assert root.called == 0

    test()


@asynchronous
async def test_late_words_about_calls_that_have_ended_do_no_harm() -> None:
    here, there = memory_pair()
    peer = Peer(here, Root())
    answers: list[str] = []
    there.start(lambda header, _: answers.append(header), lambda _: None)
    frames = [
        HELLO,
        '{"t":"cancel","id":3}',
        '{"t":"progress","id":3,"v":1}',
        '{"t":"drop","refs":[[0,1],[9,4]]}',
        '{"t":"pool"}',
        '{"t":"call","id":1,"obj":0,"fn":"call","args":[],"kw":{}}',
    ]
    for frame in frames:
        there.send(frame, [])
    await turns()
    assert not peer.closed.done()
    assert answers == [HELLO, '{"t":"ok","id":1,"v":null}']
    peer.close()
