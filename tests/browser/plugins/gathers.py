# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Gathers"
# version = "1.0.0"
# description = "Runs two plugins at once, and a third with what both gave."
# ///
"""Composes other plugins with asyncio.gather."""

import asyncio
from typing import Any

import numpy as np
from coverslip import api, op


def meeting(number: int) -> Any:
    """A function whose calls are answered when so many of them have come: who calls must run at the same time."""
    everybody, come = asyncio.Event(), 0

    async def meet() -> None:
        nonlocal come
        come += 1
        if come == number:
            everybody.set()
        await everybody.wait()

    return meet


@op
async def compose(sources: list[str], side: int, far: Any = None) -> Any:
    """Shift and double an image at once, then join both. `far` takes the place of the second plugin."""
    first, second, third = await asyncio.gather(*(api.getPlugin({"src": source}) for source in sources))
    image = np.arange(side * side, dtype=np.float32).reshape(side, side)
    meet = meeting(2)
    doubling = second if far is None else far
    shifted, doubled = await asyncio.gather(first.shift(image, 3, meet), doubling.double(image, meet))
    return await third.join(shifted, doubled)
