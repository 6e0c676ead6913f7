# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Arrays"
# version = "1.0.0"
# description = "Sends arrays to another plugin, or takes them."
# ///
"""The plugins between which the benchmark sends arrays."""

import time

import numpy as np
from coverslip import Image, api, op


@op
def take(image: Image) -> float:
    """Take an array; gives its last value."""
    return float(image[-1, -1])


@op
async def send(source: str, side: int, times: int) -> list[float]:
    """Send an array of `side` × `side` float32 to the plugin at `source`; gives the milliseconds of each time."""
    other = await api.getPlugin({"src": source})
    array = np.ones((side, side), np.float32)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        last = await other.take(array)
        found.append((time.perf_counter() - start) * 1000)
        if last != 1:
            raise ValueError(f"another array came: its last value is {last}")
    return found
