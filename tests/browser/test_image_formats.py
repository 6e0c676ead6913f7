"""Files as scientists have them are opened in the browser as the libraries of their fields read them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import warnings
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import ome_zarr.format
import ome_zarr.writer
import pydicom
import pytest
import tifffile
import zarr
from pydicom.pixels.processing import apply_modality_lut
from pylibCZIrw import czi

from tests.unit.python.image_files import DICOM, NIFTI, VOLUME, good_files, malformed_files, ome_pyramid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .harness.app import App

BYTES = """
const bytesOf = (array) => new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength);
const hash = async (array) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(array)))]
  .map((byte) => byte.toString(16).padStart(2, '0')).join('');
const told = async (image, region) => {
  const {name, format, axes, shape, dtype, pixelSize, unit, channels, sha256, levels} = image;
  const array = await image.read(region);
  const facts = {name, format, axes, shape, dtype, pixelSize, unit, channels, sha256, levels};
  return {...facts, read: {shape: array.shape, axes: array.axes, dtype: array.dtype, hash: await hash(array)}};
};
"""
LAUNCHED = """
Object.defineProperty(window, 'launchQueue', {value: {setConsumer: async (consume) => {
  if (sessionStorage.getItem('launched') === null)
    consume({files: [await (await navigator.storage.getDirectory()).getFileHandle('with.png')]});
}}});
"""
FILE = "document.getElementById('given').files"


@pytest.fixture(scope="module")
def samples(dist: Path) -> Path:
    """The folder of the site's samples."""
    return dist / "samples"


def give(app: App, *files: Path) -> None:
    """Put files into the page, as handles whose bytes nobody has read."""
    app.call(
        "document.getElementById('given')?.remove(); const input = document.createElement('input');"
        "Object.assign(input, {type: 'file', id: 'given', multiple: true, hidden: true}); document.body.append(input);"
    )
    app.page.locator("#given").set_input_files([str(file) for file in files])


def opened(app: App, file: Path, region: dict[str, Any] | None = None) -> dict[str, Any]:
    """Open a file by the page's api; gives its facts and those of a part."""
    give(app, file)
    body = f"{BYTES} const image = await coverslip.api.openImage({FILE}[0]);"
    told: dict[str, Any] = app.call(
        f"{body} try {{ return await told(image, args[0]); }} finally {{ image.close(); }}", region
    )
    return told


def same(read: dict[str, Any], expected: np.ndarray[Any, Any]) -> None:
    """Compare what was read in the page with an array, byte by byte."""
    assert (read["shape"], read["dtype"]) == (list(expected.shape), expected.dtype.name)
    assert read["hash"] == hashlib.sha256(np.ascontiguousarray(expected).tobytes()).hexdigest()


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


def write_ome_zarr(folder: Path, version: str) -> np.ndarray[Any, Any]:
    """Write an image of 16 bit and five axes with units, and a smaller level, by ome-zarr itself."""
    full = (np.arange(2 * 2 * 3 * 128 * 160, dtype="u4") % 60_000).astype("u2").reshape(2, 2, 3, 128, 160)
    names = [("t", "time", "millisecond"), ("c", "channel", None)]
    names += [(axis, "space", "micrometer") for axis in "zyx"]
    axes = [{"name": name, "type": kind, **({"unit": unit} if unit else {})} for name, kind, unit in names]
    layout = {"0.4": ome_zarr.format.FormatV04, "0.5": ome_zarr.format.FormatV05}[version]()
    group = zarr.open_group(folder, mode="w", zarr_format=2 if version == "0.4" else 3)
    with warnings.catch_warnings():
        # It would rather be told the size of a pixel, which has no place for another scale of each level.
        warnings.simplefilter("ignore", DeprecationWarning)
        ome_zarr.writer.write_multiscale(
            [full, np.ascontiguousarray(full[..., ::2, ::2])],
            group,
            axes=axes,
            fmt=layout,
            coordinate_transformations=[
                [{"type": "scale", "scale": [500.0, 1.0, 2.0, 0.5 * step, 0.25 * step]}] for step in (1, 2)
            ],
            storage_options={"chunks": (1, 1, 1, 64, 64)},
        )
    return full


