"""Image files are given to plugins, opened in the ways of the system, opened again, and saved in other formats."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
import zarr

from tests.unit.python.image_files import VOLUME, good_files

from .harness.opened_images import FILE, give
from .harness.pictures import tiff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .harness.app import App

LAUNCHED = """
Object.defineProperty(window, 'launchQueue', {value: {setConsumer: async (consume) => {
  if (sessionStorage.getItem('launched') === null)
    consume({files: [await (await navigator.storage.getDirectory()).getFileHandle('with.png')]});
}}});
"""


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
    app.drop("front.tif", tiff(pixels))
    app.until("state.windows.some(({title}) => title === 'front.tif')")
    app.drop("front_labels.tif", tiff(mask))
    app.question("front_labels.tif holds whole numbers for the pixels of front.tif")
    app.button("As labels over front.tif").click()
    layer = "state.windows.find(({title}) => title === 'front.tif').layers[1]"
    app.until(f"{layer}?.kind === 'labels'")
    assert app.state(f"[{layer}.name, {layer}.data.data[4 * 44 + 5]]") == ["front_labels", 1]
    app.drop("front_labels.tif", tiff(mask))
    app.question("front_labels.tif holds whole numbers for the pixels of front.tif")
    app.page.keyboard.press("Escape")
    app.until("state.windows.some(({title}) => title === 'front_labels.tif')")
    assert app.state("state.windows.find(({title}) => title === 'front.tif').layers.length") == 2


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
