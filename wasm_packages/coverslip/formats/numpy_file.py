"""Arrays that numpy has saved: .npy and .npz."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.lib import format as npy

from coverslip.errors import FileFormatError
from coverslip.image import guess_axes

from .facts import Facts
from .limits import check_size
from .source import ArraySource, ImageSource
from .tiff_segments import cut_off, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def open_numpy(path: Path, name: str, kind: Literal["npy", "npz"], scene: int | None = None) -> ImageSource:
    """Open an array that numpy has saved. Objects, which would run code when they are read, are refused.

    Args:
        path: of the file.
        name: of the file, for messages.
        kind: one array, or an archive of several.
        scene: which of an archive's arrays; by default the first that is an image.

    Raises:
        FileFormatError: when the file is damaged, or holds no image.
    """
    if kind == "npz":
        return _open_archive(path, name, scene)
    file = path.open("rb")
    try:
        shape, in_columns, dtype = _header(file, name)
        if in_columns or len(shape) < 2:
            file.seek(0)
            return _whole(npy.read_array(file, allow_pickle=False), name, "NumPy npy")
        return NpySource(file, shape, dtype, name, path.stat().st_size)
    except BaseException:
        file.close()
        raise


class NpySource(ImageSource):
    """An array in C order, read by rows."""

    def __init__(self, file: Any, shape: tuple[int, ...], dtype: np.dtype[Any], name: str, size: int) -> None:
        self._file = file
        self._shape, self._dtype = shape, dtype
        self._offset = file.tell()
        missing = self._offset + int(np.prod(shape, dtype=np.int64)) * dtype.itemsize - size
        if missing > 0:
            raise cut_off(name, missing)
        self.facts = _facts(shape, dtype, name, "NumPy npy")

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        del level
        if self.facts.axes.endswith("S"):
            return read_rows(self._file, self._offset, self._shape, self._dtype, ranges, self.facts.name)
        shape = (*self._shape, 1)
        return read_rows(self._file, self._offset, shape, self._dtype, [*ranges, (0, 1)], self.facts.name)[..., 0]

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _open_archive(path: Path, name: str, scene: int | None) -> ImageSource:
    with zipfile.ZipFile(path) as archive:
        images: list[str] = []
        for member in archive.namelist():
            if member.endswith(".npy"):
                with archive.open(member) as file:
                    shape, _, dtype = _header(file, name)
                if 2 <= len(shape) <= 6 and dtype.kind in "biufc":
                    images.append(member)
        if not images:
            raise FileFormatError(f"{name} holds no array that is an image: none has two to six axes of numbers.", name)
        index = scene or 0
        if not 0 <= index < len(images):
            raise FileFormatError(f"{name} has {len(images)} images, so there is no number {index}.", name)
        with archive.open(images[index]) as file:
            shape, _, dtype = _header(file, name)
            check_size(shape, dtype.itemsize, name)
        with archive.open(images[index]) as file:
            values = npy.read_array(file, allow_pickle=False)
    names = [member.removesuffix(".npy") for member in images]
    return _whole(values, name, "NumPy npz", names if len(names) > 1 else (), index)


def _header(file: Any, name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether columns lie together, and dtype."""
    version = npy.read_magic(file)
    # Version 3 differs from 2 only by the encoding of the names of fields.
    reader = _HEADER_READERS.get(version, npy.read_array_header_2_0)
    shape, in_columns, dtype = reader(file)
    if dtype.hasobject:
        raise FileFormatError(
            f"{name} holds objects of Python, which are not read since that could run any code. "
            "Save the array with a dtype of numbers.",
            name,
        )
    if dtype.kind not in "biufc":
        raise FileFormatError(f"{name} holds {dtype}, which is no image: its values are no numbers.", name)
    return tuple(int(length) for length in shape), bool(in_columns), dtype


def _whole(
    values: np.ndarray[Any, Any], name: str, kind: str, scenes: Sequence[str] = (), scene: int = 0
) -> ImageSource:
    values = np.atleast_2d(values)
    values = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("="), copy=False)
    return ArraySource(values, _facts(values.shape, values.dtype, name, kind, scenes, scene))


def _facts(
    shape: tuple[int, ...], dtype: np.dtype[Any], name: str, kind: str, scenes: Sequence[str] = (), scene: int = 0
) -> Facts:
    if not 2 <= len(shape) <= 6 or not all(shape):
        raise FileFormatError(f"{name} has the shape {shape}, which is that of no image.", name)
    return Facts(name, kind, guess_axes(shape), [shape], dtype.newbyteorder("=").name, scenes=scenes, scene=scene)
