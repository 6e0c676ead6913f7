"""An engine in a process of its own, which the tests kill at a moment that they name.

`python -m tests.engine.engine_to_kill FOLDER ENVIRONMENTS MOMENT`
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coverslip_engine.environments import EnvironmentCache
from coverslip_engine.jobs.store import JobStore

from tests.engine.local_engine import local_engine

if TYPE_CHECKING:
    from collections.abc import Callable


def kill_around(name: str, before: bool, when: Callable[..., bool] = lambda *_: True) -> None:
    """Let the engine be killed before or after a method of the store."""
    original = getattr(JobStore, name)

    def method(self: JobStore, *args: Any, **kwargs: Any) -> Any:
        meant = when(*args)
        if before and meant:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(self, *args, **kwargs)
        if meant:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(JobStore, name, method)


def kill_at_write(number: int) -> None:
    """Let the engine be killed at one of the times that it writes something down, before or after it has."""
    count = itertools.count(1)
    for name in ("submit", "begin", "tell", "keep_checkpoint", "keep_result", "finish"):
        kill_around(name, before=number % 2 == 0, when=lambda *_: next(count) == number)


MOMENTS: dict[str, Callable[[], None]] = {
    "when it was accepted": lambda: kill_around("submit", before=False),
    "when it was begun": lambda: kill_around("begin", before=False),
    "between two steps": lambda: kill_around("tell", False, lambda _job, kind, _value: kind == "checkpoint"),
    "before its result is kept": lambda: kill_around("keep_result", before=True),
    "before it is called done": lambda: kill_around("finish", before=True),
    "after it is called done": lambda: kill_around("finish", before=False),
}


async def main(folder: Path, environments: Path, moment: str) -> None:
    """Run the job until the engine is killed."""
    async with local_engine(folder, EnvironmentCache(environments)) as engine:
        source = (Path(__file__).parent / "hostile_plugin.py").read_text(encoding="utf-8")
        plugin = (await engine.install(source, owner="ann")).id
        if moment in MOMENTS:
            MOMENTS[moment]()
        else:
            kill_at_write(int(moment))
        job = engine.submit(plugin, "steps", [3], owner="ann")
        async for _ in engine.events(job.id):
            pass


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
