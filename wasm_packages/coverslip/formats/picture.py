"""Pictures that are decoded whole: PNG, JPEG, WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .facts import Facts
from .source import ArraySource, ImageSource

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}


def open_picture(path: Path, name: str, kind: Literal["png", "jpeg", "webp"]) -> ImageSource:
    """Decode a picture.

    Raises:
        FileFormatError: when the file is damaged.
    """
    data = path.read_bytes()
    if kind == "png":
        from .png import read_png as read
    elif kind == "webp":
        from .webp import read_webp as read
    else:
        from .jpeg import read_jpeg as read
    pixels, metadata = read(data, name)
    axes = "YXS" if pixels.ndim == 3 else "YX"
    return ArraySource(pixels, Facts(name, _NAMES[kind], axes, [pixels.shape], pixels.dtype.name, metadata=metadata))
