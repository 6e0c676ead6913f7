"""Images of all formats are read part by part, as the libraries of their fields read them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import mrcfile
import nibabel
import numpy as np
import pydicom
import pytest
import tifffile
import zarr
from coverslip import FileFormatError, Image, Labels
from coverslip.formats import limits, open_image, read_image, write_image
from coverslip.formats.czi_end import check_end
from coverslip.formats.group import group_paths
from pydicom.pixels.processing import apply_modality_lut
from pylibCZIrw import czi

from tests.unit.python.image_files import DICOM, NIFTI, VOLUME, good_files, malformed_files, ome_pyramid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coverslip.formats.source import ImageSource


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    """Opens files, and closes them after the test."""
    sources: list[ImageSource] = []

    def opens(*paths: Path, name: str = "", scene: int | None = None) -> ImageSource:
        source = open_image(paths, name or paths[0].name, scene)
        sources.append(source)
        return source

    del tmp_path
    yield opens
    for source in sources:
        source.close()


def test_an_ome_pyramid_is_read_tile_by_tile_at_every_level(tmp_path: Path, opened: Any) -> None:
    path = tmp_path / "pyramid.ome.tif"
    full = ome_pyramid(path)
    source = opened(path)
    facts = source.facts.to_wire()
    assert (facts["format"], facts["axes"], facts["dtype"]) == ("OME-TIFF", "CZYX", "uint16")
    assert facts["levels"] == [[2, 3, 400, 600], [2, 3, 200, 300], [2, 3, 100, 150]]
    assert (facts["pixelSize"], facts["unit"]) == ({"X": 0.25, "Y": 0.5, "Z": 2.0}, "µm")
    assert [(each["name"], each["color"]) for each in facts["channels"]] == [("DAPI", "#0000ff"), ("GFP", "#00ff00")]
    assert facts["metadata"]["OME"]["Image"]["Pixels"]["SizeX"] == "600"
    with tifffile.TiffFile(path) as native:
        for level in range(3):
            expected = native.series[0].levels[level].asarray()
            np.testing.assert_array_equal(source.read({"level": level}), expected)
    part = source.read({"c": 1, "Z": [1, 3], "y": [100, 300], "x": [333, 599]})
    np.testing.assert_array_equal(part, full[1, 1:3, 100:300, 333:599])
    assert (part.axes, part.scale) == ("ZYX", (2.0, 0.5, 0.25))
    small = source.read({"c": 0, "z": 0, "level": 2, "y": [10, 60]})
    np.testing.assert_array_equal(small, full[0, 0, 40:240:4, ::4])
    assert small.scale == (2.0, 1.0)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"tile": (16, 16)},
        {"tile": (32, 16), "compression": "zlib", "predictor": True},
        {"rowsperstrip": 7, "compression": "lzw"},
        {"bigtiff": True, "byteorder": ">"},
        {"imagej": True},
        {"photometric": "rgb", "planarconfig": "separate", "tile": (16, 16)},
    ],
    ids=str,
)
def test_any_part_of_a_tiff_is_what_tifffile_reads(tmp_path: Path, opened: Any, options: dict[str, Any]) -> None:
    path = tmp_path / "a.tif"
    pixels = VOLUME[0] if "planarconfig" in options else VOLUME
    tifffile.imwrite(
        path,
        pixels,
        **{"photometric": "minisblack", **({"metadata": {"axes": "TZYX"}} if "imagej" in options else {}), **options},
    )
    source = opened(path)
    whole = tifffile.imread(path)
    assert source.facts.shape == whole.shape
    random = np.random.default_rng(3)
    for _ in range(8):
        ranges = [sorted(random.choice(length + 1, 2, replace=False)) for length in whole.shape]
        region = {axis: [int(a), int(b)] for axis, (a, b) in zip(source.facts.axes, ranges, strict=True)}
        np.testing.assert_array_equal(source.read(region), whole[tuple(slice(a, b) for a, b in ranges)])


def test_an_ome_tiff_of_several_files_is_put_together_and_says_what_is_missing(tmp_path: Path, opened: Any) -> None:
    for number in range(2):
        tifffile.imwrite(tmp_path / f"t{number}.ome.tif", VOLUME[0] + number, photometric="minisblack", metadata=None)
    pixels = "".join(
        f'<TiffData FirstT="{t}" FirstZ="{z}" IFD="{z}" PlaneCount="1">'
        f'<UUID FileName="t{t}.ome.tif">urn:uuid:{t}</UUID></TiffData>'
        for t in range(2)
        for z in range(3)
    )
    for number in range(2):
        about = (
            '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
            f'UUID="urn:uuid:{number}"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZTC" Type="uint16" '
            f'SizeX="50" SizeY="40" SizeZ="3" SizeC="1" SizeT="2">{pixels}</Pixels></Image></OME>'
        )
        tifffile.tiffcomment(tmp_path / f"t{number}.ome.tif", about.encode())
    paths = sorted(tmp_path.glob("*.tif"))
    assert group_paths(paths) == [[0, 1]]
    source = opened(*paths)
    assert (source.facts.axes, source.facts.shape) == ("TZYX", (2, 3, 40, 50))
    np.testing.assert_array_equal(source.read(), np.stack([VOLUME[0], VOLUME[0] + 1]))
    paths[1].unlink()
    alone = opened(paths[0])
    (note,) = alone.facts.notes
    assert note.startswith("3 planes lie in other files of the same image. Open all of its files together")


def test_imagej_hyperstacks_tell_channels_and_windows(tmp_path: Path, opened: Any) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(good_files(tmp_path)["imagej.tif"])
    facts = opened(path).facts.to_wire()
    assert (facts["format"], facts["axes"], facts["unit"]) == ("ImageJ TIFF", "ZCYX", "µm")
    assert facts["pixelSize"] == {"X": 0.25, "Y": 0.5, "Z": 1.5}
    assert [each["window"] for each in facts["channels"]] == [(10.0, 200.0), (0.0, 99.0)]


DICOM_FILES = [
    "CT_small.dcm", "examples_jpeg2k.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm",
    "MR_small_implicit.dcm",
    "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPEG-lossy.dcm", "JPGExtended.dcm", "693_J2KI.dcm",
    "SC_rgb_jpeg_dcmtk.dcm", "SC_rgb_rle_2frame.dcm", "SC_rgb_small_odd.dcm", "examples_rgb_color.dcm",
    "examples_ybr_color.dcm", "SC_jpeg_no_color_transform.dcm", "rtdose.dcm", "liver_1frame.dcm",
]  # fmt: skip


@pytest.mark.parametrize("name", DICOM_FILES)
def test_dicom_is_read_as_pydicom_does_with_rescaled_values(opened: Any, name: str) -> None:
    source = opened(DICOM / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = pydicom.dcmread(DICOM / name)
        stored = data.pixel_array
        expected = stored if source.facts.axes.endswith("S") else apply_modality_lut(stored, data)
    np.testing.assert_allclose(source.read(), expected, rtol=1e-6)
    assert source.facts.metadata["Rows"] == data.Rows
    if "PixelSpacing" in data:
        size = source.facts.pixel_size
        assert ([size["Y"], size["X"]], source.facts.unit) == ([float(each) for each in data.PixelSpacing], "mm")


def test_dicom_tells_the_window_and_whole_values_stay_whole(opened: Any) -> None:
    facts = opened(DICOM / "693_J2KI.dcm").facts.to_wire()
    assert facts["channels"][0]["window"] == (-10.0, 89.0)
    assert facts["dtype"] == "int16"


def test_a_dicom_series_is_put_in_the_order_of_its_places(tmp_path: Path, opened: Any) -> None:
    paths = []
    for number, place in enumerate([20.0, -5.0, 7.5]):
        data = pydicom.dcmread(DICOM / "MR_small.dcm")
        data.ImagePositionPatient = [0, 0, place]
        data.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        data.InstanceNumber = number + 1
        data.PixelData = (data.pixel_array + number).astype("i2").tobytes()
        paths.append(tmp_path / f"slice {number}.dcm")
        data.save_as(paths[-1])
    other = tmp_path / "other.dcm"
    other.write_bytes((DICOM / "CT_small.dcm").read_bytes())
    assert group_paths([*paths, other]) == [[0, 1, 2], [3]]
    source = opened(*paths, name="series")
    plain = pydicom.dcmread(DICOM / "MR_small.dcm").pixel_array
    np.testing.assert_array_equal(source.read(), np.stack([plain + 1, plain + 2, plain]))
    assert (source.facts.axes, source.facts.pixel_size["Z"]) == ("ZYX", 12.5)
    np.testing.assert_array_equal(source.read({"z": 2, "y": [3, 9]}), plain[3:9])


@pytest.mark.parametrize("name", ["example4d.nii.gz", "example_nifti2.nii.gz", "standard.nii.gz", "functional.nii"])
def test_nifti_is_read_as_nibabel_does_with_its_axes_the_other_way_round(opened: Any, name: str) -> None:
    source = opened(NIFTI / name)
    native: Any = nibabel.load(NIFTI / name)
    expected = np.asanyarray(native.dataobj).T
    np.testing.assert_array_equal(source.read(), expected)
    assert source.facts.axes == ("TZYX" if expected.ndim == 4 else "ZYX")
    assert source.facts.metadata["affine"] == native.affine.tolist()
    zooms = native.header.get_zooms()
    assert [source.facts.pixel_size[axis] for axis in "XYZ"] == [float(each) for each in zooms[:3]]
    part = source.read({"z": 1, "x": [0, 3]})
    np.testing.assert_array_equal(part, expected[..., 1, :, 0:3])


def test_mrc_is_read_as_mrcfile_does(tmp_path: Path, opened: Any) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(good_files(tmp_path)["volume.mrc"])
    source = opened(path)
    with mrcfile.open(path) as native:
        np.testing.assert_array_equal(source.read(), native.data)
    assert (source.facts.axes, source.facts.unit) == ("ZYX", "nm")
    assert source.facts.pixel_size == pytest.approx({"X": 0.5, "Y": 0.5, "Z": 0.5})
    np.testing.assert_array_equal(source.read({"z": 1, "y": [5, 9], "x": 7}), VOLUME[0, 1, 5:9, 7])


def test_numpy_files_are_read_by_rows_and_archives_name_their_arrays(tmp_path: Path, opened: Any) -> None:
    for name in ("array.npy", "arrays.npz"):
        (tmp_path / name).write_bytes(good_files(tmp_path)[name])
    source = opened(tmp_path / "array.npy")
    np.testing.assert_array_equal(source.read({"c": 1, "y": [3, 5]}), VOLUME[1, :, 3:5])
    assert opened(tmp_path / "arrays.npz").facts.scenes == ["raw", "mask"]
    np.testing.assert_array_equal(opened(tmp_path / "arrays.npz", scene=1).read(), VOLUME[0, 0] > 9)


def test_a_czi_that_was_not_copied_to_its_end_is_said_to_be_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.czi"
    with czi.create_czi(str(path)) as made:
        made.write(VOLUME[0, 0][..., None], plane={"C": 0})
        made.write_metadata("made")
    check_end(path, "a.czi")
    data = path.read_bytes()
    for kept in (len(data) - 1, len(data) // 2, 600, 50):
        path.write_bytes(data[:kept])
        with pytest.raises(FileFormatError, match=r"^a\.czi is cut off: "):
            check_end(path, "a.czi")


def test_objects_of_python_are_not_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([[{}]], object), allow_pickle=True)
    with pytest.raises(FileFormatError, match=r"a\.npy holds objects of Python, which are not read"):
        open_image([tmp_path / "a.npy"], "a.npy")


@pytest.mark.parametrize("name", ["plain.tif", "ct.dcm", "4d.nii.gz", "volume.mrc", "array.npy", "colours.webp"])
def test_the_content_decides_whatever_a_file_is_called(tmp_path: Path, opened: Any, name: str) -> None:
    data = good_files(tmp_path)[name]
    (tmp_path / "wrong.jpg").write_bytes(data)
    (tmp_path / name).write_bytes(data)
    np.testing.assert_array_equal(opened(tmp_path / "wrong.jpg").read(), opened(tmp_path / name).read())


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ({"t": 0}, "has no axis 'T'; there are C, Z, Y, X"),
        ({"z": 3}, "has 3 steps along Z, so 3 is not in it"),
        ({"y": [5, 5]}, "has 40 steps along Y"),
        ({"x": 1.5}, "X: a position is a whole number, not 1.5"),
        ({"level": 1}, "there is no level 1"),
    ],
)
def test_a_part_beyond_the_image_is_refused(tmp_path: Path, opened: Any, region: Any, message: str) -> None:
    (tmp_path / "a.npy").write_bytes(good_files(tmp_path)["array.npy"])
    with pytest.raises((IndexError, ValueError), match=message):
        opened(tmp_path / "a.npy").read(region)


def test_an_image_too_large_to_be_read_whole_is_read_by_parts(
    tmp_path: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.npy").write_bytes(good_files(tmp_path)["array.npy"])
    source = opened(tmp_path / "a.npy")
    monkeypatch.setattr(limits, "LARGEST", 5000)
    with pytest.raises(FileFormatError, match="too large to be opened here"):
        source.read()
    assert source.read({"c": 0, "z": 0}).shape == (40, 50)


def test_a_gzip_bomb_is_noticed_before_memory_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.nii.gz").write_bytes((NIFTI / "example4d.nii.gz").read_bytes())
    monkeypatch.setattr(limits, "LARGEST", 100_000)
    with pytest.raises(FileFormatError, match=r"a\.nii\.gz is too large to be opened here: unpacked"):
        open_image([tmp_path / "a.nii.gz"], "a.nii.gz")


def test_a_hundred_malformed_files_each_give_a_sentence_or_an_image_and_nothing_else(tmp_path: Path) -> None:
    files = malformed_files(tmp_path)
    assert len(files) >= 100
    refused = 0
    for name, data in files.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                read_image(data, name)
        except FileFormatError as error:
            refused += 1
            said = str(error)
            # Some changes hurt nothing, so that not all of them are errors.
            assert (said.startswith(name), said.endswith(".")) == (True, True), said
    # Of changed bytes many hit what is only told, such as a date.
    assert refused >= 65


def test_whatever_is_written_is_read_again(tmp_path: Path) -> None:
    image = Image(VOLUME, axes="CZYX", scale=(1, 2.0, 0.5, 0.25), unit="µm", name="cells")
    facts = {
        "channels": [
            {"name": "DAPI", "color": "#0000ff", "window": [0, 9]},
            {"name": "GFP", "color": "#00ff00", "window": None},
        ],
        "metadata": {"microscope": "LSM 980"},
    }
    file = write_image(image, "cells", "tiff", facts)
    assert (file.name, file.mime) == ("cells.ome.tif", "image/tiff")
    (tmp_path / file.name).write_bytes(file.data)
    source = open_image([tmp_path / file.name], file.name)
    np.testing.assert_array_equal(source.read(), VOLUME)
    assert [(each["name"], each["color"]) for each in source.facts.channels] == [
        ("DAPI", "#0000ff"),
        ("GFP", "#00ff00"),
    ]
    assert "LSM 980" in str(source.facts.metadata)
    source.close()


def test_ome_zarr_that_is_written_is_read_by_zarr_itself(tmp_path: Path) -> None:
    pixels = (np.arange(2 * 700 * 1100, dtype="u4") % 65_521).astype("u2").reshape(2, 700, 1100)
    image = Image(pixels, axes="CYX", scale=(1, 0.5, 0.25), unit="µm", name="cells")
    file = write_image(image, "cells", "zarr", {"channels": [{"name": "DAPI", "color": "#0000ff", "window": [0, 9]}]})
    assert file.name == "cells.ome.zarr.zip"
    (tmp_path / file.name).write_bytes(file.data)
    with zarr.storage.ZipStore(tmp_path / file.name, mode="r") as store:
        group: Any = zarr.open_group(store, mode="r")
        ome = group.attrs["ome"]
        np.testing.assert_array_equal(group["0"][:], pixels)
        assert group["1"].shape == (2, 350, 550)
        mean = pixels[:, :2, :2].astype("f8").mean((1, 2))
        np.testing.assert_array_equal(group["1"][:, 0, 0], np.rint(mean))
    assert [axis["name"] for axis in ome["multiscales"][0]["axes"]] == ["c", "y", "x"]
    assert ome["multiscales"][0]["datasets"][0]["coordinateTransformations"][0]["scale"] == [1.0, 0.5, 0.25]
    assert ome["omero"]["channels"][0] == {
        "label": "DAPI",
        "color": "0000FF",
        "window": {"start": 0, "end": 9, "min": 0, "max": 9},
    }


def test_labels_keep_their_numbers_at_smaller_levels(tmp_path: Path) -> None:
    labels = Labels(np.kron(np.arange(4, dtype="u2").reshape(2, 2), np.ones((300, 300), "u2")) * 1000)
    file = write_image(labels, "labels", "zarr")
    (tmp_path / "a.zip").write_bytes(file.data)
    with zarr.storage.ZipStore(tmp_path / "a.zip", mode="r") as store:
        group: Any = zarr.open_group(store, mode="r")
        assert set(np.unique(group["1"][:])) == {0, 1000, 2000, 3000}
