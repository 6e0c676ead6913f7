"""`kill -9` of the engine: no accepted job is lost, and none is done twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from coverslip_engine.processes.tree import marked

from tests.engine.engine_to_kill import MOMENTS
from tests.engine.local_engine import all_gone, ended, local_engine
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from coverslip_engine.environments import EnvironmentCache

ROOT = Path(__file__).parents[2]

#: What the next engine makes of it: attempts, and the step from which the last one went on.
EXPECTED = {
    "when it was accepted": (1, 0),
    "when it was begun": (2, 0),
    "between two steps": (2, 1),
    "before its result is kept": (2, 3),
    "before it is called done": (2, 3),
    "after it is called done": (1, 0),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_engine_that_is_killed_is_taken_up_by_the_next_one(
    moment: str, tmp_path: Path, environments: EnvironmentCache
) -> None:
    killed = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.engine.engine_to_kill",
            str(tmp_path),
            str(environments.folder),
            moment,
        ],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'wasm_packages'}:{ROOT / 'engine'}"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    mark = f"{str(tmp_path).replace('/', '|')}/"
    go_on(tmp_path, environments, moment, mark)


@asynchronous
async def go_on(folder: Path, environments: EnvironmentCache, moment: str, mark: str) -> None:
    attempts, first = EXPECTED[moment]
    async with local_engine(folder, environments) as engine:
        (job,) = engine.jobs()
        done = await ended(engine, job)
        assert (done.state, done.attempt) == ("done", attempts)
        weights = None if first == 0 else b"\x00\x01" * (first - 1)
        assert engine.result(job.id) == {"first": first, "weights": weights}
        states = [event.value["state"] async for event in engine.events(job.id) if event.kind == "state"]
        assert states.count("done") == 1
        assert states == [
            "submitted",
            "queued",
            "running",
            *(["retried", "queued", "running"] * (attempts - 1)),
            "done",
        ]
    assert marked(mark) == []


@asynchronous
async def test_what_a_killed_engine_left_running_is_ended_by_the_next_one(
    tmp_path: Path, environments: EnvironmentCache
) -> None:
    left = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(3600)"],
        env={"COVERSLIP_PROCESS": f"{str(tmp_path).replace('/', '|')}/job-1"},
        start_new_session=True,
    )
    other = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(3600)"],
        env={"COVERSLIP_PROCESS": f"{str(tmp_path).replace('/', '|')}2/job-1"},
    )
    try:
        async with local_engine(tmp_path, environments):
            assert await all_gone([left.pid])
            assert psutil.pid_exists(other.pid)
            assert other.poll() is None
    finally:
        for each in (left, other):
            each.kill()
            each.wait()
