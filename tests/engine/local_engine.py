"""Engines of the tests."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from coverslip_engine.engine import Engine
from coverslip_engine.executors import LocalExecutor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from coverslip_engine.environments import EnvironmentCache
    from coverslip_engine.jobs import Job
    from coverslip_engine.options import EngineOptions


class OpenEngine(Protocol):
    """Opens the engine of a folder, which runs its processes wherever those who offer this have them."""

    def __call__(self, folder: Path, options: EngineOptions | None = None) -> AbstractAsyncContextManager[Engine]:
        """Open it."""


@asynccontextmanager
async def local_engine(
    folder: Path, environments: EnvironmentCache, options: EngineOptions | None = None
) -> AsyncIterator[Engine]:
    """An engine with processes on this machine, and environments that other tests may have made."""
    executor = LocalExecutor(folder / "work", str(folder).replace("/", "|"), environments)
    engine = await Engine.open(folder, options, executor)
    try:
        yield engine
    finally:
        await engine.close()


async def ended(engine: Engine, job: Job) -> Job:
    """The job when it has ended."""
    async for _ in engine.events(job.id):
        pass
    return engine.job(job.id)


async def seen(engine: Engine, job: Job, kind: str, key: str, value: object) -> None:
    """Return when the job has told this."""
    async for event in engine.events(job.id):
        if event.kind == kind and event.value.get(key) == value:
            return
    raise AssertionError(f"The job ended without {kind} {key}={value!r}: {engine.job(job.id)}")


async def all_gone(pids: list[int]) -> bool:
    """Whether none of these processes runs any more; one that was ended may still have to be collected by init."""
    for _ in range(2000):
        if not any(_runs(pid) for pid in pids):
            return True
        await asyncio.sleep(0.01)
    return False


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
