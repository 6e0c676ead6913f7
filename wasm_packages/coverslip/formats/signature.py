"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

from typing import Literal, TypeAlias

Format: TypeAlias = Literal["tiff", "png", "jpeg"]

_READ: tuple[tuple[bytes, Format], ...] = (
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),  # BigTIFF
    (b"MM\0+", "tiff"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)

# Known, so that the person is told what the file is instead of that it is nothing.
_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ZISRAWFILE", "a Zeiss CZI file"),
    (0, b"\xda\xce\xbe\x0a", "a Nikon ND2 file"),
    (0, b"\x70\x00\x00\x00", "a Leica LIF file"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"\x93NUMPY", "a numpy file"),
    (128, b"DICM", "a DICOM file"),
    (0, b"GIF8", "a GIF file"),
    (0, b"BM", "a BMP file"),
    (8, b"WEBP", "a WebP file"),
    (4, b"ftypheic", "a HEIC photo"),
    (4, b"ftypavif", "an AVIF photo"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"PK\x03\x04", "a zip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (4, b"ftypmif1", "a HEIC photo"),
)

_ENCRYPTED = (b"Salted__", b"age-encryption.org/", b"-----BEGIN PGP MESSAGE", b"LUKS\xba\xbe", b"\x8c\x0d\x04")


def format_of(data: bytes) -> Format | None:
    """The format of a file that can be read; None for any other."""
    return next((name for magic, name in _READ if data.startswith(magic)), None)


def describe_unreadable(data: bytes) -> str:
    """What a file is that can't be read, as the rest of a sentence that begins with its name."""
    if not data:
        return "is empty: it has no bytes. It may not have been copied or downloaded to its end."
    # Bit 0 of the general purpose flags of the first entry (APPNOTE.TXT 4.4.4).
    if data.startswith(_ENCRYPTED) or (data.startswith(b"PK\x03\x04") and len(data) > 6 and data[6] & 1):
        return "is encrypted: decrypt it first, and open the image that is in it."
    for offset, magic, what in _OTHERS:
        if data[offset : offset + len(magic)] == magic:
            return f"is {what}, which can't be opened here; save it as TIFF, PNG or JPEG."
    if data[:64].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return (
            "is a web page and no image: the address leads to a page about it, or the host asks to sign in. "
            "Save the image itself, and open that."
        )
    if not any(data[:4096]):
        return "holds nothing but zeros: it was damaged, or not copied to its end."
    return "is no TIFF, PNG or JPEG image: its first bytes are those of none of them."
