"""Drawing on images by mouse and by touch: kept over a reload, measured, exported, and asked for by plugins."""

from __future__ import annotations

import io
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
from coverslip import Shapes

from .harness.app import App

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from .harness.static_site import StaticSite

HEIGHT, WIDTH = 300, 400
#: Micrometres a pixel.
SCALE = 0.5
LAYER = "state.windows.find((window) => window.kind === 'image')?.layers.find((layer) => layer.name === '{name}')"
LABELS = """
const {state} = coverslip.workspace;
const {data} = state.windows.find((window) => window.kind === 'image').layers.find(({kind}) => kind === 'labels').data;
return [...data].map(Number);
"""
SELECT = """
const {id} = coverslip.workspace.state.plugins.find(({header}) => header.name === 'Asks');
document.querySelector('cs-app').actions.select(id, args[0]);
"""
Place = tuple[float, float]


class Drawing:
    """The image window, drawn on by positions of its picture."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window = app.page.locator("cs-image-window").first
        self.canvas = self.window.locator(".canvas").first
        self.canvas.wait_for()

    def open_tools(self) -> None:
        """Open the drawing tools, and wait until the picture has its place above them."""
        self.app.button("Draw and measure").click()
        self.tool("Polygon").wait_for()
        self.window.evaluate("(window) => window.updateComplete.then(() => window.viewer.drawn())")

    def tool(self, name: str) -> Any:
        """A button of the drawing tools."""
        return self.app.page.locator("cs-annotation").get_by_role("button", name=name, exact=True)

    def take(self, name: str) -> None:
        """Take a tool in hand."""
        self.tool(name).click()
        self.app.page.locator(f"cs-annotation button[aria-label='{name}'][aria-pressed=true]").wait_for()

    def at(self, x: float, y: float) -> Place:
        """Where a position of the picture is on the page."""
        box = self.canvas.bounding_box()
        assert box is not None
        left, top = self.window.evaluate("(window, at) => window.viewer.pixelOf(at)", [x, y])
        return box["x"] + left, box["y"] + top

    def click(self, *places: Place) -> None:
        """Click on each of the places."""
        for place in places:
            self.app.page.mouse.click(*self.at(*place))

    def drag(self, *way: Place) -> None:
        """Press at the first place, and let go at the last."""
        mouse = self.app.page.mouse
        mouse.move(*self.at(*way[0]))
        mouse.down()
        for place in way[1:]:
            mouse.move(*self.at(*place), steps=8)
        mouse.up()

    def features(self, name: str) -> list[Any]:
        """The features of a layer."""
        found: list[Any] = self.app.state(f"JSON.parse(JSON.stringify({LAYER.format(name=name)}?.features ?? []))")
        return found

    def until_features(self, name: str, count: int) -> list[Any]:
        """Wait until a layer has so many features."""
        self.app.until(f"({LAYER.format(name=name)}?.features ?? []).length === {count}")
        return self.features(name)

    def labels(self) -> np.ndarray[Any, np.dtype[Any]]:
        """The values of the labels layer."""
        return np.asarray(self.app.call(LABELS)).reshape(HEIGHT, WIDTH)

    def choose(self, entry: str) -> None:
        """Choose an entry of the tools' menu."""
        self.tool("Measure, save and more").click()
        self.app.page.get_by_role("menuitem", name=entry).click()


def image(folder: Path) -> Path:
    """A ramp of 16 bits with a pixel size."""
    path = folder / "cells.tif"
    pixels = np.tile(np.arange(WIDTH, dtype=np.uint16), (HEIGHT, 1))
    tifffile.imwrite(
        path, pixels, imagej=True, resolution=(1 / SCALE, 1 / SCALE), metadata={"unit": "um", "axes": "YX"}
    )
    return path


def near(ring: Sequence[Sequence[float]], places: Sequence[Place]) -> bool:
    """Whether a ring goes through these places, give or take a pixel of the screen."""
    return len(ring) == len(places) + 1 and bool(np.abs(np.subtract(ring[:-1], places)).max() < 1.5)


