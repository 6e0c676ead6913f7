"""Image windows as people use them: channels, stacks, labels, layers, linked views, volumes, and plugins that draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .harness.app import App
from .harness.pixels import Shot, shot_when
from .harness.process import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator

    from .harness.static_site import StaticSite

ACTIVE = "state.windows.find((window) => window.id === state.activeWindow)"
STACK = """
const {NDArray, api} = coverslip;
const [channels, depth, height, width] = [2, 5, 40, 60];
const data = new Uint16Array(channels * depth * height * width);
for (let z = 0; z < depth; z++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
  const at = (z * height + y) * width + x;
  // The first channel is bright at the left in the planes above the middle, the second at the right in all of them.
  data[at] = x < 30 && z > 2 ? 60000 : 0;
  data[depth * height * width + at] = x >= 30 ? 60000 : 0;
}
const meta = {axes: 'CZYX', scale: [1, 2, 0.5, 0.5], unit: 'µm', name: 'stack'};
const image = new NDArray(data, [channels, depth, height, width], 'uint16', meta);
globalThis.viewer = await api.createWindow({type: 'image', data: image, name: args[0]});
return viewer.id;
"""
MAGENTA, GREEN, BLACK, WHITE = (255, 0, 255), (0, 255, 0), (0, 0, 0), (255, 255, 255)


class Picture:
    """The image window in front, looked at by positions on its picture."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window: Locator = app.page.locator("cs-image-window").last
        self.canvas = self.window.locator(".canvas").first
        self.canvas.wait_for()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a position on the picture is in the window, in CSS pixels."""
        self.window.evaluate("(window) => window.viewer.drawn()")
        left, top = self.window.evaluate("(window, at) => window.viewer.pixelOf(at)", [x, y])
        return float(left), float(top)

    def until_colour(self, x: float, y: float, colour: tuple[int, int, int], what: str) -> None:
        """Wait until a position on the picture has about this colour."""

        def is_there(seen: Shot) -> bool:
            # A window that has just come is still given its size.
            left, top = self.place(x, y)
            if not (0 <= top < seen.shape[0] and 0 <= left < seen.shape[1]):
                return False
            pixel = seen[int(top), int(left)].astype(int)
            return bool(np.abs(pixel - np.asarray(colour)).max() < 60)

        shot_when(self.canvas, is_there, what)

    def click(self, x: float, y: float) -> None:
        """Click on a position of the picture."""
        left, top = self.place(x, y)
        self.canvas.click(position={"x": left, "y": top})


@pytest.fixture
def shown(shared_app: App) -> Iterator[App]:
    """The app without windows of the test before."""
    yield shared_app
    shared_app.call(
        "for (const {id} of coverslip.workspace.state.windows) (await coverslip.api.getWindow(id))?.close();"
    )
    shared_app.until("state.windows.length === 0")
    shared_app.page.locator("cs-image-window").wait_for(state="detached")


def test_channels_are_added_up_in_their_colours_and_stacks_are_stepped_through(shown: App) -> None:
    shown.call(STACK, "channels.tif")
    picture = Picture(shown)
    picture.until_colour(45, 20, GREEN, "the second channel in green at the right")
    picture.until_colour(15, 20, BLACK, "the first channel dark in the middle plane")

    picture.canvas.press("PageUp")
    picture.until_colour(15, 20, MAGENTA, "the first channel in magenta one plane higher")
    picture.canvas.press("PageDown")
    picture.until_colour(15, 20, BLACK, "the middle plane again")
    picture.canvas.press("m")
    picture.until_colour(15, 20, MAGENTA, "the greatest values along the depth")
    picture.canvas.press("m")

    shown.page.get_by_role("switch", name="Show Channel 2").click()
    picture.until_colour(45, 20, BLACK, "the second channel hidden")
    shown.page.get_by_role("switch", name="Show Channel 2").click()

    depth = shown.page.get_by_role("slider", name="Depth")
    assert depth.get_attribute("aria-valuetext") == "3 of 5 (4 µm)"
    shown.button("Play: Depth").click()
    picture.until_colour(15, 20, MAGENTA, "the film going through the depth")
    shown.button("Stop: Depth").click()
    assert "channels 1, 2" in (picture.canvas.get_attribute("aria-label") or "")


ADDITIVE = """
const {NDArray, api} = coverslip;
const filled = (from, to) => new NDArray(
  Uint8Array.from({length: 40 * 60}, (_, at) => (at % 60 >= from && at % 60 < to ? 255 : 0)),
  [40, 60], 'uint8', {axes: 'YX'});
const viewer = await api.createWindow({type: 'image', data: filled(0, 40), name: 'below.tif'});
await viewer.addImage(filled(20, 60),
  {name: 'above', colormap: 'magenta', contrast_limits: [0, 255], blending: 'additive'});
