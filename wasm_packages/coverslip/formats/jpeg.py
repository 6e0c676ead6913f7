"""JPEG."""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip.errors import FileFormatError

from .limits import check_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

# Markers (ITU-T T.81, table B.1).
_START_OF_SCAN, _END_OF_IMAGE, _EXIF_SEGMENT = 0xDA, 0xD9, 0xE1
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_ORIENTATION = 0x0112  # Exif 2.32, 4.6.4


def jpeg_library_is_pillows() -> bool:
    """Whether JPEG can be decoded by Pillow only.

    In WebAssembly the JPEG libraries within Pillow and within imagecodecs have functions of the same names, and those
    of the one that was loaded first serve both: the other one gives wrong pixels without a word.
    """
    return sys.platform == "emscripten" and "PIL._imaging" in sys.modules


def read_jpeg(data: bytes, name: str) -> tuple[np.ndarray[Any, Any], dict[str, Any]]:
    """Decode a JPEG image, turned as its Exif orientation says: grey (YX) or colour (YXS).

    Returns:
        The pixels, and what the file tells of them.

    Raises:
        FileFormatError: when the file is damaged.
    """
    about = _inspect(data, name)
    check_size((about.height, about.width, about.samples), 2, name)
    # Scans hold no markers of their own: their bytes FF are followed by 00.
    if data.rfind(bytes([0xFF, _END_OF_IMAGE])) < data.rfind(bytes([0xFF, _START_OF_SCAN])):
        raise FileFormatError(f"{name} is cut off: its end is missing. Copy or download it again.", name)
    pixels = _turned(_decoded(data, about.samples), about.orientation)
    return pixels, {} if about.orientation == 1 else {"orientation": about.orientation}


@dataclass
class _Facts:
    width: int = 0
    height: int = 0
    samples: int = 0
    orientation: int = 1


def _inspect(data: bytes, name: str) -> _Facts:
    """What the segments before the first scan say."""
    facts = _Facts()
    try:
        for marker, body in _segments(data):
            if marker in _FRAMES:
                facts.height, facts.width, facts.samples = struct.unpack(">xHHB", body[:6])
            elif marker == _EXIF_SEGMENT and body.startswith(b"Exif\0\0"):
                facts.orientation = _orientation(body[6:])
    except (struct.error, IndexError):
        facts = _Facts()
    if not facts.width or not facts.samples:
        raise FileFormatError(f"{name} is damaged or cut off: its JPEG header is not complete.", name)
    return facts


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 2
    while True:
        while data[position] != 0xFF:
            position += 1
        marker = data[position + 1]
        if marker in (0xFF, *_WITHOUT_LENGTH):
            position += 1 if marker == 0xFF else 2
            continue
        if marker == _START_OF_SCAN:
            return
        (length,) = struct.unpack(">H", data[position + 2 : position + 4])
        yield marker, data[position + 4 : position + 2 + length]
        position += 2 + length


def _orientation(exif: bytes) -> int:
    """The tag Orientation of an Exif segment, which is a small TIFF file; 1 when there is none."""
    order = "<" if exif.startswith(b"II") else ">"
    try:
        (start,) = struct.unpack(f"{order}I", exif[4:8])
        (count,) = struct.unpack(f"{order}H", exif[start : start + 2])
        for index in range(count):
            entry = exif[start + 2 + 12 * index : start + 14 + 12 * index]
            tag, value = struct.unpack(f"{order}H6xH", entry[:10])
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct.error:
        # A damaged description does not keep the picture from being shown.
        pass
    return 1


def _turned(pixels: np.ndarray[Any, Any], orientation: int) -> np.ndarray[Any, Any]:
    """The picture upright: the first row at the top and the first column on the left (Exif 2.32, 4.6.4)."""
    import numpy as np

    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _decoded(data: bytes, samples: int) -> np.ndarray[Any, Any]:
    import numpy as np

    if jpeg_library_is_pillows():
        import io

        from PIL import Image as Picture

        Picture.MAX_IMAGE_PIXELS = None  # checked above
        with Picture.open(io.BytesIO(data), formats=["JPEG", "MPO"]) as picture:
            return np.array(picture if picture.mode == "L" else picture.convert("RGB"))
    import imagecodecs

    pixels: np.ndarray[Any, Any] = imagecodecs.jpeg8_decode(data)
    if samples == 4:
        # Adobe writes cyan, magenta, yellow and black the other way round: 255 is no ink.
        pixels = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255).astype(np.uint8)
    return pixels