def opened(app: App, file: Path) -> Drawing:
    app.pick(file)
    app.until("state.windows.some((window) => window.kind === 'image')")
    return Drawing(app)


@pytest.fixture
def desk(context: BrowserContext, site: StaticSite) -> App:
    """The app in a fresh profile."""
    return App.visit(context.new_page(), site)


def test_what_is_drawn_by_mouse_is_changed_measured_kept_and_saved(desk: App, tmp_path: Path) -> None:
    file = image(tmp_path)
    drawing = opened(desk, file)
    drawing.open_tools()

    # A class of one's own, and a polygon in it, corner by corner.
    corners: list[Place] = [(60, 60), (160, 60), (160, 160), (60, 160)]
    drawing.take("Polygon")
    drawing.tool("Edit classes").click()
    desk.page.get_by_label("New class").fill("Tumour")
    desk.page.get_by_label("New class").press("Enter")
    desk.until("state.classes.some(({name}) => name === 'Tumour')")
    drawing.tool("Edit classes").click()
    drawing.click(*corners)
    drawing.tool("Finish").click()
    (polygon,) = drawing.until_features("Shapes", 1)
    assert near(polygon["geometry"]["coordinates"][0], corners)
    assert polygon["properties"]["classification"]["name"] == "Tumour"

    for tool, way in {
        "Rectangle": [(200, 60), (260, 100)],
        "Ellipse": [(200, 120), (260, 160)],
        "Freehand outline": [(200, 200), (260, 200), (260, 260), (200, 260), (201, 205)],
    }.items():
        drawing.take(tool)
        drawing.drag(*way)
    shapes = drawing.until_features("Shapes", 4)
    assert near(shapes[1]["geometry"]["coordinates"][0], [(200, 60), (260, 60), (260, 100), (200, 100)])
    assert len(shapes[2]["geometry"]["coordinates"][0]) > 60

    # Selected, moved, a corner pulled, deleted; and all of that taken back.
    drawing.take("Select and move")
    drawing.click((110, 110))
    desk.until(f"state.selection?.featureIds.includes('{polygon['id']}')")
    desk.page.get_by_text(re.compile(r"^area 2[45]\d\d(\.\d+)? µm²$")).wait_for()
    drawing.drag((110, 110), (120, 130))
    desk.until(f"Math.abs({LAYER.format(name='Shapes')}.features[0].geometry.coordinates[0][0][1] - 80) < 2")
    drawing.drag((70, 80), (40, 50))
    desk.until(f"Math.abs({LAYER.format(name='Shapes')}.features[0].geometry.coordinates[0][0][0] - 40) < 2")
    drawing.canvas.focus()
    desk.page.keyboard.press("Delete")
    drawing.until_features("Shapes", 3)
    for _ in range(3):
        desk.page.keyboard.press("Control+z")
    (polygon, *_) = drawing.until_features("Shapes", 4)
    assert near(polygon["geometry"]["coordinates"][0], corners)
    desk.page.keyboard.press("Control+Shift+Z")
    desk.until(f"Math.abs({LAYER.format(name='Shapes')}.features[0].geometry.coordinates[0][0][1] - 80) < 2")
    desk.page.keyboard.press("Control+z")

    # Labels: painted, filled, cut, joined, wiped.
    desk.page.keyboard.press("b")
    drawing.drag((300, 200), (380, 200))
    desk.until("state.history[state.windows[0].id].undo.at(-1) === 'Paint'")
    labels = drawing.labels()
    assert set(labels[200, 302:378]) == {1}
    assert 16 <= int((labels[:, 340] == 1).sum()) <= 24
    drawing.take("Split labels by a line")
    drawing.drag((340, 170), (340, 230))
    desk.until("state.history[state.windows[0].id].undo.at(-1) === 'Split'")
    assert set(drawing.labels()[200, 302:378]) == {1, 2}
    drawing.take("Merge labels along a line")
    drawing.drag((310, 200), (370, 200))
    desk.until("state.history[state.windows[0].id].undo.at(-1) === 'Merge'")
    drawing.take("Fill")
    drawing.tool("New label").click()
    drawing.click((340, 200))
    desk.until("state.history[state.windows[0].id].undo.at(-1) === 'Fill'")
    drawing.canvas.focus()
    desk.page.keyboard.press("[")
    desk.page.keyboard.press("e")
    drawing.drag((360, 180), (360, 220))
    desk.until("state.history[state.windows[0].id].undo.filter((title) => title === 'Paint').length === 2")
    labels = drawing.labels()
    assert labels[200, 360] == 0
    assert len(set(labels[200, 302:378]) - {0}) == 1

    # Measured, in the unit of the image.
    drawing.choose("Measure Shapes")
    desk.until("state.windows.some((window) => window.kind === 'table')")
    table = desk.state(
        "(({table}) => ({columns: table.columns, rows: table.rows, units: table.units}))"
        "(state.windows.find((window) => window.kind === 'table'))"
    )
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    assert row["class"] == "Tumour"
    assert row["area"] == pytest.approx(100 * 100 * SCALE**2, rel=0.03)
    assert row["perimeter"] == pytest.approx(400 * SCALE, rel=0.03)
    assert row["mean"] == pytest.approx(109.5, abs=1.5)
    assert table["units"]["area"] == "µm²"

    # The tab is gone within a second of the last change, and opened again.
    desk.until("state.autosave[state.windows[0].id] === 'saved'")
    before = drawing.features("Shapes")
    desk.page.reload()
    desk.wait_ready()
    drawing = opened(desk, file)
    drawing.until_features("Shapes", 4)
    assert drawing.features("Shapes") == before
    desk.until(f"{LAYER.format(name='Labels')} !== undefined")
    assert np.array_equal(drawing.labels(), labels)

    # Saved: GeoJSON as QuPath has it, and masks that are what the shapes cover.
    drawing.open_tools()
    with desk.page.expect_download() as told:
        drawing.choose("Save Shapes as GeoJSON")
    saved = json.loads(told.value.path().read_text())
    assert told.value.suggested_filename == "Shapes.geojson"
    assert [each["geometry"]["type"] for each in saved["features"]] == ["Polygon"] * 4
    assert saved["features"][0]["properties"]["objectType"] == "annotation"
    assert saved["features"][0]["properties"]["classification"]["name"] == "Tumour"
    with desk.page.expect_download() as told:
        drawing.choose("Save Shapes as a mask (TIFF)")
    mask = tifffile.imread(io.BytesIO(told.value.path().read_bytes()))
    assert np.array_equal(mask, Shapes(saved).to_labels((HEIGHT, WIDTH)))

    # And back: dropped on the image, and as a mask.
    desk.drop("again.geojson", json.dumps(saved).encode())
    drawing.until_features("again", 4)
    assert drawing.features("again") == drawing.features("Shapes")
    saved["features"][1]["geometry"]["coordinates"][0][2] = [1, None]
    desk.drop("broken.geojson", json.dumps(saved).encode())
    alert = desk.page.get_by_role("alert").filter(has_text="broken.geojson")
    alert.get_by_text("feature 2").wait_for()


