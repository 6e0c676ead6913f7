# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "scipy", "scikit-image", "matplotlib"]
# [tool.coverslip]
# name = "Count nuclei"
# version = "1.0.0"
# description = "Finds fluorescent nuclei, splits those that touch, and measures each."
# license = "MIT"
# samples = ["img2d.tif"]
# ///
"""Count fluorescent nuclei: smooth, threshold, distance transform, watershed."""

from typing import Annotated, Any, Literal

import coverslip
import numpy as np
from coverslip import Axes, Field, Figure, Image, Labels, Slider, Table, op, progress
from scipy import ndimage
from skimage import filters, measure, morphology, segmentation

Plane = np.ndarray[Any, np.dtype[Any]]


@op(title="Count nuclei", results=["Nuclei", "Measurements", "Areas"])
async def count(
    image: Annotated[Image, Axes("YX", "YXS")],
    sigma: Annotated[float, Slider(0, 10, step=0.5, unit="px")] = 1.0,
    threshold: Literal["otsu", "li", "triangle"] = "otsu",
    waist: Annotated[float, Slider(0, 50, step=1, unit="%")] = 10,
    smallest: Annotated[float | None, Field(min=0, unit="px")] = None,
) -> tuple[Labels, Table, Figure]:
    """Find bright nuclei on a dark background, split those that touch, and measure each.

    Args:
        image: a single plane; the channels of a colour image are averaged.
        sigma: how much noise is smoothed away before the threshold is found.
        threshold: how the grey value is chosen above which a pixel belongs to a nucleus.
        waist: how much narrower than both its sides a blob has to be somewhere to be parted there, in percent of a
            nucleus's radius. Two round nuclei have a waist of 10 % when their centres are 0.9 radii apart.
        smallest: area below which something is no nucleus; an eighth of the typical nucleus when left empty.
    """
    await progress(0.0, "Smoothing")
    grey = plane(image)
    smooth = steadied(grey, sigma)

    await progress(0.15, "Finding the threshold")
    if not np.isfinite(smooth).all():
        raise ValueError("This image has pixels that are no numbers (NaN or infinite); replace them, and run it again.")
    if smooth.min() == smooth.max():
        raise ValueError("Every pixel of this image has the same value, so there is nothing to be found in it.")
    mask = ndimage.binary_fill_holes(smooth > grey_value(smooth, threshold))
    mask = without_glow(mask, smooth, typical_radius(ndimage.distance_transform_edt(mask)))

    await progress(0.3, "Splitting nuclei that touch")
    distance = ndimage.distance_transform_edt(mask)
    radius = typical_radius(distance)
    labels = parted(distance, waist / 100 * radius)

    await progress(0.7, "Measuring")
    area = np.pi * radius**2 / 8 if smallest is None else smallest
    labels = large_enough(labels, area)
    table = measured(labels, grey, image)

    await progress(0.9, "Drawing")
    return Labels(labels.reshape(image.shape) if "S" not in image.axes else labels), table, histogram(table)


def plane(image: Image) -> Plane:
    """The image as one plane of float64, (rows, columns)."""
    values = np.asarray(image, np.float64)
    axes = image.axes
    if "S" in axes:
        print(f"{image.name or 'The image'} is in colour: its channels are averaged to grey.")
        channels = min(values.shape[axes.index("S")], 3)  # without the alpha channel
        values = values.take(range(channels), axes.index("S")).mean(axes.index("S"))
        axes = axes.replace("S", "")
    sizes = dict(zip(axes, values.shape, strict=True))
    long = [f"{size} along {axis}" for axis, size in sizes.items() if axis not in "YX" and size > 1]
    if long or not {"Y", "X"} <= sizes.keys():
        raise ValueError(
            f"Nuclei are counted in a single plane, but this image has {' and '.join(long) or 'none'} "
            f"(axes {image.axes}). Choose one plane or channel, or project the stack, and run it again."
        )
    return values.reshape(sizes["Y"], sizes["X"])