"""


def test_an_additive_layer_covers_nothing_of_what_is_below(shown: App) -> None:
    shown.call(ADDITIVE)
    picture = Picture(shown)
    picture.until_colour(50, 20, MAGENTA, "the upper layer alone")
    picture.until_colour(10, 20, WHITE, "the lower layer where the upper one is dark")
    picture.until_colour(30, 20, WHITE, "both together")


def test_gamma_and_limits_change_what_is_seen_and_the_palette_knows_the_view(shown: App) -> None:
    shown.call(STACK, "limits.tif")
    picture = Picture(shown)
    picture.until_colour(45, 20, GREEN, "the second channel")
    shown.button("Limits of Channel 2").click()
    shown.page.get_by_role("spinbutton", name="White at").fill("120000")
    shown.page.get_by_role("spinbutton", name="White at").press("Enter")
    picture.until_colour(45, 20, (0, 128, 0), "half the brightness")
    shown.page.get_by_role("slider", name="Gamma").press("End")
    picture.until_colour(45, 20, (0, 8, 0), "a gamma of five")
    shown.page.keyboard.press("Control+k")
    shown.page.get_by_role("combobox", name="Find an action").fill("slices")
    shown.page.get_by_role("option", name="Show slices from three sides").click()
    shown.page.locator("cs-slice").nth(1).wait_for()


def test_a_label_is_picked_by_a_click_and_told_to_whoever_listens(shown: App) -> None:
    shown.call(STACK, "labels.tif")
    shown.call(
        """
        const labels = new Int32Array(40 * 60);
        for (let y = 10; y < 30; y++) labels.fill(12, y * 60 + 10, y * 60 + 28);
        const array = new coverslip.NDArray(labels, [40, 60], 'int32', {axes: 'YX'});
        globalThis.layer = await viewer.addLabels(array, {name: 'nuclei', opacity: 1, colors: {12: '#ff8000'}});
        globalThis.picked = new Promise((tell) => viewer.on('picked', tell));
        """
    )
    picture = Picture(shown)
    picture.until_colour(19, 20, (255, 128, 0), "the label in its own colour")
    picture.click(19, 20)
    told = shown.call("return picked")
    assert (told["layer"], told["label"]) == ("nuclei", 12)
    selection = shown.until("state.selection && JSON.parse(JSON.stringify(state.selection))")
    assert selection["labels"] == [12]
    picture.until_colour(10.2, 20, WHITE, "a white outline around what is selected")
    assert "label 12" in shown.page.locator("cs-image-window .readout").inner_text()

    shown.call("await layer.set({contour: 1})")
    picture.click(50, 5)
    shown.until("state.selection === null")
    picture.until_colour(19, 20, BLACK, "the inside of an outlined label showing the image")
    shown.call("await layer.remove()")
    shown.until(f"{ACTIVE}.layers.length === 1")


def test_layers_are_ordered_by_mouse_and_keyboard_and_what_was_removed_comes_back(shown: App) -> None:
    shown.call(STACK, "layers.tif")
    shown.call("await viewer.addPoints([[10, 10]], {name: 'seeds'}); await viewer.add_shapes([[[1, 1], [9, 9]]]);")
    order = f"{ACTIVE}.layers.map((layer) => layer.name).join()"
    shown.until(f"{order} === 'stack,seeds,Shapes'")
    grip = shown.page.locator("cs-layer .grip")
    grip.nth(0).focus()
    grip.nth(0).press("ArrowDown")
    shown.until(f"{order} === 'stack,Shapes,seeds'")

    rows = shown.page.locator("cs-layers li")
    rows.nth(0).get_by_role("button", name="Move seeds").hover()
    shown.page.mouse.down()
    below = rows.nth(1).bounding_box()
    assert below is not None
    shown.page.mouse.move(below["x"] + 10, below["y"] + below["height"] - 2, steps=6)
    shown.page.mouse.up()
    shown.until(f"{order} === 'stack,seeds,Shapes'")

    shown.button("Settings of Shapes").click()
    shown.button("Remove Shapes").click()
    shown.until(f"{order} === 'stack,seeds'")
    Picture(shown).canvas.press("Control+z")
    shown.until(f"{order} === 'stack,seeds,Shapes'")


def test_linked_views_move_together(shown: App) -> None:
    first = shown.call(STACK, "left.tif")
    second = shown.call(STACK, "right.tif")
    # Side by side: a tab that is not in front has no view.
    pane = shown.page.locator("cs-image-window").last
    pane.wait_for()
    box = pane.bounding_box()
    assert box is not None
    tab = shown.page.locator(".cs-tab", has_text="right.tif")
    tab.drag_to(pane, target_position={"x": box["width"] - 20, "y": box["height"] / 2})
    windows = shown.page.locator("cs-image-window")
    windows.nth(1).wait_for()
    for at in (0, 1):
        windows.nth(at).get_by_role("button", name="Move together").click()
    windows.nth(0).locator(".canvas").press("PageUp")
    windows.nth(0).locator(".canvas").press("1")
    resolution = "(window) => window.viewer.state().resolution"
    wait_until(lambda: all(windows.nth(at).evaluate(resolution) == 1 for at in (0, 1)), "both views at 1:1")
    depths = [windows.nth(at).get_by_role("slider", name="Depth") for at in (0, 1)]
    told = ["4 of 5 (6 µm)"] * 2
    wait_until(lambda: [each.get_attribute("aria-valuetext") for each in depths] == told, "both views one plane higher")
    assert first != second


def test_a_volume_is_seen_from_three_sides_and_in_3_d(shown: App) -> None:
    shown.call(STACK, "volume.tif")
    picture = Picture(shown)
    picture.until_colour(45, 20, GREEN, "the stack")
    picture.canvas.press("s")
    side = shown.page.locator("cs-slice").nth(1).locator(".canvas")
    side.wait_for()
    picture.click(45, 20)
    shot_when(side, lambda seen: bool((seen[..., 1] > 200).mean() > 0.02), "the volume in green from the side")
    picture.canvas.press("s")
    picture.canvas.press("d")
    volume = shown.page.locator("cs-volume canvas")
    volume.wait_for()
    shot_when(volume, lambda seen: bool((seen.max(-1) > 90).mean() > 0.01), "the volume being drawn")
    before = volume.screenshot()
    volume.press("ArrowLeft")
    shot_when(volume, lambda _: volume.screenshot() != before, "the volume turning")


def test_numbers_beyond_float32_are_told_apart(shown: App) -> None:
    shown.call(
        """
        const {NDArray, api} = coverslip;
        const data = Uint32Array.from({length: 40 * 60}, (_, at) => 4294967000 + (at % 60 < 30 ? 0 : 3));
        const deep = new NDArray(data, [40, 60], 'uint32', {axes: 'YX'});
        await api.createWindow({type: 'image', data: deep, name: 'deep'});
        """
    )
    picture = Picture(shown)
    picture.until_colour(15, 20, BLACK, "the lower value black")
    picture.until_colour(45, 20, WHITE, "the upper value white")


def test_what_is_seen_is_saved_with_the_scale_bar(shown: App, tmp_path: Any) -> None:
    from PIL import Image

    shown.call(STACK, "saved.tif")
    picture = Picture(shown)
    picture.until_colour(45, 20, GREEN, "the stack")
    left, top = picture.place(45, 20)
    file = shown.saved(picture.window.get_by_role("button", name="Save this view as PNG"))
    assert file.suggested_filename == "saved.tif.png"
    file.save_as(tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as view:
        seen = np.asarray(view.convert("RGB")).astype(int)
    assert np.abs(seen[round(top), round(left)] - GREEN).max() < 30
    corner = seen[-34:, -200:]
    assert (corner.min(-1) > 240).sum() > 100, "the bar and its length are white"


def test_python_adds_layers_changes_them_and_hears_of_clicks(shown: App) -> None:
    plugin = shown.plugin("shows_viewer.py")
    run = "const p = await coverslip.api.getPlugin({src: args[0]}); return p[args[1]](...args.slice(2));"
    assert shown.call(run, plugin, "layers") == ["labels", "points", "shapes", "Image"]
    layers = shown.state(f"JSON.parse(JSON.stringify({ACTIVE}.layers.map(({{source, data, ...layer}}) => layer)))")
    assert [layer["name"] for layer in layers] == ["From Python", "nuclei", "Points", "Image"]
    assert layers[1]["outline"] == 1
    assert layers[2]["features"][0]["geometry"]["coordinates"] == [2.5, 1.5]
    assert layers[3]["channels"] == [
        {"name": "", "visible": True, "color": "#00ff00", "contrast": [0, 500], "gamma": 0.5}
    ]
    picture = Picture(shown)
    picture.click(15, 15)
    shown.until("state.selection?.labels.join() === '7'")
    heard = wait_until(lambda: shown.call(run, plugin, "picked") or None, "the plugin hearing of the click")
    assert heard[-1]["label"] == 7

    assert shown.call(run, plugin, "film", 24, 512) > 0
    # The last picture, whose brightness at (0, 0) is 8 × 7.
    film = Picture(shown)
    film.until_colour(0.5, 0.5, (56, 56, 56), "the last picture of the film")


def test_fingers_move_and_read_on_a_phone(chromium: Browser, shared_site: StaticSite) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = App.visit(context.new_page(), shared_site)
    phone.call(STACK, "touched.tif")
    phone.page.get_by_role("tab", name="Image").tap()
    picture = Picture(phone)
    picture.until_colour(45, 20, GREEN, "the stack")
    left, top = picture.place(30, 20)
    box = picture.canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + left, box["y"] + top
    touch = context.new_cdp_session(phone.page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = picture.window.evaluate("(window) => window.viewer.state().resolution")
    fingers("touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 9):
        fingers("touchMove", (x - 20 - 8 * step, y), (x + 20 + 8 * step, y))
    fingers("touchEnd")
    resolution = "(window) => window.viewer.state().resolution"
    wait_until(lambda: picture.window.evaluate(resolution) < before * 0.6, "pinching coming nearer")

    fingers("touchStart", (x, y))
    phone.page.locator("cs-image-window .readout").get_by_text("x ").wait_for()
    fingers("touchEnd")
    sizes = phone.page.locator("cs-image-window .tools button").evaluate_all(
        "(buttons) => buttons.map((button) => Math.min(button.offsetWidth, button.offsetHeight))"
    )
    assert min(sizes) >= 44
    context.close()
