"""Reading images by what their bytes hold, and writing TIFF."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from coverslip import FileFormatError, Image, Labels
from coverslip.formats import limits, open_image, read_image, write_tiff
from PIL import Image as Picture
from PIL import ImageOps

if TYPE_CHECKING:
    from pathlib import Path

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8)
RGB = np.stack([GREY, 255 - GREY, GREY // 2], -1)


def tiff(pixels: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, pixels, **options)
    return out.getvalue()


def png(pixels: np.ndarray[Any, Any]) -> bytes:
    return bytes(imagecodecs.png_encode(pixels))


def jpeg(pixels: np.ndarray[Any, Any], mode: str | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    picture = Picture.fromarray(pixels)
    (picture.convert(mode) if mode else picture).save(out, "JPEG", quality=95, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "dtype", ["bool", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "c8", "c16"]
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_of_every_dtype_and_byte_order_is_read(dtype: str, order: Any) -> None:
    pixels = (GREY % 2 if dtype == "bool" else GREY).astype(np.dtype(dtype).newbyteorder(order))
    image = read_image(tiff(pixels, byteorder=order), "a.tif")
    assert image.dtype.newbyteorder("=") == np.dtype(dtype)
    np.testing.assert_array_equal(image, pixels)
    assert (image.axes, image.name, image.unit) == ("YX", "a.tif", "")


@pytest.mark.parametrize("options", [{"compression": "lzw", "predictor": True}, {"tile": (16, 16)}, {"bigtiff": True}])
def test_tiff_is_read_however_it_is_stored(options: dict[str, Any]) -> None:
    np.testing.assert_array_equal(read_image(tiff(GREY, **options), "a.tif"), GREY)


def test_colour_and_stacks_have_their_axes() -> None:
    assert read_image(tiff(RGB, photometric="rgb"), "a.tif").axes == "YXS"
    assert read_image(tiff(np.stack([GREY] * 5), photometric="minisblack"), "a.tif").axes == "ZYX"


@pytest.mark.parametrize("planar", ["CONTIG", "SEPARATE"])
def test_four_inks_are_read_as_the_colours_that_they_give(planar: str) -> None:
    ink = np.array([[[0, 0, 0, 0], [255, 0, 0, 0], [0, 255, 255, 0], [0, 0, 0, 255], [0, 0, 0, 51]]], np.uint8)
    pixels = ink if planar == "CONTIG" else np.moveaxis(ink, -1, 0)
    image = read_image(tiff(pixels, photometric="separated", planarconfig=planar), "a.tif")
    assert image.axes == "YXS"
    assert np.asarray(image).tolist() == [[[255] * 3, [0, 255, 255], [255, 0, 0], [0] * 3, [204] * 3]]


@pytest.mark.parametrize("photometric", ["cielab", "icclab"])
def test_lab_is_read_as_the_colours_that_it_gives(photometric: str) -> None:
    lab = np.array(
        [[[255, 0, 0], [0, 0, 0], [138, 81, 70], [224, -79, 81], [75, 68, -112], [137, 0, 0]]], np.int16
    )  # white, black, sRGB's red, green and blue by D50, and grey
    if photometric == "icclab":
        lab[..., 1:] += 128
    image = read_image(tiff(lab.astype(np.uint8), photometric=photometric), "a.tif")
    assert image.axes == "YXS"
    colours = [[255] * 3, [0] * 3, [255, 0, 0], [0, 255, 0], [0, 0, 255], [128] * 3]
    # At the edge of sRGB a step of the 8 bits is several of the colour's.
    np.testing.assert_allclose(np.asarray(image)[0], colours, atol=11)
    # Of 16 bit only the steps are finer.
    wide = read_image(tiff((lab * 256).astype(np.uint16), photometric=photometric), "a.tif")
    np.testing.assert_allclose(np.asarray(wide)[0] / 257, colours, atol=11)


def test_pages_of_different_sizes_are_images_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        for pixels in (GREY[:4, :5], GREY, RGB[:3, :2]):
            file.write(pixels, photometric="rgb" if pixels.ndim == 3 else "minisblack", metadata=None)
    source = open_image([path], "a.tif")
    assert source.facts.scenes == ["Image 1 (5 × 4)", "Image 2 (8 × 6)", "Image 3 (2 × 3)"]
    assert source.facts.scene == 1
    source.close()
    last = open_image([path], "a.tif", 2)
    np.testing.assert_array_equal(last.read(), RGB[:3, :2])
    last.close()


def test_ome_tells_axes_scale_and_unit() -> None:
    about = {
        "axes": "CZYX",
        "PhysicalSizeX": 0.25,
        "PhysicalSizeY": 0.5,
        "PhysicalSizeZ": 2.0,
        "PhysicalSizeXUnit": "µm",
    }
    image = read_image(
        tiff(np.zeros((2, 3, 4, 5), "u2"), ome=True, metadata=about, photometric="minisblack"), "a.ome.tif"
    )
    assert (image.axes, image.scale, image.unit) == ("CZYX", (1.0, 2.0, 0.5, 0.25), "µm")


def test_imagej_tells_axes_scale_and_unit() -> None:
    data = tiff(
        np.zeros((3, 4, 5), "u2"),
        imagej=True,
        resolution=(4, 2),
        metadata={"axes": "ZYX", "spacing": 1.5, "unit": "micron"},
    )
    image = read_image(data, "a.tif")
    assert (image.axes, image.scale, image.unit) == ("ZYX", (1.5, 0.5, 0.25), "µm")


def test_a_resolution_in_centimetres_is_a_scale_and_one_for_printing_is_not() -> None:
    fine = read_image(tiff(GREY, resolution=(20_000, 10_000), resolutionunit="CENTIMETER"), "a.tif")
    assert fine.scale == pytest.approx((1.0, 0.5))
    assert fine.unit == "µm"
    assert read_image(tiff(GREY, resolution=(300, 300), resolutionunit="INCH"), "a.tif").unit == ""


def test_of_several_images_the_largest_is_read() -> None:
    out = io.BytesIO()
    with tifffile.TiffWriter(out) as writer:
        writer.write(GREY[:2, :2])
        writer.write(GREY)
    assert read_image(out.getvalue(), "a.tif").shape == (6, 8)


@pytest.mark.parametrize(
    "pixels", [GREY, GREY.astype("u2") * 257, RGB, RGB.astype("u2") * 257], ids=["8", "16", "rgb", "rgb16"]
)
def test_png_is_read_with_all_its_bits(pixels: np.ndarray[Any, Any]) -> None:
    image = read_image(png(pixels), "a.png")
    assert image.dtype == pixels.dtype
    np.testing.assert_array_equal(image, pixels)


def test_an_alpha_channel_that_hides_nothing_is_left_out() -> None:
    opaque = np.dstack([RGB, np.full_like(GREY, 255)])
    assert read_image(png(opaque), "a.png").shape == (6, 8, 3)
    opaque[0, 0, 3] = 7
    assert read_image(png(opaque), "a.png").shape == (6, 8, 4)
    assert read_image(png(np.dstack([GREY, GREY])), "a.png").shape == (6, 8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_jpeg_is_turned_as_its_exif_says(orientation: int) -> None:
    exif = Picture.Exif()
    exif[0x112] = orientation
    data = jpeg(np.kron(RGB, np.ones((8, 8, 1), "u1")), exif=exif)
    with Picture.open(io.BytesIO(data)) as picture:
        expected = np.asarray(ImageOps.exif_transpose(picture))
    np.testing.assert_array_equal(read_image(data, "a.jpg"), expected)


def test_grey_and_cmyk_jpeg_are_read() -> None:
    assert read_image(jpeg(GREY), "a.jpg").axes == "YX"
    data = jpeg(RGB, "CMYK")
    with Picture.open(io.BytesIO(data)) as picture:
        expected = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(np.asarray(read_image(data, "a.jpg")).astype(int) - expected).max() <= 1


def test_the_content_decides_not_the_name() -> None:
    np.testing.assert_array_equal(read_image(png(GREY), "a.tif"), GREY)


def test_the_samples_are_read(samples: Path) -> None:
    shapes = {
        "img2d.tif": ((512, 512), "uint16", "YX"),
        "mask2d.tif": ((512, 512), "uint16", "YX"),
        "ihc.png": ((512, 512, 3), "uint8", "YXS"),
        "retina.jpg": ((1411, 1411, 3), "uint8", "YXS"),
        "cell.png": ((660, 550), "uint8", "YX"),
    }
    for name, expected in shapes.items():
        image = read_image((samples / name).read_bytes(), name)
        assert (image.shape, image.dtype.name, image.axes) == expected


def encrypted_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.tif", b"x")
    data = bytearray(out.getvalue())
    data[6] |= 1
    return bytes(data)


def png_with_a_flipped_bit() -> bytes:
    data = bytearray(png(RGB))
    data[60] ^= 1
    return bytes(data)


def huge_png() -> bytes:
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "a.tif is empty: it has no bytes", id="empty"),
        pytest.param(b"\0" * 5000, "a.tif holds nothing but zeros", id="zeros"),
        pytest.param(b"hello world", "a.tif is no TIFF, OME-TIFF, OME-Zarr", id="text"),
        pytest.param(b"\x89HDF\r\n\x1a\n" + b"\0" * 90, "a.tif is an HDF5 file, which can't be opened here", id="hdf5"),
        pytest.param(b"<!DOCTYPE html><p>404", "a.tif is a web page and no image", id="web page"),
        pytest.param(b"\n<!doctype HTML><p>404", "a.tif is a web page and no image", id="another web page"),
        pytest.param(encrypted_zip(), "a.tif is encrypted: decrypt it first", id="encrypted zip"),
        pytest.param(b"Salted__" + b"x" * 50, "a.tif is encrypted", id="encrypted"),
        pytest.param(b"II*\0", "a.tif is damaged", id="nothing but a TIFF signature"),
        pytest.param(b"II*\0\x08\0\0\0\0\0\0\0\0\0", "a.tif", id="a TIFF without images"),
        pytest.param(tiff(GREY)[:-10], "a.tif is cut off: 10 bytes at its end are missing", id="a TIFF cut off"),
        pytest.param(tiff(GREY, compression="zlib")[:-10], "a.tif is cut off", id="a compressed TIFF cut off"),
        pytest.param(png(RGB)[:-20], "a.tif is cut off: its end is missing", id="a PNG cut off"),
        pytest.param(png(RGB)[:20], "a.tif is damaged: its PNG header is not there", id="a PNG's begin"),
        pytest.param(png_with_a_flipped_bit(), "a.tif is damaged: the checksum", id="a PNG with a flipped bit"),
        pytest.param(huge_png(), "a.tif is too large to be opened here", id="a PNG of absurd size"),
        pytest.param(jpeg(RGB)[:-30], "a.tif is cut off: its end is missing", id="a JPEG cut off"),
        pytest.param(jpeg(RGB)[:30], "a.tif is damaged or cut off: its JPEG header", id="a JPEG's begin"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_sentence_with_its_name_and_the_cause(data: bytes, message: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_image(data, "a.tif")
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")
    assert caught.value.name == "a.tif"


def test_an_image_that_has_no_room_is_refused_before_memory_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST", 40)
    for data in (tiff(GREY), png(GREY), jpeg(GREY)):
        with pytest.raises(FileFormatError, match="too large to be opened here"):
            read_image(data, "a.tif")


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_tiff_cut_anywhere_is_refused(cut: int) -> None:
    with pytest.raises(FileFormatError, match=r"^a\.tif "):
        read_image(tiff(RGB, photometric="rgb", compression="lzw")[:cut], "a.tif")


def test_whatever_bytes_come_only_a_sentence_comes_of_them() -> None:
    random = np.random.default_rng(0)
    whole = [tiff(GREY), tiff(RGB, photometric="rgb", compression="zlib"), png(RGB), jpeg(RGB)]
    for data in whole * 50:
        broken = bytearray(data)
        for place in random.integers(4, len(data), 4):
            broken[place] = random.integers(256)
        try:
            read_image(bytes(broken), "a.tif")
        except FileFormatError as error:
            assert str(error).startswith("a.tif ")  # noqa: PT017 (most of these are readable)


@pytest.mark.parametrize("dtype", ["bool", "u1", "u2", "i4", "u8", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize(
    ("axes", "shape"), [("YX", (4, 5)), ("YXS", (4, 5, 3)), ("CYX", (2, 4, 5)), ("TCZYX", (2, 2, 3, 4, 5))]
)
def test_what_is_written_as_tiff_is_read_with_its_axes_and_scale(dtype: str, axes: str, shape: tuple[int, ...]) -> None:
    if "S" in axes and dtype not in ("u1", "u2"):
        dtype = "u2"
    pixels = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    scale = [{"Z": 2.0, "Y": 0.5, "X": 0.25}.get(axis, 1.0) for axis in axes]
    back = read_image(write_tiff(Image(pixels, axes=axes, scale=scale, unit="µm", name="a")), "b.tif")
    np.testing.assert_array_equal(back, pixels)
    assert (back.axes, back.unit) == (axes, "µm")
    assert back.scale == pytest.approx(tuple(scale))


@pytest.mark.parametrize("dtype", ["u1", "u2", "i4", "u4", "i8"])
def test_labels_keep_their_dtype(dtype: str) -> None:
    back = read_image(write_tiff(Labels(GREY.astype(dtype))), "b.tif")
    assert back.dtype == np.dtype(dtype)


def test_an_image_without_a_scale_is_written_without_one() -> None:
    assert read_image(write_tiff(Image(GREY)), "b.tif").unit == ""


def test_axes_in_another_order_are_put_into_that_of_ome() -> None:
    pixels = np.arange(24, dtype="u1").reshape(2, 3, 4)
    back = read_image(write_tiff(Image(pixels, axes="YXC")), "b.tif")
    assert back.axes == "CYX"
    np.testing.assert_array_equal(back, np.moveaxis(pixels, -1, 0))
