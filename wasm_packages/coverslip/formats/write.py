"""Writing images, in the format that is asked for."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from coverslip.file import File
from coverslip.image import Image, Labels, NDArray

from .tiff_write import write_tiff

if TYPE_CHECKING:
    from collections.abc import Mapping

WriteFormat: TypeAlias = Literal["tiff", "labels", "zarr", "npy"]

_ENDINGS = {"tiff": ".ome.tif", "labels": ".tif", "zarr": ".ome.zarr.zip", "npy": ".npy"}
_MIMES = {"tiff": "image/tiff", "labels": "image/tiff", "zarr": "application/zip", "npy": "application/octet-stream"}
_KNOWN_ENDINGS = {
    "tiff": r"\.tiff?$",
    "labels": r"\.tiff?$",
    "zarr": r"\.zip$",
    "npy": r"\.npy$",
}


def write_image(image: Any, name: str, kind: WriteFormat, facts: Mapping[str, Any] | None = None) -> File:
    """Write an image or labels as a file.

    Args:
        image: an Image, Labels or array.
        name: name of the file; its ending is added where it is missing.
        kind: "tiff", "labels" (TIFF of unsigned whole numbers), "zarr" (OME-Zarr 0.5 in a zip archive) or "npy".
        facts: what was known of the image when it was opened: `channels` and `metadata`.
    """
    array = image if isinstance(image, NDArray) else Image(image)
    if not re.search(_KNOWN_ENDINGS[kind], name, re.IGNORECASE):
        name = f"{name}{_ENDINGS[kind]}"
    match kind:
        case "tiff":
            data = write_tiff(array, facts)
        case "labels":
            data = write_tiff(_as_labels(array), facts)
        case "zarr":
            from .zarr_write import write_zarr

            data = write_zarr(array, facts)
        case "npy":
            data = _npy(array)
    return File(name, data, _MIMES[kind])


def _as_labels(array: NDArray) -> Labels:
    """Labels in the smallest unsigned dtype of TIFF that holds them, which every program reads.

    Raises:
        TypeError: when they are no whole numbers.
        ValueError: when one of them is negative or beyond 32 bits.
    """
    labels = array if isinstance(array, Labels) else Labels(array)
    values = labels.data
    if values.size and int(values.min()) < 0:
        raise ValueError(f"Labels are 0 or more, but one is {int(values.min())}; save it as OME-TIFF to keep that.")
    most = int(values.max()) if values.size else 0
    if most >= 2**32:
        raise ValueError(f"A label is {most}, which TIFF has no room for; save it as NumPy.")
    if values.dtype.name in ("uint8", "uint16", "uint32"):
        return labels
    return Labels(values.astype("uint16" if most < 2**16 else "uint32"), name=labels.name, like=labels)


def _npy(array: NDArray) -> bytes:
    import numpy as np

    out = io.BytesIO()
    np.save(out, np.asarray(array), allow_pickle=False)
    return out.getvalue()
