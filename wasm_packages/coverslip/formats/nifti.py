"""NIfTI, by nibabel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np

from coverslip.errors import FileFormatError

from .facts import Facts
from .source import ImageSource
from .tree import as_tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_UNITS = {"micron": "µm", "mm": "mm", "meter": "m"}
_SECONDS = {"sec": 1.0, "msec": 1e-3, "usec": 1e-6}
#: Axes of NIfTI in their order; the fifth holds components or channels (nifti1.h, dim).
_ORDER = "XYZTC"


def open_nifti(path: Path, name: str) -> ImageSource:
    """Open a NIfTI-1 or NIfTI-2 image; its axes are told as T, C, Z, Y, X, and its values scaled as its header says.

    Raises:
        FileFormatError: when the file is damaged.
    """
    file = path.open("rb")  # kept open: the values are read from it later
    try:
        # The length of the header tells its version, in either order of bytes.
        kind = nibabel.Nifti2Image if file.read(4) in (b"\x1c\x02\0\0", b"\0\0\x02\x1c") else nibabel.Nifti1Image
        file.seek(0)
        image = kind.from_file_map({"image": nibabel.FileHolder(str(path), fileobj=file)}, mmap=False)
        return NiftiSource(image, file, name, path.stat().st_size)
    except BaseException:
        file.close()
        raise


class NiftiSource(ImageSource):
    """A NIfTI image.

    Raises:
        FileFormatError: the file is cut off, empty, in colour, or has too many axes.
    """

    def __init__(self, image: Any, file: Any, name: str, size: int) -> None:
        self._file = file
        header = image.header
        shape = tuple(int(length) for length in image.shape)
        kept = [index for index, length in enumerate(shape) if length > 1 or index < 2]
        if len(shape) > len(_ORDER) and any(length > 1 for length in shape[len(_ORDER) :]):
            raise FileFormatError(f"{name} has {len(shape)} axes, which are too many to be shown.", name)
        if len(shape) < 2 or not all(shape):
            raise FileFormatError(f"{name} is a NIfTI file whose image has no values.", name)
        self._proxy = image.dataobj
        self._shape = shape
        # The array is told with its last axis first, as images of other formats are.
        self._kept = kept[::-1]
        stored = self._proxy.dtype
        needed = int(header["vox_offset"]) + int(np.prod(shape, dtype=np.int64)) * stored.itemsize
        if needed > size:
            raise FileFormatError(
                f"{name} is cut off: {needed - size} bytes at its end are missing. Copy or download it again.", name
            )
        if stored.fields is not None:
            raise FileFormatError(f"{name} holds colours, which NIfTI stores in a way that can't be opened here.", name)
        # One value tells in which dtype scaled values come.
        scaled = np.asanyarray(self._proxy[(slice(0, 1),) * len(shape)])
        axes = "".join(_ORDER[index] for index in self._kept)
        space, time = header.get_xyzt_units()
        zooms = header.get_zooms()
        pixel_size = {
            _ORDER[index]: float(zooms[index]) * (_SECONDS.get(time, 1.0) if _ORDER[index] == "T" else 1.0)
            for index in kept
            if _ORDER[index] != "C" and zooms[index] > 0
        }
        self.facts = Facts(
            name=name,
            format="NIfTI-2" if isinstance(image, nibabel.Nifti2Image) else "NIfTI-1",
            axes=axes,
            levels=[tuple(shape[index] for index in self._kept)],
            dtype=scaled.dtype.newbyteorder("=").name,
            pixel_size=pixel_size,
            # Nearly all files without a unit mean millimetres, but they don't say so.
            unit=_UNITS.get(space, ""),
            metadata={
                "affine": as_tree(image.affine),
                "orientation": "".join(str(each) for each in nibabel.aff2axcodes(image.affine)),
                "header": {key: as_tree(np.asarray(value)[()]) for key, value in header.items()},
            },
        )

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        del level
        parts: list[slice] = [slice(0, 1)] * len(self._shape)
        for index, (start, stop) in zip(self._kept, ranges, strict=True):
            parts[index] = slice(start, stop)
        values = np.asanyarray(self._proxy[tuple(parts)])
        rest = [index for index in range(values.ndim) if index not in self._kept]
        values = values.transpose([*self._kept, *rest]).reshape([stop - start for start, stop in ranges])
        return np.asarray(values, self.facts.dtype)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
