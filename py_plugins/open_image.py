# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "tifffile", "imagecodecs"]
# [tool.coverslip]
# name = "Open image"
# version = "1.0.0"
# description = "Reads TIFF, PNG and JPEG images with their axes and scale, and writes TIFF."
# license = "MIT"
# ///
"""Read and write files of images."""

from typing import Annotated

import coverslip
from coverslip import Accept, File, Image, op
from coverslip.formats import read_image, write_tiff


@op(title="Open image")
def read(data: Annotated[bytes, Accept(".tif", ".tiff", ".png", ".jpg", ".jpeg")], name: str = "image") -> Image:
    """Read an image. What the bytes hold decides, not the name.

    Args:
        data: the file.
        name: its name.
    """
    return read_image(data, name)


@op(title="Save as TIFF")
def save(image: Image, name: str = "image") -> File:
    """Write an image or labels as TIFF, with axes, scale and unit.

    Args:
        image: what is written.
        name: name of the file; ".tif" is added where it is missing.
    """
    if not name.lower().endswith((".tif", ".tiff")):
        name = f"{name}.tif"
    return File(name, write_tiff(image), "image/tiff")


if __name__ == "__main__":
    coverslip.main()
