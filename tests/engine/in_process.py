"""An executor without processes: plugins run in the tests' own loop, so that a thousand jobs take seconds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from coverslip.native_process import NativeRuntime
from coverslip.rpc import memory_pair
from coverslip_engine.errors import ProcessCrashed

if TYPE_CHECKING:
    from collections.abc import Callable

    from coverslip.rpc import Endpoint
    from coverslip_engine.environments import EnvironmentSpec
    from coverslip_engine.executors import ProcessSpec
    from coverslip_engine.jobs import Resources


class InProcess:
    """A plugin in the loop of the tests."""

    def __init__(self, on_end: Callable[[], None]) -> None:
        ours, theirs = memory_pair()
        self.endpoint: Endpoint = ours
        self.ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self._runtime = NativeRuntime(theirs)
        self._on_end = on_end

    def interrupt(self) -> None:
        """Nothing could be interrupted here."""

    def drain(self) -> None:
        """Nothing is printed here."""

    def usage(self) -> dict[str, float]:
        """Nothing is taken."""
        return {}

    async def kill(self, reason: str) -> None:
        """End it."""
        self._runtime.peer.close(reason)
        if not self.ended.done():
            self.ended.set_result(ProcessCrashed(reason))
            self._on_end()


class InProcessExecutor:
    """Starts them, and counts how many there are at a time."""

    def __init__(self, capacity: Resources) -> None:
        self._capacity = capacity
        self.alive = self.most = 0

    async def prepare(self, environment: EnvironmentSpec, on_log: Callable[[str], None]) -> None:
        """The tests' own environment is there."""

    def capacity(self) -> Resources:
        """As it was made."""
        return self._capacity

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> InProcess:  # noqa: ARG002
        """Start one."""
        self.alive += 1
        self.most = max(self.most, self.alive)
        return InProcess(self._ended)

    async def close(self) -> None:
        """Nothing is held."""

    def _ended(self) -> None:
        self.alive -= 1
