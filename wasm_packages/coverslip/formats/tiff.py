"""TIFF in all its kinds, by tifffile."""

from __future__ import annotations

import io
import math
import sys
from typing import TYPE_CHECKING, Any

from coverslip.errors import FileFormatError
from coverslip.image import AXES, Image

from .jpeg import jpeg_library_is_pillows
from .limits import check_size
from .tiff_scale import scale_of

if TYPE_CHECKING:
    import numpy as np
    import tifffile

_UNCOMPRESSED = 1
_SEPARATED = 5  # TIFF 6.0, section 16: inks, which are cyan, magenta, yellow and black
_JPEG = {6, 7, 33007, 34892}  # old style, JPEG, ALT_JPEG, lossy DNG


def read_tiff(data: bytes, name: str) -> Image:
    """Read the largest image of a TIFF file: any dtype and axes; scale from OME, ImageJ or resolution metadata.

    Raises:
        FileFormatError: when the file is damaged.
    """
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data), name=name) as file:
        if not file.pages or not file.series:
            raise FileFormatError(f"{name} is a TIFF file without an image in it.", name)
        series = max(file.series, key=lambda each: each.nbytes)
        if series.dtype is None or 0 in series.shape:
            raise FileFormatError(f"{name} is a TIFF file whose image has no values.", name)
        check_size(series.shape, series.dtype.itemsize, name)
        _check_complete(series, len(data), name)
        if series.keyframe.compression in _JPEG and jpeg_library_is_pillows():
            raise FileFormatError(
                f"{name} is compressed by JPEG, which can't be read where Pillow has been loaded. "
                "Let the app open it, and take it as a parameter.",
                name,
            )
        # There are no threads in WebAssembly.
        pixels = series.asarray(maxworkers=1 if sys.platform == "emscripten" else None)
        pixels, axes = _known_axes(pixels, series.axes, name)
        if series.keyframe.photometric == _SEPARATED:
            pixels, axes = _seen(pixels, axes)
        steps, unit = scale_of(file, series)
    scale = [steps.get(axis, 1.0) for axis in axes] if steps else None
    return Image(pixels, axes=axes, scale=scale, unit=unit if steps else None, name=name)


def _check_complete(series: tifffile.TiffPageSeries, size: int, name: str) -> None:
    """Check that what the file points to is in it: missing strips would be read as zeros, or not at all."""
    for page in series.pages:
        if page is None:
            continue
        ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False)]
        missing = max(ends, default=0) - size
        if missing > 0:
            raise FileFormatError(
                f"{name} is cut off: {missing} bytes at its end are missing. Copy or download it again.", name
            )
    if series.keyframe.compression == _UNCOMPRESSED and series.dataoffset is not None:
        missing = series.dataoffset + series.nbytes - size
        if missing > 0:
            raise FileFormatError(
                f"{name} is cut off: {missing} bytes at its end are missing. Copy or download it again.", name
            )


def _seen(pixels: np.ndarray[Any, Any], axes: str) -> tuple[np.ndarray[Any, Any], str]:
    """The colours that four inks give: red, green and blue, as the last axis. Fewer or more inks stay as they are."""
    import numpy as np

    if "S" not in axes or pixels.dtype.kind != "u" or pixels.shape[axes.index("S")] != 4:
        return pixels, axes
    most = np.iinfo(pixels.dtype).max
    paper = most - np.moveaxis(pixels, axes.index("S"), -1)
    colours = paper[..., :3].astype(np.uint64) * paper[..., 3:] // most
    return colours.astype(pixels.dtype), axes.replace("S", "") + "S"


def _known_axes(pixels: np.ndarray[Any, Any], axes: str, name: str) -> tuple[np.ndarray[Any, Any], str]:
    """Axes out of TCZYXS. Those that tifffile has no name for become Z, T or C, the first that is free."""
    kept = [index for index, axis in enumerate(axes) if axis in AXES or pixels.shape[index] > 1]
    pixels = pixels.reshape([pixels.shape[index] for index in kept])
    letters = [axes[index] for index in kept]
    free = [axis for axis in "ZTC" if axis not in letters]
    for index, axis in enumerate(letters):
        if axis not in AXES:
            if not free:
                raise FileFormatError(f"{name} has {len(letters)} axes ({axes}), which are too many to be shown.", name)
            letters[index] = free.pop(0)
    if not math.prod(pixels.shape):
        raise FileFormatError(f"{name} is a TIFF file whose image has no values.", name)
    return pixels, "".join(letters)
