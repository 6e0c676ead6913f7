"""Objects held on the other side, and their release."""

from __future__ import annotations

import asyncio
import functools
import gc
from typing import Any

import numpy as np
import pytest
from coverslip import RemoteError
from coverslip.rpc import Interface, Limits, Peer, PeerPort, Remote, memory_pair, peer_of

from tests.unit.python.asynchronous import asynchronous, turns
from tests.unit.python.peers import connected


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def add(self, number: int) -> int:
        self.value += number
        return self.value

    async def total(self) -> int:
        return self.value


class Keeper:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.counter = Counter()

    def keep(self, *values: Any) -> int:
        self.kept.extend(values)
        return len(self.kept)

    def forget(self) -> None:
        self.kept.clear()
        gc.collect()

    def give(self) -> Counter:
        return self.counter

    def is_own(self, counter: Any) -> bool:
        return counter is self.counter


def held_by(peer: Peer) -> int:
    """How many objects the other side of this peer may call."""
    return len(peer._exports)


@asynchronous
async def test_an_object_with_methods_is_called_where_it_is() -> None:
    async with connected(Keeper()) as (_, peer):
        counter = await peer.root.give()
        assert await counter.add(2) == 2
        assert await counter.total() == 2
        with pytest.raises(AttributeError, match=r"Counter has no method 'ad'. Did you mean 'add'\?"):
            _ = counter.ad


class Handle:
    kind = "window"

    def __init__(self) -> None:
        self.id = "w1"
        self._secret = 1
        self.size = [4, 3]
        self.data = np.array([1, 2], np.float32)
        self.unsendable = object()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.history: list[Any] = [np.zeros(3), *range(2**19)]
        self.huge = bytes(2**20 + 1)
        self.parts: list[Any] = [self, Counter()]

    @property
    def area(self) -> int:
        return self.size[0] * self.size[1]

    @property
    def broken(self) -> int:
        raise RuntimeError("not now")

    @functools.cached_property
    def slow(self) -> int:
        raise AssertionError("nobody asked for it")

    def resize(self, width: int) -> None:
        self.size = [width, 3]


@asynchronous
async def test_an_object_of_the_other_side_says_why_it_is_no_array() -> None:
    port, _ = memory_pair()
    peer = Peer(port)
    for methods, said in ((["read"], r"`array = await image\.read\(\)`"), (["add"], "is no array")):
        with pytest.raises(TypeError, match=said):
            np.asarray(Remote(peer, 1, "object", "Image", methods))


@asynchronous
async def test_an_object_shows_its_properties_as_they_were_when_it_was_sent() -> None:
    handle = Handle()
    async with connected(Interface({"give": lambda: handle})) as (_, peer):
        seen = await peer.root.give()
        assert (seen.id, seen.kind, seen.size, seen.area, seen["id"]) == ("w1", "window", [4, 3], 12, "w1")
        assert seen.data.dtype == np.float32
        assert seen.parts[0] is seen
        assert await seen.parts[1].add(1) == 1
        for name in ("_secret", "unsendable", "closed", "history", "huge", "broken", "slow"):
            assert not hasattr(seen, name), name
        await seen.resize(5)
        assert seen.area == 12
        assert await peer.root.give() is seen
        assert seen.area == 15


@asynchronous
async def test_an_interface_shows_only_the_properties_that_were_named() -> None:
    shown = Interface({"f": lambda: 1}, "Thing", {"label": "cells"})
    async with connected(Interface({"give": lambda: shown})) as (_, first):
        thing = await first.root.give()
        async with connected(Interface({"give": lambda: thing})) as (_, second):
            passed_on = await second.root.give()
            assert (passed_on.label, dir(passed_on)) == ("cells", ["f", "label"])


@asynchronous
async def test_an_object_that_comes_home_is_itself() -> None:
    async with connected(Keeper()) as (_, peer):
        assert await peer.root.is_own(await peer.root.give()) is True


