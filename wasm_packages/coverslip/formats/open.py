"""Opening an image by what its file holds. Each format loads its reader when it is needed."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip.errors import FileFormatError

from .damage import blamed
from .limits import check_bytes
from .signature import HEAD, describe_unreadable, format_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import Image

    from .signature import Format
    from .source import ImageSource

#: Packages, beside numpy, tifffile and imagecodecs, that a format needs.
PACKAGES: dict[Format, str] = {"czi": "czifile", "dicom": "pydicom", "nifti": "nibabel", "mrc": "mrcfile"}


def read_image(data: bytes, name: str) -> Image:
    """Read an image whose bytes are at hand. What they hold decides, not the name.

    Args:
        data: all bytes of the file.
        name: its name, for the image and for messages.

    Returns:
        The image in the file's own dtype, with axes, scale and unit where the file tells them.

    Raises:
        FileFormatError: naming the file and why it can't be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "image"
        path.write_bytes(data)
        source = open_image([path], name)
        try:
            return source.read()
        finally:
            source.close()


def packages_for(paths: Sequence[Path]) -> list[str]:
    """The packages that are needed to open these files, beside those that every image needs."""
    kinds = {kind for path in paths if (kind := _kind_within(path)) is not None}
    return sorted({PACKAGES[kind] for kind in kinds if kind in PACKAGES})


def open_image(paths: Sequence[Path], name: str, scene: int | None = None) -> ImageSource:
    """Open an image, so that it can be read part by part.

    Args:
        paths: its file, or its files where it lies in several (a DICOM series, an OME-TIFF).
        name: what it is called, for messages.
        scene: which image of a file that holds several; by default the first, or the largest of a TIFF.

    Raises:
        FileFormatError: naming the file and why it can't be read.
    """
    path = paths[0]
    head = _head(path)
    kind = format_of(head)
    with blamed(name):
        if kind == "gzip":
            return _open_gzip(path, name)
        if kind is None:
            raise FileFormatError(f"{name} {describe_unreadable(head)}", name)
        return _open(kind, paths, name, scene)


def _open(kind: Format, paths: Sequence[Path], name: str, scene: int | None) -> ImageSource:
    path = paths[0]
    match kind:
        case "tiff":
            from .tiff import open_tiff

            return open_tiff(path, name, scene)
        case "czi":
            from .czi import open_czi

            return open_czi(path, name, scene)
        case "dicom":
            from .dicom import open_dicom

            return open_dicom(paths, name)
        case "nifti":
            from .nifti import open_nifti

            return open_nifti(path, name)
        case "mrc":
            from .mrc import open_mrc

            return open_mrc(path, name)
        case "npy" | "npz":
            from .numpy_file import open_numpy

            return open_numpy(path, name, kind, scene)
        case "png" | "jpeg" | "webp":
            from .picture import open_picture

            return open_picture(path, name, kind)
        case _:
            raise FileFormatError(f"{name} is packed twice; unpack it first.", name)


def _open_gzip(path: Path, name: str) -> ImageSource:
    """Unpack a gzip file beside itself, or in the interpreter's own memory, and open what is in it."""
    with blamed(name), gzip.open(path) as packed:
        head = packed.read(HEAD)
        kind = format_of(head)
        if kind is None or kind == "gzip":
            raise FileFormatError(
                f"{name} is a gzip archive without an image that can be read. Unpack it, and open what is in it.", name
            )
        # Pieces go to a file at once, so that a bomb is noticed before memory is full of it.
        out = Path(tempfile.mkdtemp(prefix="coverslip-")) / "unpacked"
        size = 0
        try:
            with out.open("wb") as file:
                piece = head
                while piece:
                    size += len(piece)
                    check_bytes(size, name)
                    file.write(piece)
                    piece = packed.read(2**20)
            source = _open(kind, [out], name, None)
        except (EOFError, zlib.error) as error:
            raise FileFormatError(
                f"{name} is cut off or damaged: it can't be unpacked to its end. Copy or download it again.", name
            ) from error
        finally:
            # Where it is open it stays readable without its name.
            out.unlink(missing_ok=True)
            out.parent.rmdir()
    return source


def _kind_within(path: Path) -> Format | None:
    """The format of a file, or of what is packed in it."""
    kind = format_of(_head(path))
    if kind != "gzip":
        return kind
    try:
        with gzip.open(path) as packed:
            return format_of(packed.read(HEAD))
    except (OSError, EOFError, zlib.error):
        return None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
