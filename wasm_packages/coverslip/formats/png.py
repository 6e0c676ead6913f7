"""PNG, 16 bit too."""

from __future__ import annotations

import struct
import zlib

from coverslip.errors import FileFormatError
from coverslip.image import Image

from .limits import check_size


def read_png(data: bytes, name: str) -> Image:
    """Read a PNG image: grey (YX) or colour (YXS), uint8 or uint16. An alpha channel that hides nothing is left out.

    Raises:
        FileFormatError: when the file is damaged.
    """
    import imagecodecs

    width, height, depth = _header(data, name)
    check_size((height, width, 4), 2 if depth == 16 else 1, name)
    _check_chunks(data, name)
    pixels = imagecodecs.png_decode(data)
    if pixels.ndim == 3:
        samples = pixels.shape[-1]
        opaque = samples in (2, 4) and bool((pixels[..., -1] == (65535 if depth == 16 else 255)).all())
        if samples == 2 or opaque:
            pixels = pixels[..., :-1]
        if pixels.shape[-1] == 1:
            pixels = pixels[..., 0]
    return Image(
        pixels.copy() if not pixels.flags.c_contiguous else pixels, axes="YXS" if pixels.ndim == 3 else "YX", name=name
    )


def _header(data: bytes, name: str) -> tuple[int, int, int]:
    """Width, height and bits of a sample (PNG specification, 11.2.2)."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise FileFormatError(f"{name} is damaged: its PNG header is not there.", name)
    width, height, depth = struct.unpack(">IIB", data[16:25])
    return width, height, depth


def _check_chunks(data: bytes, name: str) -> None:
    """Check that every part of the file is there and unchanged: the decoder would give grey for what is missing."""
    position = 8
    while position + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[position : position + 8])
        end = position + 12 + length
        if end > len(data):
            break
        (expected,) = struct.unpack(">I", data[end - 4 : end])
        if zlib.crc32(memoryview(data)[position + 4 : end - 4]) != expected:
            raise FileFormatError(f"{name} is damaged: the checksum of a part of it is wrong.", name)
        if kind == b"IEND":
            return
        position = end
    raise FileFormatError(f"{name} is cut off: its end is missing. Copy or download it again.", name)