def steadied(grey: Plane, sigma: float) -> Plane:
    """The image as square roots, smoothed.

    The noise of counted photons grows with the square root of the signal, so that roots have the same noise everywhere
    (Anscombe 1948), and dim nuclei weigh as much as bright ones in the choice of a threshold.
    """
    return np.asarray(ndimage.gaussian_filter(np.sqrt(grey - grey.min()), sigma))


def grey_value(smooth: Plane, method: str) -> float:
    """The value above which a pixel may belong to a nucleus."""
    match method:
        case "li":
            return float(filters.threshold_li(smooth))
        case "triangle":
            return float(filters.threshold_triangle(smooth))
        case _:
            return float(filters.threshold_otsu(smooth))


def without_glow(mask: Plane, smooth: Plane, radius: float) -> Plane:
    """The mask without what is darker than its surroundings.

    Light that is out of focus lifts the gaps between bright nuclei above the threshold. In a neighbourhood of a
    nucleus's size a pixel of a nucleus is brighter than the mean, and a pixel of a gap is darker.
    """
    brighter = mask & (smooth > ndimage.gaussian_filter(smooth, radius))
    return np.asarray(ndimage.binary_opening(ndimage.binary_fill_holes(brighter)))


def typical_radius(distance: Plane) -> float:
    """Radius of a typical nucleus in pixels, from the distance of each pixel to the background.

    The largest distance within a blob is its radius if it is one nucleus, and hardly more if several touch. Each blob
    counts by its area, so that specks of noise don't.
    """
    blobs, number = ndimage.label(distance > 0)
    if not number:
        return 0.0
    indices = np.arange(1, number + 1)
    radii = np.asarray(ndimage.maximum(distance, blobs, indices))
    areas = np.bincount(blobs.ravel(), minlength=number + 1)[1:]
    order = np.argsort(radii)
    middle = np.searchsorted(np.cumsum(areas[order]), areas.sum() / 2)
    return float(radii[order][middle])


def parted(distance: Plane, depth: float) -> Plane:
    """Labels of the blobs, parted at waists that are at least `depth` pixels narrower than both sides of them.

    These are the h-maxima of the distance to the background (Soille, Morphological Image Analysis, 6.3.3).
    """
    # The steps between pixels make small bumps on the distance map: half a pixel is no waist.
    flooded = morphology.reconstruction(np.maximum(distance - max(depth, 0.5), 0), distance)
    seeds = measure.label(morphology.local_maxima(flooded) & (distance > 0))
    return np.asarray(segmentation.watershed(-distance, seeds, mask=distance > 0), np.int32)


def large_enough(labels: Plane, smallest: float) -> Plane:
    """The labels with at least this many pixels, numbered anew from 1."""
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    kept = areas >= max(smallest, 1)
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return np.asarray(numbers[labels])


def measured(labels: Plane, grey: Plane, image: Image) -> Table:
    """Area, eccentricity, mean intensity and centre of each nucleus, in real units where the image has a scale."""
    unit = image.unit or "px"
    steps = tuple(image.scale[image.axes.index(axis)] for axis in "YX") if image.unit else (1.0, 1.0)
    properties = ["label", "area", "eccentricity", "intensity_mean", "centroid"]
    columns = measure.regionprops_table(labels, grey, properties=properties, spacing=steps)
    return Table(
        {
            "label": columns["label"],
            "area": columns["area"],
            "eccentricity": columns["eccentricity"],
            "mean intensity": columns["intensity_mean"],
            "y": columns["centroid-0"],
            "x": columns["centroid-1"],
        },
        units={"area": f"{unit}²", "y": unit, "x": unit},
        name=f"Nuclei of {image.name}" if image.name else "Nuclei",
    )


def histogram(table: Table) -> Figure:
    """How the areas are distributed."""
    # Loading matplotlib takes a moment, and nobody has to wait for it before the nuclei have been counted.
    from matplotlib.figure import Figure as Plot

    figure = Plot(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.hist(table["area"], bins="auto" if len(table) > 1 else 1, color="#3b7dd8", edgecolor="white")
    axes.set(title=f"Areas of {len(table)} nuclei", xlabel=f"Area ({table.units['area']})", ylabel="Nuclei")
    return Figure.from_matplotlib(figure)


if __name__ == "__main__":
    coverslip.main()
