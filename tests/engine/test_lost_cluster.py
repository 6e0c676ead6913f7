"""An engine whose cluster goes away, without a cluster: `tests/cluster` has the same with a real one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest
from coverslip.errors import PeerClosed
from coverslip_engine.environments import EnvironmentSpec
from coverslip_engine.errors import EnvironmentFailed, ProcessLost
from coverslip_engine.executors import Limits, ProcessSpec
from coverslip_engine.executors.ray import RayExecutor
from coverslip_engine.executors.ray_packages import installers_words
from coverslip_engine.executors.ray_running import RayRunning
from coverslip_engine.jobs import Resources

from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip_engine.executors.ray_link import RayLink

SPEC = ProcessSpec("job-1", "It", EnvironmentSpec.of([]), Resources(1), Limits())


class Link:
    """A link to a cluster that is there until the test says otherwise."""

    def __init__(self, processors: int) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.words: list[str] = []
        self._processors = processors

    async def resources(self) -> Resources:
        """What it has."""
        self._check()
        return Resources(self._processors)

    async def find(self, requirements: Sequence[str]) -> list[str]:
        """Find all packages."""
        self._check()
        return [f"Would install {each}" for each in requirements]

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> RayRunning:
        """Start nothing, and give what would stand for it."""
        self._check()
        return RayRunning(spec.title, on_output, lambda word, _: self.words.append(word))

    async def close(self) -> None:
        """Nothing is held."""

    def _check(self) -> None:
        if self.closed.done():
            raise PeerClosed("the bridge is gone")


@asynchronous
async def test_what_is_started_while_the_cluster_is_away_starts_when_it_is_back() -> None:
    first, second = Link(2), Link(3)
    back = asyncio.Event()

    async def seek(_: str) -> RayLink:
        await back.wait()
        return cast("RayLink", second)

    executor = RayExecutor("ray://head:10001", cast("RayLink", first), await first.resources(), seek)
    await executor.start(SPEC, lambda *_: None)
    first.closed.set_result(None)
    starting = asyncio.ensure_future(executor.start(SPEC, lambda *_: None))
    looking: list[str] = []
    preparing = asyncio.ensure_future(executor.prepare(EnvironmentSpec.of(["scipy"]), looking.append))
    given_up = asyncio.ensure_future(executor.start(SPEC, lambda *_: None))
    done, _ = await asyncio.wait([starting, preparing, given_up], timeout=0)
    assert not done
    # Jobs are taken for what there was.
    assert executor.capacity() == Resources(2)
    given_up.cancel()
    back.set()
    running = await starting
    await preparing
    assert looking == ["Would install scipy"]
    with pytest.raises(asyncio.CancelledError):
        await given_up
    while executor.capacity() != Resources(3):
        await asyncio.sleep(0)
    running.interrupt()
    assert second.words == ["interrupt"]
    with pytest.raises(EnvironmentFailed, match="asks for Python >=4, which the nodes"):
        await executor.prepare(EnvironmentSpec.of([], ">=4"), looking.append)
    await executor.close()


@asynchronous
async def test_a_process_that_is_lost_is_told_as_lost_once() -> None:
    said: list[tuple[str, str]] = []
    running = RayRunning("It", lambda *line: said.append(line), lambda *_: None)
    closed: list[str] = []
    running.endpoint.start(lambda *_: None, closed.append)
    running.came('output {"text": "hello", "level": "info"}', [])
    running.came('usage {"memory": 5.0}', [])
    assert (said, running.usage()) == ([("hello", "info")], {"memory": 5.0})
    running.came('lost {"message": "its node is gone"}', [])
    running.lost("the connection to the cluster has ended")
    reason = await running.ended
    assert isinstance(reason, ProcessLost)
    assert str(reason) == "It was lost: its node is gone."
    assert closed == ["its process has ended"]
    await running.kill("it is no longer needed")


def test_an_installers_words_are_taken_out_of_rays_report() -> None:
    report = (
        "Failed to set up runtime environment.\nFailed to create the runtime env: Traceback (most recent call last):\n"
        "SubprocessCalledProcessError: Run cmd[6] failed with the following details.\nCommand '[…]' returned non-zero "
        "exit status 1.\nLast 50 lines of stdout:\n      × No solution found:\n      ╰─▶ there is no such package.\n"
    )
    assert installers_words(report) == "No solution found: there is no such package."
    assert installers_words("The agent\nis away.") == "The agent is away."
