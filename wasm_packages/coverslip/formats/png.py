"""PNG, 16 bit too."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from coverslip.errors import FileFormatError

from .limits import check_size

if TYPE_CHECKING:
    import numpy as np


def read_png(data: bytes, name: str) -> tuple[np.ndarray[Any, Any], dict[str, Any]]:
    """Decode a PNG image: grey (YX) or colour (YXS), uint8 or uint16. An alpha channel that hides nothing is left out.

    Returns:
        The pixels, and the texts that the file holds by their keywords.

    Raises:
        FileFormatError: when the file is damaged.
    """
    import imagecodecs

    width, height, depth = _header(data, name)
    check_size((height, width, 4), 2 if depth == 16 else 1, name)
    texts = _check_chunks(data, name)
    pixels: np.ndarray[Any, Any] = imagecodecs.png_decode(data)
    if pixels.ndim == 3:
        samples = pixels.shape[-1]
        opaque = samples in (2, 4) and bool((pixels[..., -1] == (65535 if depth == 16 else 255)).all())
        if samples == 2 or opaque:
            pixels = pixels[..., :-1]
        if pixels.shape[-1] == 1:
            pixels = pixels[..., 0]
    return pixels, texts


def _header(data: bytes, name: str) -> tuple[int, int, int]:
    """Width, height and bits of a sample (PNG specification, 11.2.2)."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise FileFormatError(f"{name} is damaged: its PNG header is not there.", name)
    width, height, depth = struct.unpack(">IIB", data[16:25])
    return width, height, depth


def _check_chunks(data: bytes, name: str) -> dict[str, Any]:
    """Check that every part of the file is there and unchanged: the decoder would give grey for what is missing."""
    texts: dict[str, Any] = {}
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
            return texts
        if kind == b"tEXt":
            # Keyword and text in Latin-1, with a zero between them (PNG specification, 11.3.4.3).
            keyword, _, text = data[position + 8 : end - 4].partition(b"\0")
            texts[keyword.decode("latin-1")] = text.decode("latin-1")
        position = end
    raise FileFormatError(f"{name} is cut off: its end is missing. Copy or download it again.", name)
