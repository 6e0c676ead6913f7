"""Calls between two peers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import Cancelled, Image, PeerClosed, RemoteError
from coverslip.errors import NotSendable
from coverslip.rpc import UNDEFINED, Interface, Limits, Peer, current_call, memory_pair

from tests.unit.python.asynchronous import asynchronous, turns
from tests.unit.python.peers import connected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Root:
    """What the tests call."""

    size = 3

    def __init__(self) -> None:
        self.stopped = asyncio.Event()
        self.started = asyncio.Event()
        self.order: list[int] = []

    def add(self, a: int, b: int = 1) -> int:
        return a + b

    async def later(self, value: Any) -> Any:
        await asyncio.sleep(0)
        return value

    async def never(self) -> None:
        self.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()

    def fail(self) -> None:
        try:
            raise KeyError("cause")
        except KeyError as error:
            raise ValueError("no good") from error

    def leave(self) -> None:
        raise SystemExit(3)

    def unsendable(self) -> Any:
        return object()

    def note(self, number: int) -> None:
        self.order.append(number)

    def report(self) -> str:
        call = current_call.get()
        assert call is not None
        for number in range(3):
            call.progress(number)
        return "done"

    def numbers(self, count: int) -> Iterator[int]:
        return iter(range(count))

    async def letters(self) -> AsyncIterator[str]:
        async def generate() -> AsyncIterator[str]:
            try:
                for letter in "abc":
                    yield letter
            finally:
                self.stopped.set()

        return generate()

    async def apply(self, function: Any, value: Any) -> Any:
        return await function(value)

    def _own(self) -> None:
        """Nobody's business."""


@asynchronous
async def test_a_method_is_called_by_position_and_by_name() -> None:
    async with connected(Root()) as (_, peer):
        assert await peer.root.add(1) == 2
        assert await peer.root.add(1, b=5) == 6
        assert await peer.root.later([1, "a"]) == [1, "a"]


@asynchronous
async def test_both_sides_call() -> None:
    async with connected(Root(), Root()) as (one, two):
        answers: list[int] = await asyncio.gather(one.root.add(1), two.root.add(2))
        assert answers == [2, 3]


@asynchronous
async def test_an_error_keeps_its_type_message_traceback_and_cause() -> None:
    async with connected(Root()) as (_, peer):
        with pytest.raises(RemoteError, match="ValueError: no good") as caught:
            await peer.root.fail()
        error = caught.value
        assert (error.type, error.message) == ("ValueError", "no good")
        assert 'raise ValueError("no good") from error' in error.traceback
        assert isinstance(error.__cause__, RemoteError)
        assert error.__cause__.type == "KeyError"


@asynchronous
async def test_leaving_and_unsendable_results_are_errors_of_the_call_alone() -> None:
    async with connected(Root()) as (_, peer):
        for name, kind in (("leave", "SystemExit"), ("unsendable", "NotSendable")):
            with pytest.raises(RemoteError) as caught:
                await peer.root[name]()
            assert caught.value.type == kind
        assert await peer.root.add(1) == 2


@pytest.mark.parametrize("name", ["size", "_own", "__class__", "nothing"])
def test_only_public_methods_can_be_called(name: str) -> None:
    @asynchronous
    async def test() -> None:
        async with connected(Root()) as (_, peer):
            with pytest.raises(RemoteError, match=f"Root has no method '{name}'") as caught:
                await peer.root[name]()
            assert caught.value.type == "NotExported"

    test()


@asynchronous
async def test_calls_begin_in_the_order_in_which_they_were_made() -> None:
    root = Root()
    async with connected(root) as (_, peer):
        await asyncio.gather(*(peer.root.note(number) for number in range(50)))
        assert root.order == list(range(50))


@asynchronous
async def test_a_call_is_sent_whether_or_not_it_is_awaited() -> None:
    root = Root()
    async with connected(root) as (_, peer):
        peer.root.note(1)
        await peer.root.note(2)
        assert root.order == [1, 2]


@asynchronous
async def test_undefined_is_told_from_none_by_a_peer_that_is_asked_to() -> None:
    a, b = memory_pair()
    plain = Peer(a, Interface({"give": lambda: [UNDEFINED, None], "same": lambda x: x is None}))
    exact = Peer(b, undefined=UNDEFINED)
    assert await exact.root.give() == [UNDEFINED, None]
    assert await exact.root.same(UNDEFINED) is True
    plain.close()


@asynchronous
async def test_progress_reaches_the_caller_before_the_answer() -> None:
    async with connected(Root()) as (_, peer):
        told: list[Any] = []
        assert await peer.root.report.with_options(on_progress=told.append)() == "done"
        assert told == [0, 1, 2]


@asynchronous
async def test_cancelling_the_task_that_awaits_stops_the_other_side() -> None:
    root = Root()
    async with connected(root) as (_, peer):
        call = peer.root.never()
        await root.started.wait()
        call.cancel()
        await root.stopped.wait()
        await turns()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await peer.root.add(1) == 2


