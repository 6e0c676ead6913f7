"""Progress of ops."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from coverslip import progress
from coverslip.progress import BURST
from coverslip.rpc import CallContext, current_call

from tests.unit.python.asynchronous import asynchronous


def reports_of(function: Any) -> list[Any]:
    told: list[Any] = []
    token = current_call.set(CallContext(told.append))
    try:
        function()
    finally:
        current_call.reset(token)
    return told


def test_progress_reaches_the_caller_without_await() -> None:
    assert reports_of(lambda: progress(0.5, "Half")) == [{"fraction": 0.5, "text": "Half"}]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.9, "Tile 2"),
        (12.4, "Tile 2, 12 s left"),
        (59.6, "Tile 2, 1 min 0 s left"),
        (200, "Tile 2, 3 min 20 s left"),
        (26838, "Tile 2, 7 h 27 min left"),
    ],
)
def test_the_time_left_is_told_as_people_say_it(seconds: float, told: str) -> None:
    assert reports_of(lambda: progress(0.5, "Tile 2", seconds_left=seconds))[0]["text"] == told


def test_fractions_stay_between_0_and_1_and_may_be_unknown() -> None:
    told = reports_of(lambda: [progress(-1), progress(2), progress(None, "Thinking")])
    assert [each["fraction"] for each in told] == [0.0, 1.0, None]


def test_a_flood_of_reports_is_thinned_out() -> None:
    told = reports_of(lambda: [progress(index / 10_000) for index in range(10_000)])
    assert BURST <= len(told) < 100


@asynchronous
async def test_awaiting_progress_gives_others_their_turn() -> None:
    order: list[str] = []

    async def other() -> None:
        order.append("other")

    task = asyncio.ensure_future(other())
    await progress(0.5)
    order.append("after")
    await task
    assert order == ["other", "after"]


def test_in_a_script_progress_is_written_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    progress(0.25, "Smoothing")
    progress(None, "Thinking")
    assert capsys.readouterr().err == " 25% Smoothing\nThinking\n"
