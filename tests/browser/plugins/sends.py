# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Sends"
# version = "1.0.0"
# description = "Gives an array to a page that speaks ImJoy's protocol."
# ///
"""Opens a viewer from elsewhere and sends it a picture."""

import numpy as np
from coverslip import api, op


@op(title="Send")
async def send(address: str) -> str:
    """Show a chequered board of 4 by 4 fields in the page at `address`."""
    viewer = await api.createWindow({"src": address, "name": "Viewer"})
    y, x = np.mgrid[0:128, 0:128]
    await viewer.setImage((((x // 32 + y // 32) % 2) * 200 + 20).astype(np.uint8))
    return ", ".join(await viewer.getLayerNames())
