# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "tifffile", "imagecodecs"]
# [tool.coverslip]
# name = "Open image"
# version = "2.0.0"
# description = "Reads microscopy and medical images part by part, with their metadata, and writes them."
# license = "MIT"
# ///
"""Read and write files of images."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import coverslip
from coverslip import Blob, File, Image, api, op
from coverslip.formats import OpenImages, decode_chunk, write_image

opened = OpenImages()


async def open_files(
    files: Sequence[Blob], names: Sequence[str], name: str, scene: int | None = None
) -> dict[str, Any]:
    """Open an image that lies in one or several files.

    Args:
        files: they are read as their parts are needed.
        names: their names, with folders as they lay in them.
        name: what the image is called.
        scene: which image of a file that holds several.

    Returns:
        `id`, by which it is read, and what is known of it.
    """
    return await opened.open(files, names, name, scene)


async def group_files(files: Sequence[Blob], names: Sequence[str]) -> list[list[int]]:
    """Which of these files make up an image together: their positions, image by image."""
    return await opened.group(files, names)


def read_part(identity: str, region: Mapping[str, Any] | None = None) -> Image | None:
    """Read a part of an opened image, or all of it; None when it is not open here."""
    return opened.read(identity, region)


def close(identity: str) -> None:
    """Let an opened image go."""
    opened.close(identity)


api.export({"open": open_files, "group": group_files, "read": read_part, "close": close, "decode": decode_chunk})


@op(title="Save image")
def save(
    image: Image,
    name: str = "image",
    format: Literal["tiff", "labels", "zarr", "npy"] = "tiff",  # noqa: A002 (what it is called in the form)
    metadata: Any = None,  # noqa: ANN401 (a tree of JSON values)
) -> File:
    """Write an image or labels, with axes, scale and unit.

    Args:
        image: what is written.
        name: name of the file; its ending is added where it is missing.
        format: "tiff" for OME-TIFF, "labels" for TIFF of 16 or 32 bit, "zarr" for OME-Zarr in a zip archive, "npy".
        metadata: what else is known of the image, as it was told when it was opened.
    """
    return write_image(image, name, format, metadata)


if __name__ == "__main__":
    coverslip.main()
