"""Small pictures in the formats that people bring, made here so that their pixels are known."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

Pixels: TypeAlias = "npt.NDArray[Any]"
HEIGHT, WIDTH = 60, 80


@dataclass(frozen=True)
class Picture:
    """A file and what it has to look like when it has been read."""

    name: str
    content: bytes
    pixels: Pixels
    tolerance: float = 0.0
    """How far a decoded pixel may be from the original: JPEG loses something."""

    def write(self, folder: Path) -> Path:
        """Write it as a file."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def ramp(dtype: str) -> Pixels:
    """A ramp from dark at the left to bright at the right that uses the whole range of an integer dtype."""
    row = np.linspace(0, np.iinfo(dtype).max, WIDTH)
    return np.tile(row, (HEIGHT, 1)).astype(dtype)


def pictures() -> dict[str, Picture]:
    """One picture a format, by a name for the test's title."""
    colour = np.stack([ramp("uint8"), np.flipud(ramp("uint8")), np.full((HEIGHT, WIDTH), 40, np.uint8)], axis=-1)
    return {
        "TIFF of 16 bits": Picture("ramp16.tif", tiff(ramp("uint16")), ramp("uint16")),
        "TIFF of floats": Picture(
            "ramp32.tif", tiff(ramp("uint16").astype(np.float32) / 7), ramp("uint16").astype(np.float32) / 7
        ),
        "PNG of 8 bits": Picture("ramp8.png", saved(ramp("uint8"), "PNG"), ramp("uint8")),
        "PNG of 16 bits": Picture("ramp16.png", saved(ramp("uint16"), "PNG"), ramp("uint16")),
        "PNG in colour": Picture("colour.png", saved(colour, "PNG"), colour),
        "JPEG in grey": Picture("grey.jpg", saved(ramp("uint8"), "JPEG"), ramp("uint8"), 4),
        "JPEG in colour": Picture("colour.jpeg", saved(colour, "JPEG"), colour, 24),
    }


def tiff(pixels: Pixels) -> bytes:
    """The bytes of a TIFF file, compressed as microscopes' programs do."""
    out = io.BytesIO()
    tifffile.imwrite(out, pixels, compression="zlib")
    return out.getvalue()


def saved(pixels: Pixels, format_name: str) -> bytes:
    """The bytes of a PNG or JPEG file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format_name, quality=95)
    return out.getvalue()


def broken() -> dict[str, tuple[str, bytes]]:
    """Names and contents of files that are not what their names say, by what is wrong."""
    good = pictures()
    return {
        "cut short": ("cut.png", good["PNG of 8 bits"].content[:90]),
        "of text": ("text.tif", b"this is a letter, and no image\n" * 20),
        "empty": ("empty.jpg", b""),
        "of noise behind a right beginning": ("noise.tif", b"II*\x00" + bytes(range(256)) * 4),
    }
