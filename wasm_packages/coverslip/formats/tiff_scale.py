"""The size of a pixel, as TIFF files tell it: by OME-XML, ImageJ, our own description, or the resolution tags."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    import tifffile

# ImageJ writes units as its dialogs take them.
_UNITS = {
    "micron": "µm",
    "microns": "µm",
    "um": "µm",
    "\\u00B5m": "µm",
    "µm": "µm",
    "μm": "µm",
    "inch": "in",
    "pixel": "",
    "pixels": "",
}
_MICROMETRES = {2: 25_400.0, 3: 10_000.0}  # ResolutionUnit: inch, centimetre (TIFF 6.0, page 38)
#: A coarser resolution tag tells how to print the picture, not how large a pixel was.
_COARSEST_MICROMETRES = 50.0

Steps = dict[str, float]


def scale_of(file: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[Steps, str]:
    """Size of one step along each axis that has one, and its unit; nothing when the file doesn't tell."""
    for reader in (_ours, _ome, _imagej, _resolution):
        steps, unit = reader(file, series)
        steps = {axis: step for axis, step in steps.items() if math.isfinite(step) and step > 0}
        if steps:
            return steps, unit
    return {}, ""


def _ours(file: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[Steps, str]:
    for described in file.shaped_metadata or ():
        scale, axes = described.get("scale"), described.get("axes", series.axes)
        if isinstance(scale, list) and len(scale) == len(axes):
            return dict(zip(axes, map(float, scale), strict=True)), str(described.get("unit", ""))
    return {}, ""


def _ome(file: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[Steps, str]:
    if not file.ome_metadata:
        return {}, ""
    root = ElementTree.fromstring(file.ome_metadata)  # noqa: S314 (expat refuses the entities that make this costly)
    images = [each for each in root.iter() if each.tag.endswith("}Pixels") or each.tag == "Pixels"]
    index = file.series.index(series)
    if not images:
        return {}, ""
    pixels = images[min(index, len(images) - 1)]
    steps: Steps = {}
    unit = ""
    for axis in "XYZ":
        size = pixels.get(f"PhysicalSize{axis}")
        if size is not None:
            steps[axis] = float(size)
            unit = unit or pixels.get(f"PhysicalSize{axis}Unit", "µm")
    return steps, _UNITS.get(unit, unit)


def _imagej(file: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[Steps, str]:
    about = file.imagej_metadata
    if about is None:
        return {}, ""
    unit = str(about.get("unit", ""))
    unit = _UNITS.get(unit, unit)
    steps = _tags(series)
    if not unit or not steps:
        return {}, ""
    spacing = about.get("spacing")
    if isinstance(spacing, int | float):
        steps["Z"] = abs(float(spacing))
    return steps, unit


def _resolution(_file: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[Steps, str]:
    tag: Any = series.keyframe.tags.get("ResolutionUnit")
    factor = _MICROMETRES.get(int(tag.value)) if tag is not None else None
    if factor is None:
        return {}, ""
    steps = {axis: step * factor for axis, step in _tags(series).items()}
    return (steps, "µm") if steps and max(steps.values()) <= _COARSEST_MICROMETRES else ({}, "")


def _tags(series: tifffile.TiffPageSeries) -> Steps:
    """The resolution tags, which are pixels a unit, as units a pixel."""
    steps: Steps = {}
    for axis in "XY":
        tag: Any = series.keyframe.tags.get(f"{axis}Resolution")
        if tag is not None and isinstance(tag.value, tuple) and len(tag.value) == 2 and all(tag.value):
            numerator, denominator = tag.value
            steps[axis] = denominator / numerator
    return steps