def test_plugins_open_images_and_images_are_given_to_ops(shared_app: App, tmp_path: Path) -> None:
    source = shared_app.plugin("planes.py")
    path = tmp_path / "stack.ome.tif"
    path.write_bytes(good_files(tmp_path)["ome.tif"])
    give(shared_app, path)
    body = f"const file = {FILE}[0]; const plugin = await coverslip.api.getPlugin(args[0]);"
    told = shared_app.call(f"{body} return plugin.opened({{file}});", source)
    assert told == {
        "axes": "CZYX",
        "shape": [2, 3, 40, 50],
        "unit": "µm",
        "part": [2, 40, 3],
        "total": int(VOLUME.sum()),
    }
    total = shared_app.call(f"{body} return plugin.total({{image: await coverslip.api.openImage(file)}});", source)
    assert total == int(VOLUME.sum())
    with pytest.raises(Exception, match=r"bright\(\) takes an image of the axes YX for 'image', but got CZYX"):
        shared_app.call(f"{body} return plugin.bright({{image: await coverslip.api.openImage(file)}});", source)


def test_an_op_on_planes_is_run_for_each_plane_of_a_stack(shared_app: App, tmp_path: Path) -> None:
    shared_app.plugin("planes.py")
    path = tmp_path / "planes.tif"
    tifffile.imwrite(path, VOLUME[0], photometric="minisblack", metadata={"axes": "ZYX"})
    shared_app.pick(path)
    shared_app.until("state.windows.find((window) => window.id === state.activeWindow)?.title === 'planes.tif'")
    shared_app.call(
        "const plugin = coverslip.workspace.plugins.find(({header}) => header.name === 'Planes');"
        "document.querySelector('cs-app').actions.select(plugin.id, 'bright');"
    )
    form = shared_app.page.get_by_role("form", name="Settings of Bright")
    choice = form.get_by_label("Image has more axes than this takes (Z 3)")
    choice.wait_for()
    assert choice.locator("option").all_text_contents() == [
        "The plane that is shown",
        "All 3 planes, one after the other",
    ]
    choice.select_option(label="All 3 planes, one after the other")
    shared_app.run()
    shared_app.last_run("done", title="Bright")
    layer = "state.windows.findLast((window) => window.title === 'planes.tif').layers.at(-1)"
    assert shared_app.state(f"[{layer}.kind, {layer}.data.axes, {layer}.data.shape.join()]") == [
        "labels",
        "ZYX",
        "3,40,50",
    ]
    table = shared_app.state(
        "JSON.parse(JSON.stringify(state.windows.findLast((window) => window.kind === 'table').table))"
    )
    assert (table["columns"], table["rows"]) == (["Z", "pixels"], [[1, 1000], [2, 1000], [3, 1000]])


