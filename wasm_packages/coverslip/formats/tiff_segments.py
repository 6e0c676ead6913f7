"""A part of a page of a TIFF file: only the strips or tiles that it lies in are read and decoded."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tifffile

    from .segment_cache import SegmentCache

Range = tuple[int, int]

_UNCOMPRESSED = 1


def read_page(
    page: Any, file: tifffile.FileHandle, ranges: Sequence[Range], name: str, cache: SegmentCache
) -> np.ndarray[Any, Any]:
    """Read a part of a page.

    Args:
        page: a TiffPage or TiffFrame.
        file: the file that it lies in.
        ranges: first and last step along each axis of `page.shaped`: separate samples, depth, rows, columns, samples.
        name: of the file, for messages.
        cache: decoded segments that may be needed again.

    Returns:
        The values, five axes.
    """
    keyframe = page.keyframe
    if _is_plain(page, keyframe):
        return _plain(page, file, ranges, name)
    out = np.zeros([stop - start for start, stop in ranges], keyframe.dtype)
    for index, corner, size in _segments(keyframe, ranges):
        segment = _segment(page, file, index, name, cache)
        if segment is None:
            continue
        # A decoder gives a segment at the image's edge cut or whole; what lies beyond the edge is left out here.
        size = tuple(min(each, got) for each, got in zip(size, segment.shape, strict=True))
        target, source = [], []
        for (start, stop), first, length in zip(ranges, corner, size, strict=True):
            low, high = max(start, first), min(stop, first + length)
            target.append(slice(low - start, max(low, high) - start))
            source.append(slice(low - first, max(low, high) - first))
        out[tuple(target)] = segment[tuple(source)]
    return out


def _is_plain(page: Any, keyframe: Any) -> bool:
    """Whether the rows of a page lie in the file one behind the other, as they are."""
    return bool(
        keyframe.compression == _UNCOMPRESSED
        and keyframe.predictor == 1
        and keyframe.fillorder == 1
        and not keyframe.is_tiled
        and keyframe.bitspersample in (8, 16, 32, 64)
        and keyframe.dtype is not None
        and keyframe.dtype.itemsize * 8 == keyframe.bitspersample * (2 if keyframe.dtype.kind == "c" else 1)
        and page.is_contiguous
    )


def _plain(page: Any, file: Any, ranges: Sequence[Range], name: str) -> np.ndarray[Any, Any]:
    keyframe = page.keyframe
    return read_rows(
        file, page.dataoffsets[0], keyframe.shaped, keyframe.dtype.newbyteorder(page.parent.byteorder), ranges, name
    )


def read_rows(
    file: Any, offset: int, shape: Sequence[int], dtype: np.dtype[Any], ranges: Sequence[Range], name: str
) -> np.ndarray[Any, Any]:
    """Read a part of an array that lies in a file in C order: whole rows, of which the columns are then cut.

    Args:
        file: an open file.
        offset: where the array begins.
        shape: of the whole array; its last two axes are columns and samples.
        dtype: with its byte order.
        ranges: first and last step along each axis.
        name: of the file, for messages.
    """
    *outer, (row, last_row), columns, samples = ranges
    width = shape[-2] * shape[-1]
    out = np.empty([stop - start for start, stop in ranges], dtype.newbyteorder("="))
    for position in itertools.product(*(range(*each) for each in outer)):
        plane = int(np.ravel_multi_index(position, tuple(shape[: len(outer)]))) if outer else 0
        first = plane * shape[-3] + row
        file.seek(offset + first * width * dtype.itemsize)
        wanted = (last_row - row) * width * dtype.itemsize
        data = file.read(wanted)
        if len(data) < wanted:
            raise cut_off(name, wanted - len(data))
        rows = np.frombuffer(data, dtype).reshape(last_row - row, shape[-2], shape[-1])
        where = tuple(index - start for index, (start, _) in zip(position, outer, strict=True))
        out[where] = rows[:, slice(*columns), slice(*samples)]
    return out


def _segments(keyframe: Any, ranges: Sequence[Range]) -> list[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    """Index, corner and size of the segments that a part lies in."""
    separate, depth, length, width, samples = keyframe.shaped
    if keyframe.is_tiled:
        size = (1, max(1, keyframe.tiledepth), keyframe.tilelength, keyframe.tilewidth, samples)
    else:
        size = (1, 1, min(keyframe.rowsperstrip or length, length), width, samples)
    counts = [math.ceil(whole / part) for whole, part in zip((separate, depth, length, width), size, strict=False)]
    spans = [range(start // part, math.ceil(stop / part)) for (start, stop), part in zip(ranges, size, strict=False)][
        :4
    ]
    return [
        (
            int(np.ravel_multi_index(position, counts)),
            (*(index * part for index, part in zip(position, size, strict=False)), 0),
            size,
        )
        for position in itertools.product(*spans)
    ]


def _segment(page: Any, file: Any, index: int, name: str, cache: SegmentCache) -> np.ndarray[Any, Any] | None:
    """A decoded segment (depth, rows, columns, samples after a first axis of one); None where the file has none."""
    if index >= len(page.dataoffsets):
        raise FileFormatError(f"{name} is damaged: it has fewer tiles or strips than its size needs.", name)
    offset, count = page.dataoffsets[index], page.databytecounts[index]
    if count == 0:
        return None
    # Two pages may share bytes, but then they hold the same.
    key = (id(file), offset, count)
    known = cache.get(key)
    if known is None:
        file.seek(offset)
        data = file.read(count)
        if len(data) < count:
            raise cut_off(name, count - len(data))
        keyframe = page.keyframe
        tables = {} if keyframe.jpegtables is None else {"jpegtables": keyframe.jpegtables}
        if keyframe.jpegheader is not None:
            tables["jpegheader"] = keyframe.jpegheader
        decoded = keyframe.decode(data, index, **tables)[0]
        if decoded is None:
            return None
        known = cache.put(key, decoded[None])
    return known


def cut_off(name: str, missing: int) -> FileFormatError:
    """What is said of a file that ends too early."""
    return FileFormatError(
        f"{name} is cut off: {missing} bytes at its end are missing. Copy or download it again.", name
    )
