"""MRC and CCP4 maps, by mrcfile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mrcfile.constants import IMAGE_STACK_SPACEGROUP
from mrcfile.dtypes import HEADER_DTYPE
from mrcfile.utils import data_dtype_from_header, data_shape_from_header

from coverslip.errors import FileFormatError

from .facts import Facts
from .source import ImageSource
from .tiff_segments import cut_off, read_rows
from .tree import as_tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEADER_BYTES = HEADER_DTYPE.itemsize
#: The first byte of the machine stamp (MRC2014, word 54): little or big endian.
_BIG_ENDIAN = 0x11
_NANOMETRES = 0.1  # MRC tells ångströms


def open_mrc(path: Path, name: str) -> ImageSource:
    """Open an MRC file: an image, a volume, a stack of images or of volumes.

    Raises:
        FileFormatError: when the file is damaged.
    """
    file = path.open("rb")
    try:
        return MrcSource(file, name, path.stat().st_size)
    except BaseException:
        file.close()
        raise


class MrcSource(ImageSource):
    """An MRC file.

    Raises:
        FileFormatError: the file is cut off, or its header is damaged.
    """

    def __init__(self, file: Any, name: str, size: int) -> None:
        self._file = file
        data = file.read(_HEADER_BYTES)
        if len(data) < _HEADER_BYTES:
            raise cut_off(name, _HEADER_BYTES - len(data))
        order = ">" if data[212] == _BIG_ENDIAN else "<"
        header = np.frombuffer(data, HEADER_DTYPE.newbyteorder(order)).view(np.recarray)[0]
        shape = tuple(int(length) for length in data_shape_from_header(header))
        if any(length < 1 for length in shape):
            raise FileFormatError(f"{name} is damaged: its header tells of an image of the size {shape}.", name)
        self._dtype = np.dtype(data_dtype_from_header(header)).newbyteorder(order)
        self._offset = _HEADER_BYTES + int(header.nsymbt)
        missing = self._offset + int(np.prod(shape, dtype=np.int64)) * self._dtype.itemsize - size
        if self._offset < _HEADER_BYTES or missing > 0:
            raise cut_off(name, max(missing, 1))
        is_stack = int(header.ispg) == IMAGE_STACK_SPACEGROUP
        axes = {2: "YX", 3: "TYX" if is_stack and shape[0] > 1 else "ZYX", 4: "TZYX"}[len(shape)]
        self._shape = shape
        cells = {"X": (header.cella.x, header.mx), "Y": (header.cella.y, header.my), "Z": (header.cella.z, header.mz)}
        pixel_size = {
            axis: float(cell) / int(count) * _NANOMETRES
            for axis, (cell, count) in cells.items()
            if axis in axes and int(count) > 0 and 0 < float(cell) < float("inf")
        }
        labels = [bytes(label).rstrip(b"\0 ").decode("latin-1") for label in header.label[: max(0, int(header.nlabl))]]
        self.facts = Facts(
            name=name,
            format="MRC",
            axes=axes,
            levels=[shape],
            dtype=self._dtype.newbyteorder("=").name,
            pixel_size=pixel_size,
            unit="nm" if pixel_size else "",
            metadata={
                "labels": labels,
                "header": {key: as_tree(header[key].tolist()) for key in header.dtype.names if key != "label"},
            },
        )

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        del level
        values = read_rows(self._file, self._offset, (*self._shape, 1), self._dtype, [*ranges, (0, 1)], self.facts.name)
        return values[..., 0]

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
