"""WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverslip.errors import FileFormatError

from .limits import check_size

if TYPE_CHECKING:
    import numpy as np


def read_webp(data: bytes, name: str) -> tuple[np.ndarray[Any, Any], dict[str, Any]]:
    """Decode a WebP picture, the first of an animation, and tell its metadata.

    Raises:
        FileFormatError: when the file is damaged.
    """
    import imagecodecs

    width, height = _size(data, name)
    check_size((height, width, 4), 1, name)
    # The length that the file itself tells (RFC 9649, 2.4), which is even.
    missing = int.from_bytes(data[4:8], "little") + 8 - len(data)
    if missing > 0:
        raise FileFormatError(
            f"{name} is cut off: {missing} bytes at its end are missing. Copy or download it again.", name
        )
    pixels: np.ndarray[Any, Any] = imagecodecs.webp_decode(data)
    if pixels.shape[-1] == 4 and bool((pixels[..., 3] == 255).all()):
        pixels = pixels[..., :3].copy()
    return pixels, {}


def _size(data: bytes, name: str) -> tuple[int, int]:
    """Width and height (RFC 9649, 2.5 to 2.7)."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(data) >= 30:
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise FileFormatError(f"{name} is damaged or cut off: its WebP header is not complete.", name)
