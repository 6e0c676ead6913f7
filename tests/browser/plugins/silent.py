# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Silent"
# version = "1.0.0"
# description = "Never answers."
# ///
"""Wrong on purpose: it waits for what never comes, or ends its own worker without a word."""

import asyncio

import js
from coverslip import op


@op(title="Wait")
async def wait(forever: bool = True) -> str:
    """Wait forever."""
    if forever:
        await asyncio.get_running_loop().create_future()
    return "done"


@op(title="Leave")
async def leave(really: bool = True) -> str:
    """End the worker that this runs in."""
    if really:
        js.close()
        await asyncio.get_running_loop().create_future()
    return "stayed"
