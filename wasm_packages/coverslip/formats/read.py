"""Reading an image from bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverslip.errors import FileFormatError

from .signature import describe_unreadable, format_of

if TYPE_CHECKING:
    from coverslip.image import Image


def read_image(data: bytes, name: str) -> Image:
    """Read a TIFF, PNG or JPEG image. What the bytes hold decides, not the name.

    Args:
        data: all bytes of the file.
        name: its name, for the image and for messages.

    Returns:
        The image in the file's own dtype, with axes, scale and unit where the file tells them.

    Raises:
        FileFormatError: naming the file and why it can't be read.
    """
    kind = format_of(data)
    if kind is None:
        raise FileFormatError(f"{name} {describe_unreadable(data)}", name)
    try:
        if kind == "tiff":
            from .tiff import read_tiff

            return read_tiff(data, name)
        if kind == "png":
            from .png import read_png

            return read_png(data, name)
        from .jpeg import read_jpeg

        return read_jpeg(data, name)
    except FileFormatError:
        raise
    except MemoryError as error:
        raise FileFormatError(f"{name} is too large: there is not enough memory to open it.", name) from error
    except ImportError:
        raise
    except Exception as error:  # whatever a codec raises for bytes that are not what they should be
        raise FileFormatError(f"{name} is damaged or not copied to its end: {_reason(error)}", name) from error


def _reason(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__).rstrip(".") + "."
