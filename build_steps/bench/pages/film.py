# /// script
# requires-python = ">=3.11"
# dependencies = ["coverslip", "numpy"]
# [tool.coverslip]
# name = "Film"
# version = "1.0.0"
# description = "Shows pictures one after the other."
# ///
"""What the benchmark of pictures from Python runs."""

import time

import numpy as np
from coverslip import api, op


@op(title="Film")
async def film(pictures: int) -> float:
    """Show so many pictures of 512 × 512 pixels of 16 bits in one layer; gives the seconds that took."""
    rows, columns = np.mgrid[:512, :512]
    shown = [((rows + columns + 8 * shift) % 256).astype(np.uint16) for shift in range(8)]
    viewer = await api.createWindow({"type": "image", "name": "Film", "data": shown[0]})
    layer = await viewer.add_image(shown[0], name="film", contrast_limits=[0, 255])
    await layer.set_data(shown[0])
    begun = time.perf_counter()
    for number in range(pictures):
        await layer.set_data(shown[number % len(shown)])
    return time.perf_counter() - begun
