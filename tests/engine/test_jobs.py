"""The queue: a thousand jobs, the order of them, what they may take, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import File, Image
from coverslip.errors import NotSendable, WireError
from coverslip_engine.engine import Engine
from coverslip_engine.errors import NotFound, Refused
from coverslip_engine.jobs import Job, Resources, stored_value
from coverslip_engine.jobs.capacity import startable
from coverslip_engine.jobs.retention import Retention
from coverslip_engine.options import EngineOptions

from tests.engine.in_process import InProcessExecutor
from tests.engine.local_engine import all_gone, ended, seen
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.local_engine import OpenEngine


def job(number: int, **fields: Any) -> Job:
    """A job that waits."""
    known: dict[str, Any] = {
        "id": str(number),
        "owner": "ann",
        "plugin": "p",
        "op": "o",
        "state": "queued",
        "attempt": 1,
        "priority": 0,
        "resources": Resources(),
        "timeout": None,
        "progress": None,
        "error": None,
        "submitted": 0.0,
        "started": None,
        "ended": None,
    }
    return Job(**known | fields)


def test_large_jobs_keep_their_place_and_small_ones_take_only_what_is_left() -> None:
    total = Resources(4, 1, 1000)
    one, card, large, small = (
        job(1, resources=Resources(2)),
        job(2, resources=Resources(1, 1)),
        job(3, resources=Resources(4)),
        job(4, resources=Resources(1)),
    )
    assert startable([one, card, large, small], [], total) == [one, card]
    assert startable([card, small], [job(9, resources=Resources(1, 1))], total) == [small]
    assert startable([large, small], [one], total) == []
    hungry = job(5, resources=Resources(1, 0, 800))
    assert startable([hungry, job(6, resources=Resources(1, 0, 300)), small], [], total) == [hungry, small]


SMALL = """# /// script
# ///
from coverslip import op

@op
def add(a: int) -> int:
    return a + 1
"""


@asynchronous
async def test_a_thousand_jobs_are_each_run_once_the_important_ones_first(tmp_path: Path) -> None:
    executor = InProcessExecutor(Resources(4))
    engine = await Engine.open(tmp_path, executor=executor)
    plugin = (await engine.install(SMALL, owner="ann")).id
    executor.most = 0
    # All are accepted before the first one begins, because nothing here gives the queue its turn.
    jobs = [engine.submit(plugin, "add", [number], owner="ann", priority=number % 3) for number in range(1000)]
    assert [await ended(engine, each) for each in jobs] == [engine.job(each.id) for each in jobs]
    assert [engine.result(each.id) for each in jobs] == list(range(1, 1001))
    assert executor.most == 4
    begun = sorted(engine.jobs("ann"), key=lambda each: each.started or 0)
    assert [each.priority for each in begun] == sorted((each.priority for each in jobs), reverse=True)
    assert {(each.state, each.attempt) for each in begun} == {("done", 1)}
    assert engine.jobs("bob") == []
    kinds = [event.value["state"] async for event in engine.events(jobs[-1].id)]
    assert kinds == ["submitted", "queued", "running", "done"]
    await engine.close()


@asynchronous
async def test_a_job_tells_of_itself_to_those_who_listen_now_and_to_those_who_come_later(
    tmp_path: Path, hostile: str
) -> None:
    engine = await Engine.open(tmp_path, executor=InProcessExecutor(Resources(1)))
    plugin = (await engine.install(hostile, owner="ann")).id
    submitted = engine.submit(plugin, "steps", [3], owner="ann")
    live = [event async for event in engine.events(submitted.id)]
    metrics = [event.value for event in live if event.kind == "metrics"]
    assert metrics == [{"step": step, "loss": 1 / (step + 1)} for step in range(3)]
    assert engine.result(submitted.id) == {"first": 0, "weights": None}
    later = [event async for event in engine.events(submitted.id, after=live[-2].number)]
    assert later == live[-1:]
    assert [event.number for event in live] == sorted({event.number for event in live})
    with pytest.raises(NotFound, match="no job 'x'"):
        engine.job("x")
    failed = await ended(engine, engine.submit(plugin, "fail", ["no"], owner="ann"))
    assert failed.state == "failed"
    assert failed.error is not None
    assert (failed.error["type"], failed.error["message"]) == ("ValueError", "no")
    with pytest.raises(Refused, match="it is failed: ValueError: no"):
        engine.result(failed.id)
    with pytest.raises(Refused, match="num_gpus=1, and this engine has 0"):
        engine.submit(plugin, "add", [1], owner="ann", resources=Resources(num_gpus=1))
    with pytest.raises(Refused, match="has no op 'subtract'"):
        engine.submit(plugin, "subtract", owner="ann")
    with pytest.raises(NotSendable, match="outlives its caller"):
        engine.submit(plugin, "add", [print], owner="ann")
    engine.delete(failed.id)
    assert [each.id for each in engine.jobs()] == [submitted.id]
    await engine.close()


PATIENT = """# /// script
# ///
from pathlib import Path

from coverslip import ctx, op

@op
async def read(path: str) -> str:
    kept = ctx.resumed() or {"tries": 0}
    await ctx.checkpoint({"tries": kept["tries"] + 1})
    return f"{Path(path).read_text()} after {kept['tries']}"
