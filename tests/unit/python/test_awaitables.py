"""What there is to await within values: it is awaited before they are sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from coverslip import RemoteError
from coverslip.rpc import Interface, current_call

from tests.unit.python.asynchronous import asynchronous, turns
from tests.unit.python.peers import connected


async def later(value: Any) -> Any:
    await turns(3)
    return value


def held_by(peer: Any) -> int:
    return len(peer._exports)


@asynchronous
async def test_coroutines_and_futures_are_awaited_however_deep() -> None:
    async def echo(value: Any) -> Any:
        return {"value": value, "later": later([later({"k": later(2)})])}

    async with connected(Interface({"echo": echo})) as (_, peer):
        given = [later(1), {"a": asyncio.ensure_future(later("x"))}, {2: later(None)}]
        assert await peer.root.echo(given) == {"value": [1, {"a": "x"}, {2: None}], "later": [{"k": 2}]}


@asynchronous
async def test_the_answer_of_one_call_is_the_argument_of_the_next() -> None:
    async with connected(Interface({"double": lambda x: 2 * x})) as (_, peer):
        assert await peer.root.double(peer.root.double(peer.root.double(1))) == 8


@asynchronous
async def test_one_that_fails_fails_the_call_and_nothing_is_kept() -> None:
    async def fail() -> None:
        raise ValueError("too late")

    root = Interface({"take": lambda *_: "taken", "give": lambda: [print, fail()]})
    async with connected(root) as (one, two):
        with pytest.raises(ValueError, match="too late"):
            await two.root.take(print, fail())
        with pytest.raises(RemoteError, match="too late"):
            await two.root.give()
        assert await two.root.take() == "taken"
        assert (held_by(one), held_by(two)) == (1, 0)


@asynchronous
async def test_a_call_that_is_no_longer_wanted_is_never_sent() -> None:
    calls: list[Any] = []
    async with connected(Interface({"take": calls.append})) as (_, peer):
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        call = peer.root.take([never])
        call.cancel()
        late = peer.root.take.with_options(timeout=0.01)([asyncio.get_running_loop().create_future()])
        with pytest.raises(TimeoutError):
            await late
        await turns()
        assert calls == []
        assert not peer._calls


@asynchronous
async def test_a_progress_is_told_at_once_or_not_at_all() -> None:
    async def work() -> None:
        call = current_call.get()
        assert call is not None
        call.progress([later(1)])

    async with connected(Interface({"work": work})) as (_, peer):
        with pytest.raises(RemoteError, match="await it before telling it"):
            await peer.root.work()


@asynchronous
async def test_a_call_that_still_waits_fails_when_the_connection_ends() -> None:
    async with connected(Interface({"take": lambda *_: None})) as (one, two):
        call = two.root.take(asyncio.get_running_loop().create_future())
        one.close()
        with pytest.raises(ConnectionError):
            await call


@asynchronous
async def test_a_coroutine_beside_what_cannot_be_sent_is_closed() -> None:
    coroutine = later(1)
    async with connected(Interface({})) as (_, peer):
        with pytest.raises(TypeError, match="can't be sent"):
            peer.root.take([coroutine, object()])
    with pytest.raises(RuntimeError, match="cannot reuse already awaited coroutine"):
        await coroutine
