"""A disk that takes no more: what was accepted stays, and what can't be taken is refused in plain words."""

from __future__ import annotations

import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from coverslip.errors import CoverslipError
from coverslip_engine.engine import Engine
from coverslip_engine.jobs import Resources

from tests.engine.in_process import InProcessExecutor
from tests.engine.local_engine import ended
from tests.engine.servers import serving
from tests.engine.test_uploads import CONTENT, SHA256, put
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLUGIN = """# /// script
# ///
from coverslip import ctx, op

@op
async def grow(size: int, keep: int = 0) -> bytes:
    if ctx.resumed() is None:
        await ctx.checkpoint({"begun": bytes(keep)})
    return bytes(size)

@op
def take(data: bytes) -> int:
    return len(data)
"""
LARGE = 3 * 2**20


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as one whose disk or quota is used up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynchronous
async def test_an_upload_goes_on_once_there_is_room_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        with full_disk(len(CONTENT) // 2):
            full = await put(client, 0, len(CONTENT))
        assert full.status_code == 507
        assert "free some room there, then go on" in full.json()["error"]["message"]
        received = (await client.get(f"/uploads/{SHA256}")).json()["received"]
        assert 0 < received <= len(CONTENT) // 2
        assert (await put(client, received, len(CONTENT))).status_code == 201
        assert (await client.get(f"/artifacts/{SHA256}")).content == CONTENT


@asynchronous
async def test_jobs_are_refused_or_fail_with_the_reason_and_the_others_are_done(tmp_path: Path) -> None:
    engine = await Engine.open(tmp_path, executor=InProcessExecutor(Resources(1)))
    plugin = (await engine.install(PLUGIN, owner="ann")).id
    with full_disk(2 * 2**20):
        with pytest.raises(CoverslipError, match="engine's disk is full"):
            engine.submit(plugin, "take", [bytes(LARGE)], owner="ann")
        assert engine.jobs() == []
        small = engine.submit(plugin, "take", [bytes(10)], owner="ann")
        large = engine.submit(plugin, "grow", [LARGE], owner="ann")
        kept = engine.submit(plugin, "grow", [5, LARGE], owner="ann")
        assert (await ended(engine, small)).state == "done"
        failed = await ended(engine, large)
        assert failed.state == "failed"
        assert failed.error is not None
        assert failed.error["type"] == "StorageFull"
        assert "the job can be begun anew" in failed.error["message"]
        # Its checkpoint could not be kept, which its log says; the job itself is done.
        assert (await ended(engine, kept)).state == "done"
        logs = [event.value["text"] async for event in engine.events(kept.id) if event.kind == "log"]
        assert any("checkpoint" in line for line in logs)
    again = await ended(engine, engine.retry(large.id))
    assert (again.state, len(engine.result(large.id).data)) == ("done", LARGE)
    assert [list((tmp_path / "jobs" / "files" / each.id).glob("*.partial")) for each in engine.jobs()] == [[]] * 3
    await engine.close()