def test_a_plugin_asks_for_points_and_gives_shapes(desk: App, tmp_path: Path) -> None:
    drawing = opened(desk, image(tmp_path))
    desk.plugin("asks.py")
    desk.call(SELECT, "around")
    desk.run()
    sentence = desk.page.get_by_role("group", name="Click the nuclei")
    sentence.wait_for()
    assert desk.button("Done").is_disabled()
    drawing.window.evaluate("(window) => window.updateComplete.then(() => window.viewer.drawn())")
    drawing.click((100, 100), (200, 150))
    sentence.get_by_text("2 drawn").wait_for()
    sentence.get_by_role("button", name="Done").click()
    desk.last_run("done")
    boxes = drawing.until_features("Boxes", 2)
    assert near(boxes[0]["geometry"]["coordinates"][0], [(95, 95), (105, 95), (105, 105), (95, 105)])
    places = desk.state("state.windows.find((window) => window.kind === 'table').table.rows")
    assert np.abs(np.subtract(places, [[99.5, 99.5], [149.5, 199.5]])).max() < 1.5
    assert len(drawing.features("Points")) == 2

    # What was drawn before can be chosen, and giving up runs nothing.
    runs = desk.state("state.runs.length")
    desk.run()
    sentence.wait_for()
    sentence.get_by_role("button", name="Cancel").click()
    sentence.wait_for(state="detached")
    assert desk.state("state.runs.length") == runs
    desk.page.get_by_label("Spots").select_option(label="Points (cells.tif)")
    desk.run()
    desk.last_run("done")
    assert desk.state("state.runs.length") == runs + 1

    # The page, too, can give GeoJSON.
    square = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 4], [0, 4], [0, 0]]]}
    told = desk.call(
        "const plugin = await coverslip.api.getPlugin('Asks');"
        "return plugin.area({image: new coverslip.NDArray(new Uint8Array(200), [10, 20], 'uint8'), region: args[0]});",
        square,
    )
    assert told == "40 pixels, unit px"


