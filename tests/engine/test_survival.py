"""`kill -9` of the engine: no accepted job is lost, and none is done twice."""

from __future__ import annotations

import random
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
    kill(moment, tmp_path, environments)
    go_on(tmp_path, environments, moment, f"{str(tmp_path).replace('/', '|')}/")


@pytest.mark.parametrize("time", range(3))
def test_an_engine_that_is_killed_at_a_random_write_loses_nothing_that_it_accepted(
    time: int,  # noqa: ARG001 (each draws anew)
    tmp_path: Path,
    environments: EnvironmentCache,
) -> None:
    # The job writes some fifteen times.
    moment = random.SystemRandom().randint(1, 12)
    kill(str(moment), tmp_path, environments)
    finish(tmp_path, environments, moment)


def kill(moment: str, folder: Path, environments: EnvironmentCache) -> None:
    """Run an engine until it is killed."""
    killed = subprocess.run(
        [sys.executable, "-m", "tests.engine.engine_to_kill", str(folder), str(environments.folder), moment],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'wasm_packages'}:{ROOT / 'engine'}"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert killed.returncode == -signal.SIGKILL, (moment, killed.stderr)


@asynchronous
async def finish(folder: Path, environments: EnvironmentCache, moment: int) -> None:
    async with local_engine(folder, environments) as engine:
        jobs = engine.jobs()
        # Number 1 is odd: it comes after the job was accepted.
        assert len(jobs) == 1, moment
        done = await ended(engine, jobs[0])
        assert done.state == "done", (moment, done)
        states = [event.value["state"] async for event in engine.events(done.id) if event.kind == "state"]
        assert states.count("done") == 1, (moment, states)
        assert engine.result(done.id)["first"] <= 3


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
