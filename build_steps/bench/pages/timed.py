# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Timed"
# version = "1.0.0"
# description = "Tells when its first line ran, and when the code that it was given had run."
# ///
"""The plugin that the benchmark starts."""

import time

FIRST_LINE = time.time()

from coverslip import Image, api, op  # noqa: E402 - the clock comes first


@op
def run(code: str) -> list[float]:
    """Run `code`; gives when the plugin's first line ran and when the code was done, in seconds."""
    exec(code, {})  # noqa: S102 - the same code runs in every way that is measured
    return [FIRST_LINE, time.time()]


@op
def nothing() -> None:
    """Do nothing: what remains is the call."""


@op
def take(image: Image) -> float:
    """Take an array; gives its last value."""
    return float(image[-1, -1])


@op
async def send(source: str, side: int, times: int) -> list[float]:
    """Send an array of `side` × `side` float32 to the plugin at `source`; gives the milliseconds of each time."""
    import numpy as np

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