@pytest.fixture
def phone(chromium: Browser, site: StaticSite) -> Iterator[App]:
    """The app on a phone."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    yield App.visit(context.new_page(), site)
    context.close()


class Fingers:
    """Touches of the screen, at positions of the picture."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.session = drawing.app.page.context.new_cdp_session(drawing.app.page)

    def touch(self, kind: str, *places: Place) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, *way: Place) -> None:
        places = [self.drawing.at(*place) for place in way]
        self.touch("touchStart", places[0])
        for start, end in itertools.pairwise(places):
            for share in np.linspace(0.2, 1, 5):
                self.touch("touchMove", tuple(np.add(start, np.subtract(end, start) * share).tolist()))
        self.touch("touchEnd")

    def pinch(self, middle: Place) -> None:
        x, y = self.drawing.at(*middle)
        self.touch("touchStart", (x - 30, y))
        self.touch("touchStart", (x - 30, y), (x + 30, y))
        for spread in range(30, 90, 6):
            self.touch("touchMove", (x - spread, y), (x + spread, y))
        self.touch("touchEnd")


def test_fingers_draw_paint_and_pinch_and_a_reload_keeps_it(phone: App, tmp_path: Path) -> None:
    file = image(tmp_path)
    drawing = opened(phone, file)
    drawing.open_tools()
    for button in phone.page.locator("cs-annotation .band button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    band, canvas = phone.page.locator("cs-annotation").bounding_box(), drawing.canvas.bounding_box()
    assert band is not None
    assert canvas is not None
    assert band["y"] >= canvas["y"] + canvas["height"] - 1, "the tools cover nothing of the image"

    fingers = Fingers(drawing)
    drawing.take("Freehand outline")
    fingers.drag((100, 100), (200, 100), (200, 200), (100, 200))
    (outline,) = drawing.until_features("Shapes", 1)
    assert Shapes([outline["geometry"]]).to_mask((HEIGHT, WIDTH)).sum() == pytest.approx(10_000, rel=0.1)

    drawing.take("Polygon")
    for place in ((250, 100), (350, 100), (300, 200)):
        phone.page.touchscreen.tap(*drawing.at(*place))
    drawing.tool("Finish").click()
    drawing.until_features("Shapes", 2)

    drawing.take("Brush")
    fingers.drag((100, 250), (300, 250))
    phone.until("state.history[state.windows[0].id].undo.at(-1) === 'Paint'")
    labels = drawing.labels()
    assert set(labels[250, 105:295]) == {1}

    resolution = drawing.window.evaluate("(window) => window.viewer.state().resolution")
    fingers.pinch((200, 150))
    phone.page.wait_for_function(
        "([window, before]) => window.viewer.state().resolution < before * 0.9",
        arg=[drawing.window.element_handle(), resolution],
    )
    assert np.array_equal(drawing.labels(), labels), "two fingers paint nothing"
    phone.until("state.autosave[state.windows[0].id] === 'saved'")

    phone.page.reload()
    phone.wait_ready()
    drawing = opened(phone, file)
    drawing.until_features("Shapes", 2)
    phone.until(f"{LAYER.format(name='Labels')} !== undefined")
    assert np.array_equal(drawing.labels(), labels)