def test_a_file_of_several_images_offers_the_others(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "several.npz"
    np.savez(path, raw=VOLUME[0, 0], mask=VOLUME[0, 1])
    shared_app.pick(path)
    shared_app.question("several.npz holds 2 images. raw is shown.")
    shared_app.page.locator("cs-questions").get_by_label("Image", exact=True).select_option(label="mask")
    shared_app.button("OK").click()
    shared_app.until("state.windows.some((window) => window.title === 'several.npz – mask')")


def test_the_metadata_of_an_image_open_as_a_tree(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "known.ome.tif"
    path.write_bytes(good_files(tmp_path)["ome.tif"])
    shared_app.pick(path)
    shared_app.until("state.windows.find((window) => window.id === state.activeWindow)?.title === 'known.ome.tif'")
    window = shared_app.page.locator("cs-image-window").filter(has=shared_app.page.locator(":scope:visible")).last
    window.get_by_role("button", name="Metadata of the image").click()
    tree = shared_app.page.get_by_role("tree", name="Metadata of known.ome.tif")
    tree.get_by_text(hashlib.sha256(path.read_bytes()).hexdigest()).wait_for()
    tree.get_by_text("Pixel size", exact=True).click()
    for fact in ("0.25 µm", "0.5 µm", "2 µm"):
        tree.get_by_text(fact).first.wait_for()


def test_files_are_found_again_and_taken_from_other_programs(shared_app: App, tmp_path: Path) -> None:
    picture = good_files(tmp_path)["colours.png"]
    shared_app.call(
        """const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle('again.png', {create: true});
        const writable = await handle.createWritable();
        await writable.write(Uint8Array.from(atob(args[0]), (char) => char.charCodeAt(0)));
        await writable.close();
        window.showOpenFilePicker = async () => [handle];""",
        base64.b64encode(picture).decode(),
    )
    shared_app.page.get_by_role("button", name="Open an image").first.click()
    shared_app.until("state.windows.some((window) => window.title === 'again.png')")
    assert shared_app.until("state.recents[0]?.name") == "again.png"
    shared_app.call("delete window.showOpenFilePicker")
    # Another program shares a file: the service worker keeps it until the page takes it.
    shared_app.call(
        """const form = new FormData();
        form.append('files', new File([Uint8Array.from(atob(args[0]), (char) => char.charCodeAt(0))], 'shared.png'));
        await fetch(new URL('share', document.baseURI), {method: 'POST', body: form, redirect: 'manual'});""",
        base64.b64encode(picture).decode(),
    )
    # The system starts the app to open a file with it: the browser tells of it as soon as somebody listens.
    shared_app.call(
        """const root = await navigator.storage.getDirectory();
        const writable = await (await root.getFileHandle('with.png', {create: true})).createWritable();
        await writable.write(Uint8Array.from(atob(args[0]), (char) => char.charCodeAt(0)));
        await writable.close();""",
        base64.b64encode(picture).decode(),
    )
    shared_app.page.add_init_script(LAUNCHED)
    shared_app.page.goto(f"{shared_app.site.address}#/shared")
    shared_app.page.reload()
    shared_app.wait_ready()
    shared_app.until("state.windows.some((window) => window.title === 'shared.png')")
    shared_app.until("state.windows.some((window) => window.title === 'with.png')")
    shared_app.until("state.recents.length === 2 && state.recents[0].name === 'with.png'")
    shared_app.call("document.querySelector('cs-app').actions.openRecent(coverslip.workspace.state.recents[1].id)")
    shared_app.until("state.windows.some((window) => window.title.startsWith('again.png'))")
    # What can be had again is opened by one press when the page comes back.
    shared_app.call("sessionStorage.setItem('launched', 'yes')")
    shared_app.page.reload()
    shared_app.wait_ready()
    shared_app.button("Open again what was open: with.png, again.png").click()
    shared_app.until("state.windows.map(({title}) => title).join() === 'with.png,again.png'")
    assert shared_app.notices() == []


def test_a_mask_is_offered_as_labels_over_the_image_in_front(shared_app: App) -> None:
    pixels = (np.arange(33 * 44) * 7919 % 65_521).astype("u2").reshape(33, 44)
    mask = np.zeros((33, 44), "u1")
    mask[4:20, 5:25], mask[25:30, 30:40] = 1, 2
    app = shared_app
    app.drop("front.tif", tiff_of(pixels))
    app.until("state.windows.some(({title}) => title === 'front.tif')")
    app.drop("front_labels.tif", tiff_of(mask))
    app.question("front_labels.tif holds whole numbers for the pixels of front.tif")
    app.button("As labels over front.tif").click()
    layer = "state.windows.find(({title}) => title === 'front.tif').layers[1]"
    app.until(f"{layer}?.kind === 'labels'")
    assert app.state(f"[{layer}.name, {layer}.data.data[4 * 44 + 5]]") == ["front_labels", 1]
    app.drop("front_labels.tif", tiff_of(mask))
    app.question("front_labels.tif holds whole numbers for the pixels of front.tif")
    app.page.keyboard.press("Escape")
    app.until("state.windows.some(({title}) => title === 'front_labels.tif')")
    assert app.state("state.windows.find(({title}) => title === 'front.tif').layers.length") == 2


def tiff_of(pixels: np.ndarray[Any, Any]) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, pixels, photometric="minisblack")
    return out.getvalue()


def test_a_layer_is_saved_in_other_formats_with_its_metadata(shared_app: App, tmp_path: Path) -> None:
    path = tmp_path / "cells.ome.tif"
    path.write_bytes(good_files(tmp_path)["ome.tif"])
    shared_app.pick(path)
    shared_app.until("state.windows.find((window) => window.id === state.activeWindow)?.title === 'cells.ome.tif'")
    read: dict[str, Callable[[Path], Any]] = {
        "OME-TIFF": tifffile.imread,
        "NumPy array": np.load,
        "OME-Zarr, in a zip archive": read_zarr_zip,
    }
    for label, reader in read.items():
        shared_app.button("Save cells.ome.tif as …").first.click()
        item = shared_app.page.get_by_role("menuitem", name=label)
        item.wait_for()
        saved = shared_app.saved(item)
        target = tmp_path / f"saved {saved.suggested_filename}"
        saved.save_as(target)
        np.testing.assert_array_equal(reader(target), VOLUME)
    with tifffile.TiffFile(tmp_path / "saved cells.ome.tif") as file:
        about = file.ome_metadata or ""
    for fact in ('PhysicalSizeX="0.25"', 'PhysicalSizeZ="2.0"', 'Name="DAPI"', 'Color="65535"'):
        assert fact in about


def read_zarr_zip(path: Path) -> np.ndarray[Any, Any]:
    with zarr.storage.ZipStore(path, mode="r") as store:
        group: Any = zarr.open_group(store, mode="r")
        return np.asarray(group["0"][:])


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
