"""TIFF in all its kinds, by tifffile: its pages are read by strips and tiles, as they are needed."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import tifffile

from coverslip.errors import FileFormatError
from coverslip.image import AXES

from .facts import Facts
from .jpeg import jpeg_library_is_pillows
from .segment_cache import SegmentCache
from .source import ImageSource
from .tiff_colours import colours_of
from .tiff_facts import format_of, pixel_facts
from .tiff_scale import scale_of
from .tiff_segments import cut_off, read_page, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_JPEG = {6, 7, 33007, 34892}  # old style, JPEG, ALT_JPEG, lossy DNG
#: So many pages are looked at when a file is opened, to see that it is whole; others when they are read.
_MOST_CHECKED = 500


def open_tiff(path: Path, name: str, scene: int | None = None) -> ImageSource:
    """Open an image of a TIFF file: any dtype and axes; scale from OME, ImageJ or resolution metadata.

    Args:
        path: of the file; an OME-TIFF of several files finds the others beside it.
        name: of the file, for messages.
        scene: which of its images; by default the largest.

    Raises:
        FileFormatError: when the file is damaged.
    """
    file = tifffile.TiffFile(path, name=name)
    try:
        return TiffSource(file, name, scene)
    except BaseException:
        file.close()
        raise


class TiffSource(ImageSource):
    """An image of a TIFF file.

    Raises:
        FileFormatError: the file has no image, not that one, or is compressed in a way that can't be read here.
    """

    def __init__(self, file: tifffile.TiffFile, name: str, scene: int | None) -> None:
        self._file = file
        self._cache = SegmentCache()
        if not file.pages or not file.series:
            raise FileFormatError(f"{name} is a TIFF file without an image in it.", name)
        index = max(range(len(file.series)), key=lambda each: file.series[each].nbytes) if scene is None else scene
        if not 0 <= index < len(file.series):
            raise FileFormatError(f"{name} has {len(file.series)} images, so there is no number {index}.", name)
        series = file.series[index]
        if series.dtype is None or 0 in series.shape:
            raise FileFormatError(f"{name} is a TIFF file whose image has no values.", name)
        if series.keyframe.compression in _JPEG and jpeg_library_is_pillows():
            raise FileFormatError(
                f"{name} is compressed by JPEG, which can't be read where Pillow has been loaded. "
                "Let the app open it, and take it as a parameter.",
                name,
            )
        self._levels = [level for level in series.levels if len(level.shape) == len(series.shape)]
        missing = _check_complete(series, file, name)
        self._kept, axes = _known_axes(series, name)
        if not math.prod(series.shape):
            raise FileFormatError(f"{name} is a TIFF file whose image has no values.", name)
        shapes = [[level.shape[kept] for kept in self._kept] for level in self._levels]
        self._samples = axes.find("S")
        self._stored_samples = shapes[0][self._samples] if self._samples >= 0 else 1
        # What is kept as inks or as L*a*b* is told as the colours that it gives.
        self._seen = colours_of(series.keyframe.photometric, self._stored_samples, series.dtype)
        if self._seen is not None:
            at = self._samples
            axes = axes.replace("S", "") + "S"
            shapes = [[*shape[:at], *shape[at + 1 :], 3] for shape in shapes]
        steps, unit = scale_of(file, series)
        channels, metadata = pixel_facts(file, series, index)
        several = len(file.series) > 1
        self.facts = Facts(
            name=name,
            format=format_of(file),
            axes=axes,
            levels=[tuple(shape) for shape in shapes],
            dtype=series.dtype.newbyteorder("=").name,
            pixel_size={axis: step for axis, step in steps.items() if axis in axes},
            unit=unit if steps else "",
            channels=channels,
            metadata=metadata,
            scenes=[_title(each, number) for number, each in enumerate(file.series)] if several else (),
            scene=index,
            notes=[_missing(missing)] if missing else (),
        )

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        if self._seen is None:
            return self._stored(level, ranges)
        *outer, samples = ranges
        at = self._samples
        pixels = self._stored(level, [*outer[:at], (0, self._stored_samples), *outer[at:]])
        return self._seen(pixels, at)[..., slice(*samples)]

    def _stored(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        """The values as they are in the file, whose axes are in its own order."""
        series = self._levels[level]
        whole = [(0, length) for length in series.shape]
        for index, each in zip(self._kept, ranges, strict=True):
            whole[index] = each
        kept = [stop - start for start, stop in ranges]
        if series.dataoffset is not None and len(series.pages) == 1 and series.keyframe.shape != series.shape:
            return self._read_run(series, whole).reshape(kept)
        keyframe = series.keyframe
        outer = len(series.shape) - len(keyframe.shape)
        inner = _shaped_ranges(keyframe, whole[outer:])
        out = np.zeros([stop - start for start, stop in whole], np.dtype(keyframe.dtype).newbyteorder("="))
        for position in itertools.product(*(range(*each) for each in whole[:outer])):
            number = int(np.ravel_multi_index(position, series.shape[:outer])) if outer else 0
            page = series.pages[number]
            if page is None:
                continue
            handle = page.parent.filehandle
            if handle.closed:
                # The other files of an image that lies in several are closed until they are needed.
                handle.open()
            values = read_page(page, handle, inner, self.facts.name, self._cache)
            where = tuple(index - start for index, (start, _) in zip(position, whole, strict=False))
            out[where] = values.reshape(out.shape[outer:])
        return out.reshape(kept)

    def _read_run(self, series: tifffile.TiffPageSeries, whole: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        """Planes that lie one behind the other, of which the file describes only the first, as ImageJ writes them."""
        dtype = np.dtype(series.keyframe.dtype).newbyteorder(series.keyframe.parent.byteorder)
        shape = list(series.shape)
        ranges = list(whole)
        if series.axes[-1] != "S":
            shape.append(1)
            ranges.append((0, 1))
        handle = series.keyframe.parent.filehandle
        return read_rows(handle, int(series.dataoffset or 0), shape, dtype, ranges, self.facts.name)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
        self._cache.clear()


def _shaped_ranges(keyframe: Any, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of a page's own axes as those of its five: separate samples, depth, rows, columns, samples."""
    by_axis = dict(zip(keyframe.axes, ranges, strict=True))
    separate, depth, *_, samples = keyframe.shaped
    only_samples = by_axis.get("S", (0, max(separate, samples)))
    return [
        only_samples if separate > 1 else (0, 1),
        by_axis.get("Z", (0, depth)),
        by_axis["Y"],
        by_axis["X"],
        only_samples if samples > 1 else (0, 1),
    ]


