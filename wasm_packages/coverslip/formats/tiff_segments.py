"""A part of a page of a TIFF file: only the strips or tiles that it lies in are read and decoded."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import tifffile

    from .segment_cache import SegmentCache

Range = tuple[int, int]

_UNCOMPRESSED = 1
#: Segments are read together up to so many bytes, over gaps of so many.
_LONGEST_RUN = 16 * 2**20
_WIDEST_GAP = 64 * 2**10


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
    wanted = _segments(keyframe, ranges)
    for (_, corner, size), segment in zip(
        wanted, _decoded(page, file, [index for index, *_ in wanted], name, cache), strict=True
    ):
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


def _decoded(
    page: Any, file: Any, indices: Sequence[int], name: str, cache: SegmentCache
) -> Iterator[np.ndarray[Any, Any] | None]:
    """Decoded segments (depth, rows, columns, samples after a first axis of one); None where the file has none.

    Those that lie together in the file are read together: in a browser every reading costs milliseconds.
    """
    if indices and max(indices) >= len(page.dataoffsets):
        raise FileFormatError(f"{name} is damaged: it has fewer tiles or strips than its size needs.", name)
    run: list[int] = []
    for index in indices:
        if run and not _continues(page, run, index):
            yield from _decoded_run(page, file, run, name, cache)
            run = []
        run.append(index)
    yield from _decoded_run(page, file, run, name, cache)


def _continues(page: Any, run: Sequence[int], index: int) -> bool:
    """Whether a segment lies shortly behind the last of a run, which does not become too long by it."""
    first, last = page.dataoffsets[run[0]], page.dataoffsets[run[-1]] + page.databytecounts[run[-1]]
    start, end = page.dataoffsets[index], page.dataoffsets[index] + page.databytecounts[index]
    return bool(last <= start <= last + _WIDEST_GAP and end - first <= _LONGEST_RUN)


def _decoded_run(
    page: Any, file: Any, run: Sequence[int], name: str, cache: SegmentCache
) -> Iterator[np.ndarray[Any, Any] | None]:
    # Two pages may share bytes, but then they hold the same.
    keys = [(id(file), page.dataoffsets[index], page.databytecounts[index]) for index in run]
    known = [cache.get(key) for key in keys]
    lacking = [key for key, piece in zip(keys, known, strict=True) if piece is None and key[2]]
    data = memoryview(b"")
    first = 0
    if lacking:
        first = lacking[0][1]
        length = lacking[-1][1] + lacking[-1][2] - first
        file.seek(first)
        data = memoryview(file.read(length))
        if len(data) < length:
            raise cut_off(name, length - len(data))
    for index, key, piece in zip(run, keys, known, strict=True):
        _, offset, count = key
        if piece is not None or count == 0:
            yield piece
            continue
        decoded = _decode(page.keyframe, bytes(data[offset - first : offset - first + count]), index)
        yield None if decoded is None else cache.put(key, decoded[None])


def _decode(keyframe: Any, data: bytes, index: int) -> np.ndarray[Any, Any] | None:
    tables = {} if keyframe.jpegtables is None else {"jpegtables": keyframe.jpegtables}
    if keyframe.jpegheader is not None:
        tables["jpegheader"] = keyframe.jpegheader
    decoded: np.ndarray[Any, Any] | None = keyframe.decode(data, index, **tables)[0]
    return decoded


def cut_off(name: str, missing: int, at_least: str = "") -> FileFormatError:
    """What is said of a file that ends too early; `at_least` goes before a number that may be larger."""
    return FileFormatError(
        f"{name} is cut off: {at_least}{missing} bytes at its end are missing. Copy or download it again.", name
    )
