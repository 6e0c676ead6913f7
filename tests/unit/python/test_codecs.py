"""Codecs of one's own."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import Any

import pytest
from coverslip import RemoteError, api
from coverslip.errors import NotReadable
from coverslip.rpc import Codec, Codecs, Coded, Interface, Peer, memory_pair, shared_codecs

from tests.unit.python.asynchronous import asynchronous, turns


@dataclass(frozen=True)
class Point:
    x: int
    y: int


class Labelled(Point):
    pass


def points() -> Codecs:
    codecs = Codecs()
    codecs.register(Codec("point", Point, lambda p: [p.x, p.y], lambda wire: Point(*wire)))
    return codecs


def peers(root: Interface, near: Codecs, far: Codecs) -> tuple[Peer, Peer]:
    a, b = memory_pair()
    return Peer(a, root, codecs=far), Peer(b, codecs=near)


@asynchronous
async def test_objects_of_a_class_travel_both_ways_wherever_they_stand() -> None:
    root = Interface({"mirror": lambda at: [Point(-p.x, -p.y) for p in at["at"]]})
    _, peer = peers(root, points(), points())
    assert await peer.root.mirror({"at": [Point(3, 4), Labelled(1, 2)]}) == [Point(-3, -4), Point(-1, -2)]
    peer.close()


@asynchronous
async def test_what_has_no_codec_on_the_other_side_is_kept_there_and_comes_home() -> None:
    root = Interface({"look": lambda value: [isinstance(value, Coded) and value.name, value]})
    _, peer = peers(root, points(), Codecs())
    assert await peer.root.look(Point(3, 4)) == ["point", Point(3, 4)]
    peer.close()


@asynchronous
async def test_an_encoder_may_take_its_time_and_is_asked_once() -> None:
    asked: list[Point] = []

    async def encode(point: Point) -> int:
        asked.append(point)
        await turns(2)
        return point.x

    codecs = Codecs()
    codecs.register(Codec("point", Point, encode))
    _, peer = peers(Interface({"look": lambda value: value.value}), codecs, Codecs())
    assert await peer.root.look(Point(7, 0)) == 7
    assert asked == [Point(7, 0)]
    peer.close()


@asynchronous
async def test_a_later_codec_goes_before_earlier_ones() -> None:
    codecs = points()
    codecs.register(Codec("labelled", Labelled, lambda _: "L"))
    _, peer = peers(Interface({"look": lambda value: value.value}), codecs, Codecs())
    assert await peer.root.look(Labelled(1, 2)) == "L"
    codecs.unregister("labelled")
    assert await peer.root.look(Labelled(1, 2)) == [1, 2]
    peer.close()


@asynchronous
async def test_a_codec_that_fails_fails_the_call_only() -> None:
    def fail(_: Any) -> None:
        raise ValueError("out of paper")

    broken = Codecs()
    broken.register(Codec("point", Point, fail, fail))
    root = Interface({"take": lambda *given: len(given), "give": lambda: [Point(1, 2), print]})
    one, two = peers(root, broken, points())
    with pytest.raises(NotReadable, match="The codec 'point' could not read a value"):
        await two.root.give()
    await turns()
    gc.collect()
    await turns()
    assert len(one._exports) == 1
    with pytest.raises(ValueError, match="out of paper"):
        two.root.take(Point(1, 2))
    assert await two.root.take() == 0
    _, other = peers(root, points(), broken)
    with pytest.raises(RemoteError, match="could not read a value"):
        await other.root.take(Point(1, 2))
    two.close()
    other.close()


@asynchronous
async def test_plugins_register_codecs_by_the_api() -> None:
    one, two = memory_pair()
    Peer(one, Interface({"mirror": lambda p: Point(-p.x, -p.y)}))
    peer = Peer(two)
    await api.registerCodec({"name": "point", "type": Point, "encoder": lambda p: [p.x, p.y]})
    with pytest.raises(RemoteError, match="'Coded' object has no attribute 'x'"):
        await peer.root.mirror(Point(3, 4))
    await api.registerCodec(name="point", type=Point, encoder=lambda p: [p.x, p.y], decoder=lambda wire: Point(*wire))
    assert await peer.root.mirror(Point(3, 4)) == Point(-3, -4)
    with pytest.raises(TypeError, match="decode_"):
        api.registerCodec(name="point", decode_=1)
    shared_codecs.unregister("point")
    peer.close()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"name": ""}, "needs a name"),
        ({"name": "p", "type": Point}, "needs an encoder or a decoder"),
        ({"name": "p", "encoder": str}, "needs the type that it encodes"),
    ],
)
def test_what_makes_no_codec_is_refused(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Codec(**parts)
