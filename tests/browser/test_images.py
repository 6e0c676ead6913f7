"""Images come in by the file dialog and by dropping, and are seen as they are."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest
import tifffile

from .harness.pictures import broken, pictures
from .harness.pixels import grey, shot_when

if TYPE_CHECKING:
    from pathlib import Path

    from .harness.app import App
    from .harness.pictures import Pixels

ACTIVE = "state.windows.find((window) => window.id === state.activeWindow)"
READ = """
const {state} = coverslip.workspace;
const layer = state.windows.find((window) => window.id === state.activeWindow).layers.at(-1);
const data = layer.kind === 'image' ? layer.source.array : layer.data;
const bytes = new Uint8Array(data.data.buffer, data.data.byteOffset, data.data.byteLength);
let text = '';
for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
return {shape: [...data.shape], dtype: data.dtype, bytes: btoa(text)};
"""


def shown_pixels(app: App) -> Pixels:
    """The array of the newest layer of the window in front."""
    told = app.call(READ)
    return np.frombuffer(base64.b64decode(told["bytes"]), told["dtype"]).reshape(told["shape"])


@pytest.mark.parametrize("format_name", list(pictures()))
def test_an_image_can_be_picked(shared_app: App, tmp_path: Path, format_name: str) -> None:
    picture = pictures()[format_name]
    shared_app.pick(picture.write(tmp_path))
    shared_app.until(f"{ACTIVE}?.title === '{picture.name}'")
    pixels = shown_pixels(shared_app)
    assert (pixels.shape, pixels.dtype) == (picture.pixels.shape, picture.pixels.dtype)
    difference = np.abs(pixels.astype(np.float64) - picture.pixels.astype(np.float64))
    assert difference.max() <= picture.tolerance


def test_several_images_are_ticked_for_an_op_that_takes_a_list(shared_app: App, tmp_path: Path) -> None:
    for number, name in enumerate(("one.tif", "two.tif", "three.tif"), 1):
        tifffile.imwrite(tmp_path / name, np.full((4, 5), number, "uint8"))
        shared_app.pick(tmp_path / name)
        shared_app.until(f"{ACTIVE}?.title === '{name}'")
    plugin = shared_app.plugin("several.py")
    shared_app.call("document.querySelector('cs-app').actions.select(args[0], 'add')", plugin)
    images = shared_app.page.get_by_role("group", name="Images")
    images.get_by_label("one.tif").check()
    images.get_by_label("three.tif").check()
    shared_app.run()
    run = shared_app.last_run("done", "failed")
    assert [each["name"] for each in run["inputs"]] == ["three.tif", "one.tif"]
    rows = shared_app.until("state.windows.findLast((window) => window.table)?.table.rows")
    assert rows == [["three.tif", 60], ["one.tif", 20]]


def test_an_image_can_be_dropped(shared_app: App) -> None:
    picture = pictures()["PNG of 16 bits"]
    faults: list[str] = []
    shared_app.page.on("pageerror", lambda error: faults.append(str(error)))
    shared_app.drop("dropped.png", picture.content, "image/png")
    shared_app.until(f"{ACTIVE}?.title === 'dropped.png'")
    assert np.array_equal(shown_pixels(shared_app), picture.pixels)
    assert faults == [], "a file that a page made has no handle to remember"


@pytest.mark.parametrize("fault", list(broken()))
def test_a_broken_file_gives_an_error_that_names_it(shared_app: App, fault: str) -> None:
    name, content = broken()[fault]
    windows = shared_app.state("state.windows.length")
    shared_app.drop(name, content)
    alert = shared_app.page.get_by_role("alert").filter(has_text=name)
    alert.wait_for()
    assert "Traceback" not in alert.locator(".message").inner_text()
    assert shared_app.state("state.windows.length") == windows
    alert.get_by_role("button", name="Dismiss").click()
    alert.wait_for(state="detached")


def test_the_ramp_is_drawn_dark_to_bright_and_contrast_changes_it(app: App, tmp_path: Path) -> None:
    app.pick(pictures()["TIFF of 16 bits"].write(tmp_path))
    canvas = app.page.locator("cs-image-window .canvas").first
    canvas.wait_for()
    app.button("Fit the image").click()
    seen = shot_when(canvas, lambda shot: float(grey(shot).std()) > 40, "the ramp being drawn")
    row = grey(seen)[seen.shape[0] // 2]
    bright = np.flatnonzero(row > row.max() - 5)
    dark = np.flatnonzero((row > 25) & (row < 60))
    assert dark.mean() < bright.mean(), "bright is at the right"

    # Black at the top of the range: nearly all of the ramp turns black.
    app.page.get_by_role("spinbutton", name="Black at").fill("60000")
    app.page.get_by_role("spinbutton", name="Black at").press("Enter")
    shot_when(canvas, lambda shot: float(grey(shot).mean()) < float(grey(seen).mean()) / 2, "the image turning darker")


def test_wheel_drag_and_keys_move_what_is_seen(app: App, tmp_path: Path) -> None:
    app.pick(pictures()["TIFF of 16 bits"].write(tmp_path))
    canvas = app.page.locator("cs-image-window .canvas").first
    canvas.wait_for()
    app.button("Fit the image").click()
    fitted = shot_when(canvas, lambda shot: float(grey(shot).std()) > 40, "the ramp being drawn")
    box = canvas.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    app.page.mouse.move(*middle)
    app.page.mouse.wheel(0, -400)
    zoomed = shot_when(canvas, lambda shot: slope(shot) < 0.8 * slope(fitted), "zooming in by the wheel")
    app.page.mouse.down()
    app.page.mouse.move(middle[0] + 120, middle[1], steps=5)
    app.page.mouse.up()
    shot_when(canvas, lambda shot: centre(shot) < centre(zoomed) - 5, "panning by dragging to the right")
    app.button("Fit the image").click()
    shot_when(canvas, lambda shot: abs(slope(shot) - slope(fitted)) < 0.1 * slope(fitted), "fitting again")


def slope(seen: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """Mean change of brightness from pixel to pixel in the middle: it falls when zooming in."""
    row = grey(seen)[seen.shape[0] // 2]
    quarter = len(row) // 4
    return float(np.diff(row[quarter:-quarter]).mean())


def centre(seen: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """Brightness in the middle."""
    height, width = seen.shape[:2]
    return float(grey(seen)[height // 2 - 3 : height // 2 + 3, width // 2 - 3 : width // 2 + 3].mean())
