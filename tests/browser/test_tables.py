"""Tables and plots as people use them: filtered, sorted, selected, and linked with the labels in the image."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .harness.process import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from .harness.app import App

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
IMAGE = """
const image = new coverslip.NDArray(new Uint8Array(32 * 32).fill(90), [32, 32], 'uint8', {axes: 'YX', name: 'cells'});
await coverslip.api.createWindow({type: 'image', data: image, name: 'cells'});
"""
MANY = """
const row = (i) => [i + 1, (i * 7919) % 100_003, ['alpha', 'beta'][i % 2], `cell ${i}`];
const rows = Array.from({length: 100_000}, (_, i) => row(i));
await coverslip.api.createWindow({type: 'table', name: 'Many', data: {
  columns: ['label', 'area', 'kind', 'name'], rows, units: {area: 'µm²'},
}});
"""
SELECTED = "state.selectedRows.size === 0 ? [] : [...[...state.selectedRows.values()][0]]"


@pytest.fixture(scope="module")
def plugin(shared_app: App) -> str:
    address = shared_app.plugin("tables.py")
    shared_app.until("state.plugins.some(({ops}) => ops.length > 10)", 120)
    return address


@pytest.fixture
def desk(shared_app: App) -> Iterator[App]:
    """The app without windows of the test before."""
    yield shared_app
    while left := shared_app.state("state.windows.length"):
        shared_app.page.locator(".cs-tab-close").first.click()
        shared_app.until(f"state.windows.length < {left}")


def run(app: App, title: str) -> None:
    """Choose one of the plugin's ops, and run it by its form."""
    row = app.page.locator("cs-plugins").get_by_role("button", name=title, exact=True)
    if row.get_attribute("aria-expanded") != "true":
        row.click()
    app.run()
    assert app.last_run("done", "failed", title=title)["error"] is None


def row_of(app: App, text: str) -> Locator:
    return app.page.get_by_role("row").filter(has=app.page.get_by_role("gridcell", name=text, exact=True))


def selected_row(app: App, text: str) -> Locator:
    return app.page.locator(
        "[role=row][aria-selected=true]", has=app.page.get_by_role("gridcell", name=text, exact=True)
    )


def complaints(app: App) -> list[list[str]]:
    """What axe finds wrong with the page."""
    if app.page.evaluate("() => globalThis.axe === undefined"):
        app.page.evaluate(AXE)
    found: list[list[str]] = app.page.evaluate(
        # What a tree's item holds is not its label, whatever this experimental rule says.
        "async () => (await axe.run({rules: {'label-content-name-mismatch': {enabled: false}}}))"
        ".violations.map((rule) => [rule.id, ...rule.nodes.map((node) => node.html)])"
    )
    return found


@pytest.mark.usefixtures("plugin")
def test_rows_labels_and_points_of_a_plot_are_one_selection(desk: App) -> None:
    page = desk.page
    desk.call(IMAGE)
    run(desk, "Label cells")
    layer = desk.until(
        "state.windows.find((each) => each.kind === 'image').layers.find((each) => each.kind === 'labels')?.id"
    )
    assert desk.until("state.windows.find((each) => each.kind === 'table')?.labelsLayer") == layer
    # The row selects the label.
    row_of(desk, "64.5").click()
    assert desk.until("state.selection") == {"layerId": layer, "labels": [7], "featureIds": []}
    # The label selects the row, and shows it.
    window = page.locator("cs-image-window")
    window.evaluate("(each) => each.viewer.drawn()")
    left, top = window.evaluate("(each) => each.viewer.pixelOf([8, 8])")
    window.locator(".canvas").first.click(position={"x": left, "y": top})
    desk.until("state.selection?.labels[0] === 1")
    selected_row(desk, "64").wait_for()
    assert row_of(desk, "64.5").get_attribute("aria-selected") == "false"
    # A plot of the table shows the same, and a stroke over it selects in all three.
    page.locator("cs-table-window").get_by_role("button", name="Plot").click()
    plot = page.locator("cs-plot-window .plot")
    plot.locator("canvas").wait_for()
    page.locator("cs-plot-window").get_by_text("2 rows · 1 row selected").wait_for()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 24, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    desk.until("state.selection?.labels.join() === '7'")
    # By keyboard a frame comes to the middle, where there is nothing, grows until it holds all, and goes.
    plot.focus()
    page.keyboard.press("ArrowLeft")
    desk.until("state.selection === null")
    for key in ["ArrowLeft"] * 14 + ["ArrowDown"] * 14 + ["Shift+ArrowRight"] * 24 + ["Shift+ArrowUp"] * 24:
        page.keyboard.press(key)
    desk.until("state.selection?.labels.length === 2")
    page.keyboard.press("Escape")
    desk.until("state.selection === null")
    assert complaints(desk) == []


