# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Planes"
# version = "1.0.0"
# description = "Works on planes only, and reads parts of images that the app opens."
# ///
"""Ops for tests: one takes a plane, the other opens an image through the app."""

from typing import Annotated, Any

import numpy as np
from coverslip import Axes, Blob, Image, Labels, Table, api, op


@op(title="Bright")
def bright(image: Annotated[Image, Axes("YX")]) -> tuple[Labels, Table]:
    """Label what is brighter than the mean of the plane."""
    mask = np.asarray(image) > np.mean(image)
    return Labels(mask, like=image), Table([[int(mask.sum())]], ["pixels"])


@op
def total(image: Image) -> int:
    """Sum of all values."""
    return int(np.sum(image, dtype=np.int64))


@op
async def opened(file: Any) -> dict[str, Any]:
    """What the app tells of a file, and the sum of a part of it and of all of it."""
    assert isinstance(file, Blob)
    image = await api.openImage(file)
    part = await image.read({"z": 1, "x": [0, 3]})
    whole = total(await image.read())
    image.close()
    return {"axes": image.axes, "shape": image.shape, "unit": image.unit, "part": part.shape, "total": whole}
