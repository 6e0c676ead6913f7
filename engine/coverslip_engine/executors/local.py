"""Processes on this machine."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import psutil

from coverslip_engine.jobs.job import Resources
from coverslip_engine.processes.child import ChildProcess
from coverslip_engine.processes.tree import end_left_over

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coverslip_engine.environments import EnvironmentCache, EnvironmentSpec

    from .executor import ProcessSpec, Running


class LocalExecutor:
    """Starts processes on this machine.

    Args:
        folder: where they work, each in a folder of its own that is deleted when it ends.
        engine: names this engine's processes among those of the machine.
        environments: what they run in.
        gpus: how many graphics cards there are.
    """

    def __init__(self, folder: Path, engine: str, environments: EnvironmentCache, gpus: int = 0) -> None:
        self._folder = folder
        self._engine = engine
        self._environments = environments
        self._gpus = gpus
        self._taken: set[int] = set()
        end_left_over(engine)
        shutil.rmtree(folder, ignore_errors=True)

    async def prepare(self, environment: EnvironmentSpec, on_log: Callable[[str], None]) -> None:
        """Make an environment before it is needed."""
        await self._environments.ensure(environment, on_log)

    def capacity(self) -> Resources:
        """What this machine has."""
        return Resources(float(os.cpu_count() or 1), self._gpus, int(psutil.virtual_memory().total))

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> Running:
        """Start a process."""
        environment = await self._environments.ensure(spec.environment)
        folder = self._folder / spec.id
        folder.mkdir(parents=True)
        cards = sorted(set(range(self._gpus)) - self._taken)[: spec.resources.num_gpus]
        self._taken.update(cards)

        def clear(_: object) -> None:
            self._taken.difference_update(cards)
            shutil.rmtree(folder, ignore_errors=True)

        try:
            child = await ChildProcess.start(
                environment.python,
                folder,
                mark=f"{self._engine}/{spec.id}",
                title=spec.title,
                limits=spec.limits,
                # A job without a card sees none, and one with a card no other's.
                variables={"CUDA_VISIBLE_DEVICES": ",".join(map(str, cards))} if self._gpus else {},
                on_output=on_output,
            )
        except BaseException:
            clear(None)
            raise
        child.ended.add_done_callback(clear)
        return child

    async def close(self) -> None:
        """Do nothing: the processes have been ended."""
