# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Here and there"
# version = "1.0.0"
# description = "Runs in the browser and on an engine."
# engine = true
# ///
"""Runs in the browser and on an engine."""

import asyncio
from pathlib import Path

import numpy as np
from coverslip import File, Image, Labels, Table, api, ctx, op, progress


@op(title="Smooth")
async def smooth(image: Image, times: int = 3) -> Image:
    """Average neighbours, a few times."""
    data = image.data.astype(np.float64)
    for number in range(times):
        data = (np.roll(data, 1, 0) + np.roll(data, -1, 0) + np.roll(data, 1, 1) + np.roll(data, -1, 1)) / 4
        await progress((number + 1) / times, "smoothing")
    return Image(data.astype(np.float32))


@op(title="Hold", results=["Sevens", "Notes"])
async def hold(path: str) -> tuple[Image, File]:
    """Tell a curve, show a picture, and wait for a file."""
    for step in range(5):
        await ctx.metrics({"step": step, "loss": 1 / (1 + step)})
    await ctx.picture(Image(np.arange(64 * 48, dtype=np.uint16).reshape(48, 64)), "Sample")
    print("waiting for the file")
    await progress(0.5, "waiting")
    while not Path(path).exists():
        await asyncio.sleep(0.05)
    return Image(np.full((8, 8), 7, np.uint8)), File("notes.txt", b"seven")


@op(title="Mark bright", results=["Bright", "Sizes"])
def mark(image: Image) -> tuple[Labels, Table]:
    """Label what is brighter than the mean."""
    marked = (image.data > image.data.mean()).astype(np.uint16)
    return Labels(marked, like=image), Table({"label": [1], "pixels": [int(marked.sum())]})


@op(title="Give back")
async def give(file: File) -> File:
    """Give a file back, as a training gives its model."""
    return file


@op(title="Ask the engine")
async def ask() -> str:
    """Use the engine that the person has connected."""
    engine = await api.engines.connect()
    return f"{(await engine.info())['cpus']} processors"
