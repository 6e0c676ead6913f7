"""Writing TIFF: OME where its dtypes and axes allow it."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from coverslip.image import Labels, NDArray, guess_axes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What the pixels of OME-TIFF can be.
_OME_DTYPES = frozenset(
    ["int8", "int16", "int32", "uint8", "uint16", "uint32", "float32", "float64", "complex64", "complex128"]
)


def write_tiff(image: Any, facts: Mapping[str, Any] | None = None) -> bytes:
    """Write an image as TIFF with axes, scale, unit and channels; labels keep their integer dtype.

    It is OME-TIFF where the dtype allows it; other dtypes (64-bit integers) have the same told in the
    JSON description that tifffile writes and reads.

    Args:
        image: an Image, Labels or array of two to six axes.
        facts: what was known of the image when it was opened: `channels` and `metadata`.
    """
    import numpy as np
    import tifffile

    array = image if isinstance(image, NDArray) else NDArray(image)
    axes = array.axes or guess_axes(array.shape)
    scale = dict(zip(axes, array.scale, strict=True))
    known = array.stated()[1] is not None
    pixels = np.asarray(array)
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8)
    if pixels.dtype == np.float16:
        pixels = pixels.astype(np.float32)
    # A plane lies together in the file; the order of planes is the image's own.
    order = [axis for axis in axes if axis not in "YXS"] + [axis for axis in "YXS" if axis in axes]
    pixels = pixels.transpose([axes.index(axis) for axis in order])
    written = "".join(order)
    out = io.BytesIO()
    options: dict[str, Any] = {
        "photometric": "rgb" if "S" in written and pixels.shape[-1] in (3, 4) else "minisblack",
        "compression": "zlib",
        # Differences compress intensities well, and labels not at all.
        "predictor": pixels.dtype.kind in "iu" and pixels.itemsize <= 4 and not isinstance(array, Labels),
        # There are no threads in WebAssembly.
        "maxworkers": 1 if sys.platform == "emscripten" else None,
    }
    if pixels.dtype.name in _OME_DTYPES and "Y" in written and "X" in written:
        about: dict[str, Any] = {"axes": written}
        if known:
            for axis in "XYZ":
                if axis in written:
                    about[f"PhysicalSize{axis}"] = scale[axis]
                    if array.unit:
                        about[f"PhysicalSize{axis}Unit"] = array.unit
        if "T" in written and known:
            about |= {"TimeIncrement": scale["T"], "TimeIncrementUnit": "s"}
        if array.name:
            about["Name"] = array.name
        about |= _ome_facts(facts or {}, written, pixels.shape)
        tifffile.imwrite(out, pixels, ome=True, metadata=about, **options)
    else:
        about = {"axes": written}
        if known:
            about |= {"scale": [scale[axis] for axis in order], "unit": array.unit}
        tifffile.imwrite(out, pixels, metadata=about, **options)
    return out.getvalue()


def _ome_facts(facts: Mapping[str, Any], axes: str, shape: Sequence[int]) -> dict[str, Any]:
    """Channels and metadata of an image that was opened, as tifffile writes them into OME-XML."""
    out: dict[str, Any] = {}
    channels = facts.get("channels") or []
    count = shape[axes.index("C")] if "C" in axes else 1
    if len(channels) == count and any(each.get("name") or each.get("color") for each in channels):
        # tifffile takes one list for each attribute.
        out["Channel"] = {"Name": [str(each.get("name") or "") for each in channels]}
        colors = [_ome_color(each.get("color")) for each in channels]
        if all(color is not None for color in colors):
            out["Channel"]["Color"] = colors
    if facts.get("metadata"):
        out["MapAnnotation"] = {
            "Namespace": "coverslip/metadata",
            "json": json.dumps(facts["metadata"], ensure_ascii=False, sort_keys=True),
        }
    return out


def _ome_color(color: Any) -> int | None:
    """A colour as a signed whole number of red, green, blue and alpha (OME schema 2016-06, Color)."""
    if not isinstance(color, str):
        return None
    value = int(color.lstrip("#"), 16) << 8 | 0xFF
    return value - 2**32 if value >= 2**31 else value
