"""Image files of all formats: those that packages of the development environment carry, and small ones made here."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imagecodecs
import mrcfile
import nibabel
import numpy as np
import pydicom
import tifffile

if TYPE_CHECKING:
    from collections.abc import Callable

DICOM = Path(pydicom.__file__).parent / "data" / "test_files"
NIFTI = Path(nibabel.__file__).parent / "tests" / "data"

VOLUME = np.arange(2 * 3 * 40 * 50, dtype="u2").reshape(2, 3, 40, 50)
OME = {
    "axes": "CZYX",
    "PhysicalSizeX": 0.25,
    "PhysicalSizeXUnit": "µm",
    "PhysicalSizeY": 0.5,
    "PhysicalSizeYUnit": "µm",
    "PhysicalSizeZ": 2.0,
    "PhysicalSizeZUnit": "µm",
    "Channel": {"Name": ["DAPI", "GFP"], "Color": [65535, 16711935]},
}


def ome_pyramid(path: Path) -> np.ndarray[Any, Any]:
    """Write an OME-TIFF of 16 bit with channels, depth, units and two smaller levels; gives the full one."""
    full = (np.arange(2 * 3 * 400 * 600, dtype="u4") % 60_000).astype("u2").reshape(2, 3, 400, 600)
    with tifffile.TiffWriter(path, bigtiff=True) as writer:
        options: dict[str, Any] = {"tile": (128, 128), "compression": "zlib", "photometric": "minisblack"}
        writer.write(full, subifds=2, metadata=OME, **options)
        for step in (2, 4):
            writer.write(full[..., ::step, ::step], subfiletype=1, **options)
    return full


def _tiff(**options: Any) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, VOLUME, photometric="minisblack", **options)
    return out.getvalue()


def _mrc(tmp: Path) -> bytes:
    path = tmp / "made.mrc"
    with mrcfile.new(path, VOLUME[0].astype("i2"), overwrite=True) as file:
        file.voxel_size = 5.0
    return path.read_bytes()


def _npy() -> bytes:
    out = io.BytesIO()
    np.save(out, VOLUME)
    return out.getvalue()


def _npz() -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, raw=VOLUME[0], mask=VOLUME[0, 0] > 9)
    return out.getvalue()


def good_files(tmp: Path) -> dict[str, bytes]:
    """A file of each format by its name."""
    colours = np.stack([VOLUME[0, 0] % 256] * 3, -1).astype("u1")
    makers: dict[str, Callable[[], bytes]] = {
        "plain.tif": lambda: _tiff(),
        "tiles.tif": lambda: _tiff(tile=(16, 16), compression="zlib"),
        "lzw.tif": lambda: _tiff(compression="lzw", predictor=True),
        "ome.tif": lambda: _tiff(ome=True, metadata=OME),
        "imagej.tif": lambda: _imagej(),
        "ct.dcm": lambda: (DICOM / "CT_small.dcm").read_bytes(),
        "rle.dcm": lambda: (DICOM / "MR_small_RLE.dcm").read_bytes(),
        "jpeg2000.dcm": lambda: (DICOM / "MR_small_jp2klossless.dcm").read_bytes(),
        "4d.nii.gz": lambda: (NIFTI / "example_nifti2.nii.gz").read_bytes(),
        "4d.nii": lambda: gzip.decompress((NIFTI / "example_nifti2.nii.gz").read_bytes()),
        "volume.mrc": lambda: _mrc(tmp),
        "array.npy": lambda: _npy(),
        "arrays.npz": lambda: _npz(),
        "colours.png": lambda: bytes(imagecodecs.png_encode(colours)),
        "colours.jpg": lambda: bytes(imagecodecs.jpeg8_encode(colours)),
        "colours.webp": lambda: bytes(imagecodecs.webp_encode(colours, lossless=True)),
    }
    return {name: make() for name, make in makers.items()}


def _imagej() -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(
        out,
        VOLUME.swapaxes(0, 1),
        imagej=True,
        resolution=(4, 2),
        metadata={
            "axes": "ZCYX",
            "spacing": 1.5,
            "unit": "micron",
            "Ranges": (10.0, 200.0, 0.0, 99.0),
            "mode": "composite",
        },
    )
    return out.getvalue()


def malformed_files(tmp: Path) -> dict[str, bytes]:
    """A hundred broken files by names that end as the good ones: cut off, with bytes changed, and bombs."""
    random = np.random.default_rng(7)
    out: dict[str, bytes] = {}
    good = good_files(tmp)
    for name, data in good.items():
        for part in (0.02, 0.3, 0.7):
            out[f"cut {part:.0%} {name}"] = data[: max(5, int(len(data) * part))]
        for number in range(2):
            broken = bytearray(data)
            # The first bytes, which tell what it is, stay; what describes the image does not.
            for place in random.integers(8, min(len(data), 600), 24):
                broken[place] = random.integers(256)
            out[f"changed {number} {name}"] = bytes(broken)
    out |= bombs()
    names = list(good)
    while len(out) < 100:
        name = names[len(out) % len(names)]
        torn = bytearray(good[name])
        start = int(random.integers(8, len(torn) // 2))
        torn[start : start + 64] = random.integers(0, 256, 64, "u1").tobytes()
        out[f"torn {len(out)} {name}"] = bytes(torn)
    return out


def bombs() -> dict[str, bytes]:
    """Small files that tell of images for which no computer has room, or that unpack without end."""
    import struct
    import zlib

    ihdr = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)
    tiff = bytearray(_tiff(compression="zlib"))
    with tifffile.TiffFile(io.BytesIO(bytes(tiff))) as file:
        tags = file.pages.first.tags
        for name in ("ImageWidth", "ImageLength"):
            place = tags[name].valueoffset
            tiff[place : place + 4] = (2**31 - 1).to_bytes(4, "little")
    nifti = bytearray(gzip.decompress((NIFTI / "example_nifti2.nii.gz").read_bytes()))
    nifti[24:32] = (2**40).to_bytes(8, "little")
    npy = _npy().replace(b"(2, 3, 40, 50)", b"(9999, 99999,)")
    return {
        "bomb.png": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr)),
        "bomb.tif": bytes(tiff),
        "bomb.nii": bytes(nifti),
        "bomb.npy": npy,
        "bomb.gz": gzip.compress(gzip.compress(b"x" * 100_000)),
        "encrypted.tif": b"Salted__" + bytes(range(200)),
        "page.czi": b"<!DOCTYPE html><title>404</title>",
        "nothing.dcm": b"",
        "zeros.nii": bytes(5000),
    }
