"""Zeiss CZI, by czifile: mosaics, scenes, pyramids, and all of its compressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import czifile
import numpy as np

from coverslip.errors import FileFormatError
from coverslip.image import AXES

from .czi_end import check_end
from .facts import ChannelFacts, Facts, channel
from .source import ImageSource
from .tree import xml_tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

_MICROMETRES = 1e6  # CZI tells metres


def open_czi(path: Path, name: str, scene: int | None = None) -> ImageSource:
    """Open a scene of a CZI file.

    Args:
        path: of the file.
        name: of the file, for messages.
        scene: which of its scenes, counted from 0; by default the first.

    Raises:
        FileFormatError: when the file is damaged.
    """
    check_end(path, name)
    file = czifile.CziFile(path, squeeze=False)
    try:
        return CziSource(file, name, scene or 0)
    except BaseException:
        file.close()
        raise


class CziSource(ImageSource):
    """A scene of a CZI file. Its mosaic's tiles are put together where they lie; what none covers is 0.

    Raises:
        FileFormatError: the file has no image, not that scene, or too many axes.
    """

    def __init__(self, file: czifile.CziFile, name: str, scene: int) -> None:
        self._file = file
        keys = list(file.scenes)
        if not keys:
            raise FileFormatError(f"{name} is a CZI file without an image in it.", name)
        if not 0 <= scene < len(keys):
            raise FileFormatError(f"{name} has {len(keys)} scenes, so there is no number {scene}.", name)
        image = file.scenes[keys[scene]]
        sizes = dict(image.sizes)
        unknown = [axis for axis, length in sizes.items() if axis not in AXES and length > 1]
        free = [axis for axis in "ZTC" if sizes.get(axis, 1) == 1]
        if len(unknown) > len(free):
            raise FileFormatError(f"{name} has the axes {''.join(sizes)}, which are too many to be shown.", name)
        # Phases, rotations, views and the like are stepped through as if they were the first axis that is free.
        renamed = dict(zip(unknown, free, strict=False))
        self._axes = [axis for axis, length in sizes.items() if length > 1 or axis in "YX"]
        order = [axis for axis in self._axes if axis not in "YXS"] + [axis for axis in "YXS" if axis in self._axes]
        self._axes = order
        axes = "".join(renamed.get(axis, axis) for axis in order)
        self._images = [image, *(level for level in image.levels[1:] if _fits(level, image))]
        root = file.xml_element
        pixel_size = _pixel_size(root, image)
        self.facts = Facts(
            name=name,
            format="CZI",
            axes=axes,
            levels=[tuple(_length(level, image, axis) for axis in order) for level in self._images],
            dtype=np.dtype(image.dtype).newbyteorder("=").name,
            pixel_size={axis: step for axis, step in pixel_size.items() if axis in axes},
            unit="µm" if any(axis in pixel_size for axis in "XYZ") else "",
            channels=_channels(image, root),
            metadata={} if root is None else xml_tree(root),
            scenes=[f"Scene {key + 1}" for key in keys] if len(keys) > 1 else (),
            scene=scene,
        )

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        full, image = self._images[0], self._images[level]
        by_axis = dict(zip(self._axes, ranges, strict=True))
        starts = dict(zip(full.sizes, full.start, strict=True))
        out = np.zeros([stop - start for start, stop in ranges], self.facts.dtype)
        x, y = by_axis["X"], by_axis["Y"]
        factors = [image._scale_factors[list(image.sizes).index(axis)] for axis in "XY"] if level else [1.0, 1.0]
        left, top = full.bbox[:2]
        # Regions of levels are told in pixels of the full resolution.
        roi = (
            left + round(x[0] * factors[0]),
            top + round(y[0] * factors[1]),
            max(1, round((x[1] - x[0]) * factors[0])),
            max(1, round((y[1] - y[0]) * factors[1])),
        )
        selection = {
            axis: slice(starts[axis] + start, starts[axis] + stop)
            for axis, (start, stop) in by_axis.items()
            if axis not in "YXS"
        }
        try:
            part = image(roi=roi, **selection)
        except ValueError as error:
            if "matches no subblocks" in str(error):
                return out
            raise
        values = part.asarray(maxworkers=1)
        dims = list(part.sizes)
        first = dict(zip(dims, part.start, strict=True))
        values = values.transpose(
            [*map(dims.index, self._axes), *(i for i, axis in enumerate(dims) if axis not in self._axes)]
        )
        values = values.reshape(values.shape[: len(self._axes)])
        # A selection holds only the steps that have subblocks.
        target, source = [], []
        for axis, (start, stop), length in zip(self._axes, ranges, values.shape, strict=True):
            at = first[axis] - starts[axis] - start if axis not in "YXS" else 0
            samples = slice(start, stop) if axis == "S" else slice(0, min(length, stop - start - at))
            source.append(samples)
            target.append(slice(0, stop - start) if axis == "S" else slice(at, at + min(length, stop - start - at)))
        out[tuple(target)] = values[tuple(source)]
        return out

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _fits(level: czifile.CziImage, full: czifile.CziImage) -> bool:
    """Whether a level holds the whole image, smaller by a factor."""
    sizes, whole = level.sizes, full.sizes
    return set(sizes) == set(whole) and all(
        sizes[axis] == length if axis not in "YX" else sizes[axis] < length for axis, length in whole.items()
    )


def _length(level: czifile.CziImage, full: czifile.CziImage, axis: str) -> int:
    return int(level.sizes[axis] if axis in "YX" else full.sizes[axis])


def _pixel_size(root: Element | None, image: czifile.CziImage) -> dict[str, float]:
    """Size of a step along X, Y and Z in µm, along T in seconds."""
    out: dict[str, float] = {}
    for distance in () if root is None else root.findall(".//Scaling/Items/Distance"):
        axis, text = distance.get("Id"), distance.findtext("Value")
        try:
            step = float(text or "") * _MICROMETRES
        except ValueError:
            continue
        if axis in ("X", "Y", "Z") and 0 < step < float("inf"):
            out[axis] = step
    seconds = image.coord_scales.get("T")
    if seconds is not None and seconds > 0:
        out["T"] = float(seconds)
    return out


def _channels(image: czifile.CziImage, root: Element | None) -> list[ChannelFacts]:
    """Names, colours and display ranges of the channels of this scene."""
    first = dict(zip(image.sizes, image.start, strict=True)).get("C", 0)
    count = image.sizes.get("C", 1)
    bits = image.dtype.itemsize * 8
    shown = {} if root is None else _display_ranges(root, bits)
    out = [
        channel(name, _color(about.get("Color")), shown.get(name))
        for name, about in list(image.channels.items())[first : first + count]
    ]
    return out if len(out) == count else []


def _display_ranges(root: Element, bits: int) -> dict[str, tuple[float, float]]:
    """The values shown black and white by the names of channels: fractions of the pixel type's range."""
    out: dict[str, tuple[float, float]] = {}
    for each in root.findall(".//DisplaySetting/Channels/Channel"):
        name = each.get("Name") or each.findtext("Name") or each.get("Id") or ""
        try:
            low, high = float(each.findtext("Low") or ""), float(each.findtext("High") or "")
        except ValueError:
            continue
        if bits <= 16 and 0 <= low < high <= 1:
            most = 2**bits - 1
            out[name] = (low * most, high * most)
    return out


def _color(text: object) -> str | None:
    """A colour that is written as #AARRGGBB or #RRGGBB."""
    digits = str(text or "").lstrip("#")
    return f"#{digits[-6:].lower()}" if len(digits) in (6, 8) else None
