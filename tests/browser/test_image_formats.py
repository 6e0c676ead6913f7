"""Files as scientists have them are opened in the browser as the libraries of their fields read them."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import pydicom
import pytest
import tifffile
import zarr
from pydicom.pixels.processing import apply_modality_lut
from pylibCZIrw import czi

from tests.unit.python.image_files import DICOM, NIFTI, VOLUME, malformed_files, ome_pyramid

from .harness.ome_zarr_files import write_ome_zarr
from .harness.opened_images import BYTES, FILE, give, opened, same

if TYPE_CHECKING:
    from pathlib import Path

    from .harness.app import App


@pytest.fixture(scope="module")
def samples(dist: Path) -> Path:
    """The folder of the site's samples."""
    return dist / "samples"


def test_a_czi_compressed_by_zstd_is_read_as_zeiss_reads_it(shared_app: App, samples: Path) -> None:
    path = samples / "PGC_20X.czi"
    told = opened(shared_app, path)
    with czi.open_czi(str(path)) as document:
        expected = document.read()[..., 0]
        scale = document.metadata["ImageDocument"]["Metadata"]["Scaling"]["Items"]["Distance"]
    assert (told["format"], told["axes"], told["shape"]) == ("CZI", "YX", [2755, 3675])
    same(told["read"], expected)
    assert told["pixelSize"]["X"] == pytest.approx(float(scale[0]["Value"]) * 1e6)
    assert told["unit"] == "µm"
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_scenes_and_mosaics_of_a_czi_are_put_together_as_zeiss_does(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "mosaic.czi"
    random = np.random.default_rng(0)
    with czi.create_czi(str(path)) as made:
        for scene, channel, depth, tile in np.ndindex(2, 2, 3, 2):
            made.write(
                random.integers(0, 60_000, (64, 80, 1)).astype("u2"),
                plane={"C": channel, "Z": depth, "T": 0},
                scene=scene,
                # The tiles overlap by ten columns, and one lies lower than the other.
                location=(1000 * scene + tile * 70, 10 * tile),
                compression_options="zstd1:ExplicitLevel=3;PreProcess=HiLoByteUnpack",
            )
        made.write_metadata("made", channel_names={0: "DAPI", 1: "GFP"}, scale_x=2.5e-7, scale_y=2.5e-7, scale_z=2e-6)
    give(shared_app, path)
    with czi.open_czi(str(path)) as document:
        for scene in range(2):
            told = shared_app.call(
                f"{BYTES} const image = await coverslip.api.openImage({FILE}[0], {{scene: args[0]}});"
                "return {...await told(image, {c: 1, z: 2}), scenes: image.scenes};",
                scene,
            )
            assert (told["scenes"], told["axes"]) == (["Scene 1", "Scene 2"], "CZYX")
            assert told["shape"] == [2, 3, 74, 150]
            assert told["pixelSize"] == pytest.approx({"X": 0.25, "Y": 0.25, "Z": 2.0})
            assert [each["name"] for each in told["channels"]] == ["DAPI", "GFP"]
            same(told["read"], document.read(plane={"C": 1, "Z": 2, "T": 0}, scene=scene)[..., 0])
    cut = tmp_path / "cut.czi"
    cut.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(Exception, match=r"cut\.czi is cut off: "):
        opened(shared_app, cut)


@pytest.mark.parametrize("name", ["CT_small.dcm", "examples_jpeg2k.dcm", "MR_small_RLE.dcm"])
def test_dicom_is_read_as_pydicom_reads_it(shared_app: App, name: str) -> None:
    told = opened(shared_app, DICOM / name)
    data = pydicom.dcmread(DICOM / name)
    stored = data.pixel_array
    expected = stored if stored.ndim == 3 else apply_modality_lut(stored, data)
    same(told["read"], expected.astype(told["dtype"]))
    assert np.array_equal(expected, expected.astype(told["dtype"]))
    if "PixelSpacing" in data:
        assert [told["pixelSize"]["Y"], told["pixelSize"]["X"]] == [float(each) for each in data.PixelSpacing]


def test_nifti_is_read_as_nibabel_reads_it(shared_app: App, samples: Path) -> None:
    for path in (samples / "mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz", NIFTI / "example4d.nii.gz"):
        native: Any = nibabel.load(path)
        expected = np.asanyarray(native.dataobj).T
        told = opened(shared_app, path)
        assert told["axes"] == ("TZYX" if expected.ndim == 4 else "ZYX")
        same(told["read"], expected)
        zooms = [float(each) for each in native.header.get_zooms()[:3]]
        assert [told["pixelSize"][axis] for axis in "XYZ"] == pytest.approx(zooms)


def test_an_ome_pyramid_is_read_tile_by_tile(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "pyramid.ome.tif"
    full = ome_pyramid(path)
    told = opened(shared_app, path, {"c": 1, "Z": 2, "y": [100, 200], "x": [0, 600]})
    assert told["levels"] == [[2, 3, 400, 600], [2, 3, 200, 300], [2, 3, 100, 150]]
    assert (told["pixelSize"], told["unit"]) == ({"X": 0.25, "Y": 0.5, "Z": 2}, "µm")
    assert [(each["name"], each["color"]) for each in told["channels"]] == [("DAPI", "#0000ff"), ("GFP", "#00ff00")]
    same(told["read"], full[1, 2, 100:200])
    same(opened(shared_app, path, {"c": 0, "level": 2})["read"], full[0, :, ::4, ::4])


def test_a_file_far_larger_than_memory_is_opened_by_its_parts(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "large.ome.tif"
    shape = (6, 16384, 16384)
    # Pages of one tile that all of them share: three gigabytes on few bytes of disk.
    tifffile.imwrite(path, shape=shape, dtype="u2", bigtiff=True, photometric="minisblack", metadata={"axes": "ZYX"})
    pixels = tifffile.memmap(path)
    pixels[5, 16000:16010, 9000:9010] = 777
    pixels.flush()
    told = opened(shared_app, path, {"z": 5, "y": [15998, 16012], "x": [8998, 9012]})
    expected = np.zeros((14, 14), "u2")
    expected[2:12, 2:12] = 777
    assert (told["shape"], told["sha256"]) == (list(shape), None)
    same(told["read"], expected)


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_ome_zarr_is_read_by_its_chunks_from_an_address_a_folder_and_an_archive(
    shared_app: App, tmp_path: Path, version: str
) -> None:
    folder = tmp_path / "cells.zarr"
    pixels = write_ome_zarr(folder, version)
    asked: list[str] = []
    base = f"/zarr-{version}"
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    for file in files:
        shared_app.site.put(f"{base}/cells.zarr/{file.relative_to(folder).as_posix()}", file.read_bytes())
    shared_app.page.on("request", lambda request: asked.append(request.url))
    region = {"t": 1, "c": 0, "z": 2, "y": [0, 64], "x": [64, 128]}
    body = f"{BYTES} return told(await coverslip.api.openImage(args[0]), args[1]);"
    told = shared_app.call(body, f"{shared_app.site.origin}{base}/cells.zarr", region)
    assert (told["format"], told["axes"], told["shape"]) == (f"OME-Zarr {version}", "TCZYX", list(pixels.shape))
    assert (told["pixelSize"], told["unit"]) == ({"T": 0.5, "Z": 2, "Y": 0.5, "X": 0.25}, "µm")
    assert told["levels"][1] == [2, 2, 3, 64, 80]
    same(told["read"], pixels[1, 0, 2, :64, 64:128])
    chunks = [url for url in asked if not url.endswith((".zattrs", ".zgroup", ".zarray", "zarr.json"))]
    assert len([url for url in chunks if base in url]) == 1, chunks
    # The same files as a folder of the browser's own, and zipped.
    script = f"""{BYTES}
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('cells-' + args[2] + '.zarr', {{create: true}});
    for (const [path, content] of args[0]) {{
      const parts = path.split('/');
      let place = folder;
      for (const part of parts.slice(0, -1)) place = await place.getDirectoryHandle(part, {{create: true}});
      const writable = await (await place.getFileHandle(parts.at(-1), {{create: true}})).createWritable();
      await writable.write(Uint8Array.from(atob(content), (char) => char.charCodeAt(0)));
      await writable.close();
    }}
    return told(await coverslip.api.openImage(folder), args[1]);"""
    group: Any = zarr.open_group(folder, mode="r")
    about = group.attrs.get("ome", group.attrs)
    large, small = (each["path"] for each in about["multiscales"][0]["datasets"])
    # Of the large level nothing but its description is needed for the small one.
    listing = [
        [file.relative_to(folder).as_posix(), base64.b64encode(file.read_bytes()).decode()]
        for file in files
        if file.relative_to(folder).parts[0] != large or file.name in (".zarray", "zarr.json")
    ]
    smaller = {"level": 1, "t": 0, "c": 1}
    told = shared_app.call(script, listing, smaller, version)
    same(told["read"], group[small][0, 1])


def test_a_hundred_malformed_files_leave_the_app_as_it_was(shared_app: App, tmp_path: Path) -> None:
    files = malformed_files(tmp_path)
    folder = tmp_path / "malformed"
    folder.mkdir()
    paths = []
    for name, data in files.items():
        paths.append(folder / name.replace("%", ""))
        paths[-1].write_bytes(data)
    give(shared_app, *paths)
    outcomes = shared_app.call(
        f"""const out = [];
        for (const file of {FILE}) {{
          try {{
            const image = await coverslip.api.openImage(file);
            await image.read();
            out.push([file.name, null]);
          }} catch (error) {{
            out.push([file.name, error.message]);
          }}
        }}
        return out;"""
    )
    assert len(outcomes) >= 100
    refused = {name: message for name, message in outcomes if message is not None}
    assert len(refused) >= 65
    for name, message in refused.items():
        assert message.startswith(name), message
        assert message.endswith("."), message
    for name in ("bomb.png", "bomb.tif", "bomb.nii", "encrypted.tif", "page.czi", "nothing.dcm"):
        assert name in refused, json.dumps(refused, indent=1)
    path = tmp_path / "after.npy"
    np.save(path, VOLUME)
    same(opened(shared_app, path)["read"], VOLUME)
