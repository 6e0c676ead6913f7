"""What a long op tells: written to its job where there is one, and harmless elsewhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import ctx
from coverslip.rpc import Interface, Peer, memory_pair

from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, before and after."""
    monkeypatch.setattr(ctx, "_listened", False)
    monkeypatch.setattr(ctx, "_resumed", None)
    monkeypatch.setattr(ctx, "_finish", False)
    return


async def told_by(op: Any) -> list[Any]:
    """What the caller of an op hears of it."""
    ours, theirs = memory_pair()
    far = Peer(theirs, Interface({"op": op}))
    told: list[Any] = []
    await Peer(ours).root["op"].with_options(on_progress=told.append)()
    far.close()
    return told


async def train(folder: Path) -> None:
    """An op that tells all there is."""
    path = folder / "net.bin"
    await asyncio.to_thread(path.write_bytes, b"\x01\x02")
    await ctx.metrics({"epoch": 1, "loss": np.float32(0.5)})
    await ctx.picture(np.ones((2, 2)), "Prediction")
    ctx.checkpoint(path)
    ctx.checkpoint({"epoch": 1})
    with ctx.finishable("Keep") as asked:
        assert not asked()


@pytest.mark.usefixtures("_quiet")
@asynchronous
async def test_an_op_tells_its_job(tmp_path: Path) -> None:
    ctx.listen({"epoch": 7})
    metrics, picture, file, state, *offer = await told_by(lambda: train(tmp_path))
    assert metrics == {"metrics": {"epoch": 1.0, "loss": 0.5}}
    assert picture["picture"]["name"] == "Prediction"
    np.testing.assert_array_equal(picture["picture"]["data"], np.ones((2, 2)))
    assert await file["checkpoint"].read() == b"\x01\x02"
    assert state == {"checkpoint": {"epoch": 1}}
    assert offer == [{"finish": "Keep"}, {"finish": ""}]
    with ctx.finishable() as asked:
        ctx.ask_to_finish()
        assert asked()
    with ctx.finishable() as asked:
        assert not asked()
    assert ctx.resumed() == {"epoch": 7}


@pytest.mark.usefixtures("_quiet")
@asynchronous
async def test_where_there_is_no_job_nothing_is_told(tmp_path: Path) -> None:
    assert await told_by(lambda: train(tmp_path)) == []
    await train(tmp_path)
    assert ctx.resumed() is None
