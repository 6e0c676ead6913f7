"""What a file is by what its first bytes hold, whatever it is called."""

from __future__ import annotations

from typing import Literal, TypeAlias

Format: TypeAlias = Literal["tiff", "png", "jpeg", "webp", "czi", "dicom", "nifti", "mrc", "npy", "npz", "gzip"]

#: So many bytes of a file are enough to tell what it is.
HEAD = 4096

_READ: tuple[tuple[int, bytes, Format], ...] = (
    # Before it stand 128 bytes that may be the header of a TIFF file with the same image.
    (128, b"DICM", "dicom"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"II+\0", "tiff"),  # BigTIFF
    (0, b"MM\0+", "tiff"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (8, b"WEBP", "webp"),
    (0, b"ZISRAWFILE", "czi"),
    (344, b"n+1\0", "nifti"),
    (4, b"n+2\0\r\n\x1a\n", "nifti"),
    (0, b"\x93NUMPY", "npy"),
    (208, b"MAP ", "mrc"),
    (208, b"MAP\0", "mrc"),
    (0, b"\x1f\x8b", "gzip"),
)

# Known, so that the person is told what the file is instead of that it is nothing.
_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xda\xce\xbe\x0a", "a Nikon ND2 file"),
    (0, b"\x70\x00\x00\x00", "a Leica LIF file"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (344, b"ni1\0", "the header of a NIfTI image whose values are in another file"),
    (0, b"GIF8", "a GIF file"),
    (0, b"BM", "a BMP file"),
    (4, b"ftypheic", "a HEIC photo"),
    (4, b"ftypavif", "an AVIF photo"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (4, b"ftypmif1", "a HEIC photo"),
)

_ENCRYPTED = (b"Salted__", b"age-encryption.org/", b"-----BEGIN PGP MESSAGE", b"LUKS\xba\xbe", b"\x8c\x0d\x04")
_ZIP = b"PK\x03\x04"
#: DICOM without its preamble begins with an element of group 0008 (PS3.10, 7.1 asks for one, old files have none).
_BARE_DICOM = (b"\x08\0\0\0UL", b"\x08\0\x05\0CS", b"\x08\0\x08\0CS", b"\x08\0\x16\0UI")
READABLE = "TIFF, OME-TIFF, OME-Zarr, CZI, DICOM, NIfTI, MRC, PNG, JPEG, WebP or NumPy"


def format_of(data: bytes) -> Format | None:
    """The format of a file that can be read, by its first bytes; None for any other."""
    for offset, magic, name in _READ:
        if data[offset : offset + len(magic)] == magic:
            return name
    if data.startswith(_BARE_DICOM):
        return "dicom"
    # The name of the first file in it (APPNOTE.TXT 4.3.7).
    if data.startswith(_ZIP) and data[30:4096].partition(_ZIP)[0][: int.from_bytes(data[26:28], "little")].endswith(
        b".npy"
    ):
        return "npz"
    return None


def describe_unreadable(data: bytes) -> str:
    """What a file is that can't be read, as the rest of a sentence that begins with its name."""
    if not data:
        return "is empty: it has no bytes. It may not have been copied or downloaded to its end."
    # Bit 0 of the general purpose flags of the first entry (APPNOTE.TXT 4.4.4).
    if data.startswith(_ENCRYPTED) or (data.startswith(_ZIP) and len(data) > 6 and data[6] & 1):
        return "is encrypted: decrypt it first, and open the image that is in it."
    if data.startswith(_ZIP):
        return (
            "is a zip archive in which no image or model can be read. Unpack it, and open what is in it; if that fails,"
            " it was not copied or downloaded to its end: fetch it again."
        )
    for offset, magic, what in _OTHERS:
        if data[offset : offset + len(magic)] == magic:
            return f"is {what}, which can't be opened here; save it as TIFF, PNG or JPEG."
    if data[:64].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return (
            "is a web page and no image: the address leads to a page about it, or the host asks to sign in. "
            "Save the image itself, and open that."
        )
    if not any(data[:HEAD]):
        return "holds nothing but zeros: it was damaged, or not copied to its end."
    return f"is no {READABLE} image: its first bytes are those of none of them."