def test_a_table_of_a_hundred_thousand_rows_is_sorted_filtered_and_selected_by_keyboard(desk: App) -> None:
    page = desk.page
    desk.call(MANY)
    grid = page.get_by_role("grid", name="Many")
    grid.focus()
    page.keyboard.press("End")
    row_of(desk, "cell 99999").wait_for()
    assert page.get_by_role("row").count() < 120
    # Tab comes to the header; arrows move in it.
    page.keyboard.press("Tab")
    for key in ["ArrowRight", "ArrowRight", "Enter", "Enter"]:
        page.keyboard.press(key)
    page.locator("[role=columnheader][aria-sort=descending]", has_text="area").wait_for()
    grid.focus()
    page.keyboard.press("Home")
    selected_row(desk, "100002").wait_for()
    # A condition that can't be read is told, and one that can holds.
    desk.button("Filter").click()
    page.get_by_label("Filter area").fill(">=100 <x")
    page.get_by_text("area: “<x” is no condition for numbers.").wait_for()
    page.get_by_label("Filter area").fill("100..102")
    page.get_by_text("3 of 100,000 rows · 1 row selected · 1 of them filtered out").wait_for()
    page.get_by_label("Filter kind").fill("=alpha")
    wait_until(lambda: grid.get_attribute("aria-rowcount") != "4", "both conditions holding")
    page.get_by_label("Filter kind").fill("")
    grid.focus()
    page.keyboard.press("Control+a")
    desk.until(f"({SELECTED}).length === 3")
    # The column's own menu tells what its shown numbers are like.
    desk.button("More about area").click()
    menu = page.get_by_role("dialog", name="Column area")
    menu.get_by_text("Of the 3 rows that are shown").wait_for()
    menu.get_by_text("101", exact=True).first.wait_for()
    assert complaints(desk) == []
    menu.get_by_role("button", name="Histogram").click()
    page.get_by_label("Bars").wait_for()
    assert desk.state("state.windows.at(-1).config") == {
        "kind": "histogram",
        "x": "area",
        "y": None,
        "color": None,
        "bins": None,
        "logX": False,
        "logY": False,
    }