@asynchronous
async def test_one_object_is_one_object_on_the_other_side() -> None:
    async with connected(Keeper()) as (_, peer):
        assert await peer.root.give() is await peer.root.give()


@asynchronous
async def test_what_is_no_longer_held_is_let_go_however_often_it_was_sent() -> None:
    async with connected(Keeper()) as (one, two):
        counter = await two.root.give()
        await two.root.give()
        assert held_by(one) == 2
        del counter
        gc.collect()
        await turns()
        assert held_by(one) == 1


@asynchronous
async def test_an_object_that_is_sent_again_while_it_is_let_go_stays() -> None:
    async with connected(Keeper()) as (one, two):
        first = await two.root.give()
        again = two.root.give()
        await turns(1)
        del first
        gc.collect()
        counter = await again
        await turns()
        assert held_by(one) == 2
        assert await counter.add(1) == 1


@asynchronous
async def test_many_callbacks_are_let_go() -> None:
    keeper = Keeper()
    async with connected(keeper) as (one, two):
        for _ in range(100):
            await two.root.keep(*[lambda: None for _ in range(1000)])
        assert (held_by(two), len(one._imports)) == (100_000, 100_000)
        await two.root.forget()
        await turns()
        assert (held_by(two), len(one._imports)) == (0, 0)


@asynchronous
async def test_a_call_that_fails_to_be_written_holds_nothing() -> None:
    async with connected(Keeper()) as (_, two):
        with pytest.raises(TypeError):
            two.root.keep(lambda: None, object())
        assert held_by(two) == 0


@asynchronous
async def test_a_dropped_object_can_no_longer_be_called() -> None:
    async with connected(Keeper()) as (_, two):
        with pytest.raises(RemoteError, match="There is no object 99 here; it may have been dropped") as caught:
            await two.call(Remote(two, 99, "object", "x", None), "add")
        assert caught.value.type == "NotExported"


@asynchronous
async def test_more_objects_than_may_be_held_are_refused() -> None:
    keeper = Keeper()
    a, b = memory_pair()
    one, two = Peer(a, keeper), Peer(b, limits=Limits(exports=10))
    with pytest.raises(TypeError, match="More than 10 objects are held"):
        two.root.keep(*[lambda: None for _ in range(20)])
    assert held_by(two) == 0
    one.close()


@asynchronous
async def test_a_port_leads_to_another_peer_with_the_host_out_of_the_way() -> None:
    a, b = memory_pair()

    class Plugin:
        def __init__(self) -> None:
            self.connections: list[Peer] = []

        def connect(self, port: Remote) -> None:
            peer = peer_of(port)
            peer.offer(Interface({"double": lambda x: 2 * x}))
            self.connections.append(peer)

    class Other:
        async def use(self, plugin: Remote) -> int:
            result: int = await plugin.double(21)
            peer_of(plugin).close()
            return result

    async with connected(Plugin()) as (_, first), connected(Other()) as (_, second):
        await first.root.connect(PeerPort(a, "plugin"))
        assert await second.root.use(PeerPort(b, "plugin", ("double",))) == 42


@asynchronous
async def test_an_object_of_one_peer_is_called_through_another() -> None:
    async with connected(Keeper()) as (_, first), connected(Keeper()) as (_, second):
        counter = await first.root.give()

        async def use(remote: Remote) -> int:
            return int(await remote.add(5))

        async with connected(Interface({"use": use})) as (_, third):
            assert await third.root.use(counter) == 5
        assert await second.root.keep(first.root.give) == 1


@asynchronous
async def test_everything_is_let_go_when_the_connection_ends() -> None:
    keeper = Keeper()
    async with connected(keeper) as (one, two):
        await two.root.keep(lambda: None)
        await two.root.give()
        two.close()
        await asyncio.gather(one.closed, two.closed)
        assert held_by(one) == held_by(two) == 0