def _check_complete(series: tifffile.TiffPageSeries, file: tifffile.TiffFile, name: str) -> int:
    """Check that what the file points to is in it. Gives how many planes are in other files that are not here."""
    size = file.filehandle.size
    absent = 0
    if len(series.pages) <= _MOST_CHECKED:
        for page in series.pages:
            if page is None:
                absent += 1
            elif page.parent is file:
                ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False)]
                missing = max(ends, default=0) - size
                if missing > 0:
                    raise cut_off(name, missing)
    if series.dataoffset is not None and series.keyframe.parent is file:
        missing = series.dataoffset + series.nbytes - size
        if missing > 0:
            raise cut_off(name, missing)
    return absent


def _title(series: tifffile.TiffPageSeries, number: int) -> str:
    """What an image among several is called: images without a name differ by their sizes at least."""
    sizes = dict(zip(series.axes, series.shape, strict=True))
    return series.name or f"Image {number + 1} ({sizes.get('X', 1)} × {sizes.get('Y', 1)})"


def _missing(count: int) -> str:
    planes = "One plane lies" if count == 1 else f"{count} planes lie"
    return f"{planes} in other files of the same image. Open all of its files together, or their folder, to see them."


def _known_axes(series: tifffile.TiffPageSeries, name: str) -> tuple[list[int], str]:
    """Indices of the axes that are kept, and their letters. Those that are not of TCZYXS become the first free one."""
    kept = [index for index, axis in enumerate(series.axes) if axis in AXES or series.shape[index] > 1]
    letters = [series.axes[index] for index in kept]
    free = [axis for axis in "ZTC" if axis not in letters]
    for index, axis in enumerate(letters):
        if axis not in AXES:
            if not free:
                raise FileFormatError(
                    f"{name} has {len(letters)} axes ({series.axes}), which are too many to be shown.", name
                )
            letters[index] = free.pop(0)
    return kept, "".join(letters)