def test_a_csv_file_is_dropped_and_saved(desk: App, tmp_path: Path) -> None:
    desk.drop("sizes.csv", 'name;size (µm)\na;1,5\n"b;c";-2\n'.encode(), "text/csv")
    row_of(desk, "b;c").wait_for()
    saved = desk.saved(desk.button("Save as CSV"))
    assert saved.suggested_filename == "sizes.csv"
    saved.save_as(tmp_path / "sizes.csv")
    with (tmp_path / "sizes.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["name", "size (µm)"], ["a", "1.5"], ["b;c", "-2"]]
    desk.drop("broken.csv", bytes(40))
    wait_until(lambda: any("broken.csv is no text" in each for each in desk.notices()), "the fault being told")
    desk.dismiss_notices()


@pytest.mark.usefixtures("plugin")
def test_pyplots_show_opens_a_figure_that_is_zoomed_saved_and_outlives_its_plugin(desk: App) -> None:
    page = desk.page
    run(desk, "Show")
    figure = page.locator("cs-figure-window")
    figure.locator(".live img").wait_for()
    assert desk.state("state.windows.map(({kind, title}) => [kind, title])") == [["figure", "A line"]]
    picture = figure.locator("img")
    before = picture.get_attribute("src")
    desk.button("Zoom by drawing a frame").click()
    box = figure.locator(".paper").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    wait_until(lambda: picture.get_attribute("src") != before, "the figure being drawn anew")
    starts = {"PNG": b"\x89PNG", "SVG": b"<?xml", "PDF": b"%PDF"}
    for name, start in starts.items():
        saved = desk.saved(desk.button(f"Save as {name}"))
        assert saved.suggested_filename == f"A line.{name.lower()}"
        assert Path(saved.path()).read_bytes().startswith(start)
    assert complaints(desk) == []
    page.get_by_role("button", name="More about Tables").click()
    page.get_by_role("menuitem", name="Restart").click()
    figure.focus()
    desk.button("Zoom in").click()
    page.get_by_text("Its plugin is gone, so this is the last picture of it.").wait_for()
    assert picture.evaluate("(each) => each.naturalWidth > 100")


RESULTS = {
    "Figure": ("figure", None),
    "Plot": ("plot", None),
    "Frame": ("table", "x"),
    "Rows": ("table", "y"),
    "Columns": ("table", "y"),
    "Tree": ("tree", "deep"),
    "Notes": ("markdown", "A heading"),
    "Page": ("panel", "A page"),
    "Note": ("text", "# no heading"),
    "File": ("file", "a,b"),
}


@pytest.mark.usefixtures("plugin")
def test_every_result_gets_the_window_that_it_asks_for(desk: App) -> None:
    page = desk.page
    for title, (kind, text) in RESULTS.items():
        run(desk, title)
        desk.until(f"state.windows.at(-1)?.kind === '{kind}'")
        if text is not None:
            page.locator("cs-window").get_by_text(text).first.wait_for()
        assert complaints(desk) == [], title
    assert not page.evaluate("() => 'harmed' in globalThis")
    saved = desk.saved(desk.button("Save"))
    assert saved.suggested_filename == "notes.csv"


@pytest.mark.parametrize(
    "data",
    [
        "[{a: 1, b: 'x'}, {a: 2, b: 'y'}]",
        "{columns: ['a', 'b'], rows: [[1, 'x'], [2, 'y']]}",
        "{a: Float32Array.of(1, 2), b: ['x', 'y']}",
    ],
)
def test_javascript_has_tables_and_plots_in_all_its_forms(desk: App, plugin: str, data: str) -> None:
    desk.call(f"await coverslip.api.createWindow({{name: 'T', data: {data}}})")
    row_of(desk, "y").wait_for()
    desk.call(
        f"await coverslip.api.createWindow({{type: 'plot', data: {data}, config: {{kind: 'box', x: 'b', y: 'a'}}}})"
    )
    desk.page.get_by_label("Grouped by").wait_for()
    assert desk.call(f"return coverslip.api.call(args[0], 'total', {{table: {data}}})", plugin) == 3


def test_a_plot_is_brushed_by_a_finger_on_a_phone(desk: App) -> None:
    page = desk.page
    desk.call("await coverslip.api.createWindow({name: 'T', type: 'plot', data: {a: [0, 1, 2, 9], b: [0, 1, 2, 9]}})")
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        page.get_by_role("tab", name="Results").click()
        plot = page.locator("cs-plot-window .plot")
        # It is drawn anew for the smaller screen.
        fits = "(each) => each.querySelector('canvas')?.clientWidth <= each.clientWidth"
        wait_until(lambda: plot.evaluate(fits), "the plot fitting the phone")
        box = plot.bounding_box()
        assert box is not None
        touch = page.context.new_cdp_session(page)

        def finger(kind: str, x: float, y: float) -> None:
            points = [] if kind == "touchEnd" else [{"x": box["x"] + x, "y": box["y"] + y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        finger("touchStart", box["width"] - 20, 16)
        for step in range(1, 5):
            finger("touchMove", box["width"] - 20 - step * 20, 16 + step * 20)
        finger("touchEnd", 0, 0)
        assert desk.until(f"({SELECTED}).length > 0 && {SELECTED}") == [3]
        page.locator("cs-plot-window").get_by_text("4 rows · 1 row selected").wait_for()
        assert complaints(desk) == []
        desk.button("Axes").click()
        page.get_by_label("Kind").wait_for()
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
