"""A training as a job of an engine: what it tells while it runs, and that it goes on where its engine was lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
from coverslip import Image
from coverslip.plugin import load_plugin
from coverslip.running import run_op

from tests.engine.local_engine import ended, local_engine
from tests.engine.own_environment import OwnEnvironment
from tests.train import packages

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '''# /// script
# dependencies = ["torch"]
# [tool.coverslip]
# name = "Slow"
# ///
import threading

import torch
from coverslip import File, Image, ctx, op
from coverslip.training import denoiser
from coverslip.training.model_package import U_NET, About
from coverslip.training.settings import Settings

WAITS_AT = 7
SETTINGS = Settings(steps=8, batch=2, patch=16, width=4, every=2)


@op(title="Train")
async def train(image: Image, waits: bool) -> tuple[File, Image]:
    """Train for a moment; the first attempt waits for its end."""

    class Waiting(denoiser.Denoising):
        def loss(self, network, step, device):
            if waits and step == WAITS_AT and ctx.resumed() is None:
                threading.Event().wait()
            return super().loss(network, step, device)

    torch.set_num_threads(1)
    whole, denoiser.Denoising = denoiser.Denoising, Waiting
    try:
        about = About("A denoiser", "Takes out noise.", "Ada", "MIT", ("denoising",), (U_NET,))
        made = await denoiser.train_denoiser(image, about, SETTINGS)
    finally:
        denoiser.Denoising = whole
    return File("model.zip", made.package), Image(made.shown)
'''


def noisy() -> Image:
    y, x = np.indices((96, 64))
    noise = np.random.default_rng(2).normal(0, 10, y.shape)
    return Image((100 + 40 * np.sin(y / 9) * np.cos(x / 7) + noise).astype("float32"))


def test_a_training_whose_engine_is_lost_goes_on_from_its_checkpoint_to_the_same_model(tmp_path: Path) -> None:
    image = noisy()
    here = load_plugin(SOURCE, "slow.py").ops["train"]
    _, expected = asyncio.run(run_op(here, [image], {"waits": False}, lambda _: None))

    async def far() -> tuple[Any, list[Any], Any]:
        environments = OwnEnvironment(tmp_path / "environments")
        async with local_engine(tmp_path, environments) as engine:
            record = await engine.install(SOURCE, owner="ann", filename="slow.py")
            begun = engine.submit(record.id, "train", [image], {"waits": True}, owner="ann")
            kept = 0
            async for event in engine.events(begun.id):
                kept += event.kind == "checkpoint"
                if kept == 3:
                    break
            assert kept == 3, engine.job(begun.id).error
        async with local_engine(tmp_path, environments) as engine:
            job = await ended(engine, begun)
            assert job.state == "done", job.error
            return job, [event async for event in engine.events(job.id)], engine.result(job.id)

    job, events, (package, shown) = asyncio.run(far())
    assert job.attempt == 2
    steps = [event.value["step"] for event in events if event.kind == "metrics"]
    # It was lost behind the checkpoint after 6 steps, and went on from there.
    assert steps == [2, 4, 6, 8]
    figures = next(event.value for event in events if event.kind == "metrics")
    assert figures.keys() == {"step", "loss", "validation"}
    assert any(event.kind == "picture" for event in events)
    np.testing.assert_array_equal(np.asarray(shown), np.asarray(expected))
    packages.replay(package.data)
