# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "scipy", "scikit-image"]
# [tool.coverslip]
# name = "Segment from points"
# version = "1.0.0"
# description = "Click objects, and each click grows into the object that it lies in."
# license = "MIT"
# samples = ["img2d.tif"]
# ///
"""Seeded watershed: the person says where the objects are, the image where they end."""

from typing import Annotated, Any

import coverslip
import numpy as np
from coverslip import Ask, Image, Labels, Points, Slider, Table, op
from scipy import ndimage
from skimage import filters, segmentation

Plane = np.ndarray[Any, np.dtype[Any]]


@op(title="Segment from points", results=["Objects", "Measurements"])
def segment(
    image: Image,
    points: Annotated[Points, Ask("Click every object once")],
    sigma: Annotated[float, Slider(0, 10, step=0.5, unit="px")] = 1.0,
) -> tuple[Labels, Table]:
    """Grow each point into the bright object that it lies in; where two meet, they are parted along the darkest line.

    Args:
        image: a single plane; the channels of a colour image are averaged.
        points: one in each object. The objects are numbered in their order.
        sigma: how much noise is smoothed away before.
    """
    grey = plane(image)
    places = np.floor(np.asarray(points)[:, -2:] + 0.5).astype(int)
    inside = ((places >= 0) & (places < grey.shape)).all(axis=1)
    if not inside.any():
        raise ValueError("None of the points lies on the image; click at least one object.")
    seeds = np.zeros(grey.shape, np.int32)
    for number, (y, x) in enumerate(places, 1):
        if inside[number - 1]:
            seeds[y, x] = number
    smooth = ndimage.gaussian_filter(grey, sigma)
    # What was clicked is an object, however dark.
    mask = (smooth > filters.threshold_otsu(smooth)) | ndimage.binary_dilation(seeds > 0, iterations=2)
    labels = np.asarray(segmentation.watershed(-smooth, seeds, mask=mask), np.int32)
    return Labels(labels), measured(labels, grey, image)


def plane(image: Image) -> Plane:
    """The image as one plane of float64, (rows, columns)."""
    values = np.asarray(image, np.float64)
    if "S" in image.axes:
        samples = image.axes.index("S")
        values = values.take(range(min(values.shape[samples], 3)), samples).mean(samples)
    values = values.squeeze()
    if values.ndim != 2:
        raise ValueError(f"This needs a single plane, but the image has the axes {image.axes}. Choose one plane of it.")
    if values.min() == values.max():
        raise ValueError("Every pixel of this image has the same value, so no object ends anywhere.")
    return values


def measured(labels: Plane, grey: Plane, image: Image) -> Table:
    """Area and mean of each label, in the image's unit."""
    numbers = np.unique(labels[labels > 0])
    sizes = dict(zip(image.axes, image.scale, strict=True))
    unit = image.unit or "px"
    area = np.bincount(labels.ravel())[numbers] * abs(sizes["Y"] * sizes["X"] if image.unit else 1)
    columns = {"label": numbers, "area": area, "mean": np.atleast_1d(ndimage.mean(grey, labels, numbers))}
    return Table(columns, units={"area": f"{unit}²"}, name="Measurements")


if __name__ == "__main__":
    coverslip.main()
