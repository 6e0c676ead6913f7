# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Steps"
# version = "1.0.0"
# description = "Goes on step by step and says how far it is."
# ///
"""A well-behaved plugin that takes a while."""

import asyncio

from coverslip import op, progress


@op(title="Walk")
async def walk(steps: int = 10, seconds: float = 0.1) -> int:
    """Report progress `steps` times."""
    for step in range(steps):
        await progress(step / steps, f"step {step + 1} of {steps}")
        await asyncio.sleep(seconds)
    return steps