@asynchronous
async def test_a_call_that_takes_too_long_is_given_up_and_stopped() -> None:
    root = Root()
    async with connected(root) as (_, peer):
        with pytest.raises(TimeoutError, match=r"two did not answer never within 0\.01 s"):
            await peer.root.never.with_options(timeout=0.01)()
        await root.stopped.wait()


@asynchronous
async def test_a_call_that_the_other_side_stops_raises_cancelled() -> None:
    async with connected(Interface({"stop": lambda: asyncio.Event().wait(), "kill": lambda: _raise()})) as (_, peer):
        with pytest.raises(Cancelled):
            await peer.root.kill()


def _raise() -> None:
    raise KeyboardInterrupt


@asynchronous
async def test_calls_in_flight_fail_when_the_other_side_leaves() -> None:
    root = Root()
    async with connected(root) as (one, two):
        call = two.root.never()
        await root.started.wait()
        one.close("the plugin was removed")
        with pytest.raises(PeerClosed, match="two is gone: the plugin was removed"):
            await call
        assert await two.closed == "the plugin was removed"
        await root.stopped.wait()
        with pytest.raises(PeerClosed, match="can't be called: the plugin was removed"):
            two.root.add(1)


@asynchronous
async def test_calls_in_flight_fail_when_the_connection_ends() -> None:
    root = Root()
    a, b = memory_pair()
    Peer(a, root)
    peer = Peer(b)
    call = peer.root.never()
    await root.started.wait()
    a.close("the worker died")
    with pytest.raises(PeerClosed, match="the worker died"):
        await call


@asynchronous
async def test_arrays_go_there_and_back() -> None:
    async with connected(Root()) as (_, peer):
        image = Image(np.arange(12, dtype=np.float16).reshape(3, 4), scale=(1, 2), unit="µm")
        back = await peer.root.later(image)
        np.testing.assert_array_equal(back, image)
        assert back.scale == (1.0, 2.0)


@asynchronous
async def test_functions_are_called_back_as_often_as_wanted() -> None:
    async with connected(Root()) as (_, peer):
        double = lambda x: 2 * x  # noqa: E731
        for number in range(3):
            assert await peer.root.apply(double, number) == 2 * number


@asynchronous
async def test_an_error_passes_through_a_callback_with_its_type() -> None:
    async with connected(Root(), Root()) as (_, peer):

        def fail(_: Any) -> None:
            raise LookupError("in the callback")

        with pytest.raises(RemoteError) as caught:
            await peer.root.apply(fail, 1)
        assert (caught.value.type, caught.value.message) == ("LookupError", "in the callback")
        assert "in the callback" in caught.value.traceback


@asynchronous
async def test_iterators_are_pulled() -> None:
    async with connected(Root()) as (_, peer):
        assert [number async for number in await peer.root.numbers(3)] == [0, 1, 2]
        assert [letter async for letter in await peer.root.letters()] == ["a", "b", "c"]


@asynchronous
async def test_an_iterator_that_is_closed_leaves_its_generator() -> None:
    root = Root()
    async with connected(root) as (_, peer):
        letters = await peer.root.letters()
        assert await anext(letters) == "a"
        await letters.aclose()
        assert root.stopped.is_set()
        assert [letter async for letter in letters] == []


@asynchronous
async def test_arguments_without_a_form_on_the_wire_are_refused_here() -> None:
    async with connected(Root()) as (_, peer):
        with pytest.raises(NotSendable, match="object can't be sent"):
            peer.root.add(object())
        assert await peer.root.add(1) == 2


@asynchronous
async def test_calls_above_the_limit_wait_for_their_turn() -> None:
    running: list[int] = []
    most = 0

    async def work(number: int) -> int:
        nonlocal most
        running.append(number)
        most = max(most, len(running))
        await turns(5)
        running.remove(number)
        return number

    async with connected(Interface({"work": work}), limits=Limits(serving=3)) as (_, peer):
        assert await asyncio.gather(*(peer.root.work(number) for number in range(10))) == list(range(10))
        assert most == 3


@asynchronous
async def test_a_waiting_call_can_be_cancelled() -> None:
    root = Root()
    async with connected(root, limits=Limits(serving=1)) as (_, peer):
        first, second = peer.root.never(), peer.root.note(1)
        await root.started.wait()
        second.cancel()
        await turns()
        first.cancel()
        await root.stopped.wait()
        assert await peer.root.add(1) == 2
        assert root.order == []


@asynchronous
async def test_too_many_waiting_calls_end_the_connection() -> None:
    root = Root()
    async with connected(root, limits=Limits(serving=1, waiting=2)) as (_, peer):
        calls = [peer.root.never() for _ in range(5)]
        with pytest.raises(PeerClosed, match="More than 2 calls wait"):
            await calls[-1]