"""


@asynchronous
async def test_what_failed_is_begun_anew_from_its_checkpoint_when_asked_for(tmp_path: Path) -> None:
    engine = await Engine.open(tmp_path / "engine", executor=InProcessExecutor(Resources(1)))
    plugin = (await engine.install(PATIENT, owner="ann")).id
    failed = await ended(engine, engine.submit(plugin, "read", [str(tmp_path / "late")], owner="ann"))
    assert failed.state == "failed"
    (tmp_path / "late").write_text("read")
    again = engine.retry(failed.id)
    assert (again.id, again.state, again.attempt, again.error) == (failed.id, "queued", 2, None)
    done = await ended(engine, again)
    assert (done.state, engine.result(done.id)) == ("done", "read after 1")
    with pytest.raises(Refused, match="is done; only one that failed or was cancelled"):
        engine.retry(done.id)
    await engine.close()


LONG = """# /// script
# ///
import asyncio

from coverslip import ctx, op

@op
async def learn() -> str:
    with ctx.finishable("Stop and keep the model") as asked:
        while not asked():
            await asyncio.sleep(0.001)
        # The first attempt is lost before it has ended.
        await ctx.checkpoint({"learnt": 1})
        while ctx.resumed() is None:
            await asyncio.sleep(0.001)
    return f"what was learnt after {ctx.resumed()['learnt']}"

@op
async def wait() -> None:
    ctx.progress(None, "begun")
    await asyncio.sleep(3600)
"""


@asynchronous
async def test_a_job_ends_early_with_what_it_has_come_to_also_where_its_engine_is_lost_meanwhile(
    tmp_path: Path,
) -> None:
    engine = await Engine.open(tmp_path, executor=InProcessExecutor(Resources(2)))
    plugin = (await engine.install(LONG, owner="ann")).id
    job, other = engine.submit(plugin, "learn", owner="ann"), engine.submit(plugin, "wait", owner="ann")
    await seen(engine, other, "progress", "text", "begun")
    with pytest.raises(Refused, match=r"can't end early and keep what there is.*Cancel it"):
        engine.finish(other.id)
    await engine.cancel(other.id)
    with pytest.raises(Refused, match="is cancelled; only one that runs"):
        engine.finish(other.id)
    await seen(engine, job, "finish", "title", "Stop and keep the model")
    engine.finish(job.id)
    async for event in engine.events(job.id):
        if event.kind == "checkpoint":
            break
    await engine.close()
    engine = await Engine.open(tmp_path, executor=InProcessExecutor(Resources(2)))
    done = await ended(engine, job)
    assert (done.state, done.attempt, engine.result(job.id)) == ("done", 2, "what was learnt after 1")
    [offer] = [event.value for event in [each async for each in engine.events(job.id)] if event.kind == "finish"]
    assert offer == {"title": "", "asked": True}
    await engine.close()


@asynchronous
async def test_cancelling_ends_the_tree_of_a_job_and_lets_the_next_one_begin(
    tmp_path: Path, open_engine: OpenEngine, hostile: str
) -> None:
    folder = tmp_path / "pids"
    folder.mkdir()
    options = EngineOptions(capacity=Resources(1))
    async with open_engine(tmp_path / "engine", options) as engine:
        plugin = (await engine.install(hostile, owner="ann")).id
        first = engine.submit(plugin, "fork", [str(folder)], owner="ann")
        second = engine.submit(plugin, "add", [1], owner="ann")
        third = engine.submit(plugin, "add", [2], owner="ann")
        await seen(engine, first, "progress", "text", "begun")
        assert (await engine.cancel(third.id)).state == "cancelled"
        assert engine.job(second.id).state == "queued"
        assert (await engine.cancel(first.id)).state == "cancelled"
        assert await all_gone([int(each.read_text()) for each in folder.iterdir()])
        assert (await ended(engine, second)).state == "done"
        assert engine.job(third.id).state == "cancelled"
        assert (await engine.cancel(second.id)).state == "done"

        late = await ended(engine, engine.submit(plugin, "deaf", owner="ann", timeout=1))
        assert late.state == "failed"
        assert late.error is not None
        assert "longer than the 1 s" in late.error["message"]
        crashed = await ended(engine, engine.submit(plugin, "abort", owner="ann"))
        assert crashed.error is not None
        assert (crashed.error["type"], crashed.attempt) == ("ProcessCrashed", 1)
        logs = [event.value async for event in engine.events(crashed.id) if event.kind == "log"]
        assert {"text": "last words", "level": "info"} in logs
        with pytest.raises(Refused, match="another engine may be at work"):
            await Engine.open(tmp_path / "engine")


def test_ended_jobs_are_kept_for_their_time() -> None:
    day = 86400.0
    jobs = [job(number, state="done", ended=number * day) for number in range(1, 6)]
    waiting, running = job(8), job(9, state="running")
    retention = Retention(days=2.5, jobs=2)
    assert retention.outlived([*jobs, waiting, running], now=5 * day) == [jobs[2], jobs[1], jobs[0]]
    assert retention.outlived([jobs[0]], now=3 * day) == []


def test_values_are_written_down_whole_and_nothing_else_is_read() -> None:
    array = np.arange(6, dtype="<f4").reshape(2, 3)
    value = {"image": Image(array, axes="YX"), "file": File("a.bin", b"\x00\xff"), "n": 2**70, "none": None, "e": b""}
    read = stored_value.unpack(stored_value.pack(value))
    np.testing.assert_array_equal(read["image"].data, array)
    assert (read["image"].axes, read["n"], read["none"], read["e"]) == ("YX", 2**70, None, b"")
    assert (read["file"].name, read["file"].data) == ("a.bin", b"\x00\xff")
    with pytest.raises(WireError, match="is no value"):
        stored_value.unpack(b"{}")

    async def later() -> None:
        """Something to await."""

    with pytest.raises(NotSendable, match="await"):
        stored_value.pack([later()])
