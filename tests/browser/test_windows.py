"""Windows: plugins' own in sealed frames, the app's built-in ones, and pages that speak ImJoy's protocol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .harness.collector import Collector
from .harness.npm_package import npm_files
from .harness.pixels import grey, shot_when
from .harness.process import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator

    from build_steps.config import Config

    from .harness.app import App
    from .harness.pixels import Shot

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIEWER = "itk-vtk-viewer@14.51.0"
VIEWER_SHA256 = "5d5d6994418fdd9b203f11b9f82154b1579d3ace7bc2f77b62288108af3c549e"

OPEN_COUNTER = """
const [data] = args;
globalThis.counter = await coverslip.api.createWindow({type: 'Counter', name: 'Mine', data, config: {step: 2}});
return [counter.name, await counter.text()];
"""
BUILT_IN = {
    "markdown": "{source: '# Title\\n\\nSome *text*, `code` and a [link](https://example.org).'}",
    "panel": "'<h2>Panel</h2><p onclick=\"alert(1)\">words</p><script>alert(1)</scr' + 'ipt>'",
    "tree": "{a: 1, b: [1, {c: 'x'}], array: new coverslip.NDArray(new Uint8Array(6), [2, 3])}",
    "terminal": "'hello\\n'",
    "plugin-editor": "{code: 'def f(x: int) -> str:\\n    return \"a\"\\n'}",
    "image-compare": "[1, 2].map(() => new coverslip.NDArray(new Uint8Array(64), [8, 8]))",
    "log": "null",
    "joy": "{ui: \"Sigma: {id: 'sigma', type: 'number', placeholder: 2}\"}",
    "generic": "{x: [1, 2]}",
}


@pytest.fixture(scope="module")
def counter(shared_app: App) -> str:
    return shared_app.plugin("counter.imjoy.html")


def inner(app: App) -> FrameLocator:
    """The document of the plugin's window that is open."""
    return app.page.frame_locator("iframe.cs-held").frame_locator("iframe")


@pytest.mark.usefixtures("counter")
def test_a_plugins_window_is_called_and_answers(shared_app: App) -> None:
    name, text = shared_app.call(OPEN_COUNTER, {"x": 1})
    assert (name, text) == ("Mine", 'Counter {"x":1} 2')
    written = "source === 'Counter' && level === 'warning' && text === 'written to the console'"
    shared_app.until(f"state.log.some(({{source, level, text}}) => {written})")
    inner(shared_app).get_by_role("button", name="Count").click()
    assert shared_app.call("return await counter.text()") == "pressed 1"
    body = """
    const heard = new Promise((resolve) => counter.on('shouted', resolve));
    await counter.shout();
    const array = new coverslip.NDArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const given = await counter.give();
    const error = await counter.fail().catch((error) => [error.name, error.message]);
    return {
      seven: await counter.seven(), look: await counter.look(array), heard: await heard, error,
      given: [given instanceof coverslip.NDArray, given.shape, [...given.data]],
    };
    """
    assert shared_app.call(body) == {
        "seven": 7,
        "look": ["ndarray", [2, 3], "float32", 21],
        "heard": {"loud": 1},
        "error": ["RangeError", "too far"],
        "given": [True, [2, 2], [1, 2, 3, 4]],
    }


def test_a_plugins_window_survives_being_behind_another(shared_app: App) -> None:
    page = shared_app.page
    shared_app.call("await coverslip.api.createWindow({type: 'text', name: 'In front', data: 'words'})")
    page.get_by_text("words", exact=True).wait_for()
    page.locator("iframe.cs-held").wait_for(state="hidden")
    page.get_by_role("tab", name="Mine").click()
    inner(shared_app).get_by_text("pressed 1").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("tab", name="Results").click()
    inner(shared_app).get_by_text("pressed 1").wait_for()
    page.set_viewport_size({"width": 1280, "height": 800})
    inner(shared_app).get_by_role("button", name="Count").click()
    assert shared_app.call("return await counter.text()") == "pressed 2"


def test_a_plugins_window_is_entered_and_left_by_keyboard(shared_app: App) -> None:
    page = shared_app.page
    # Leaves no element of the window focused, so that the first one comes next.
    inner(shared_app).get_by_role("heading").click()
    page.get_by_role("button", name="Go in").focus()
    page.keyboard.press("Enter")
    # The browser itself takes the focus from one frame to another, and sends no key before there that comes after.
    inside = inner(shared_app).locator("body")
    wait_until(lambda: inside.evaluate("() => document.hasFocus()"), "the focus being in the window")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    inner(shared_app).get_by_text("pressed 3").wait_for()
    page.keyboard.press("F6")
    focused = (
        "let at = document.activeElement; while (at?.shadowRoot) at = at.shadowRoot.activeElement; return at?.innerText"
    )
    wait_until(lambda: shared_app.call(focused) == "Go in", "the focus being back on the window's bar")


def test_a_plugins_window_reaches_nothing(shared_app: App) -> None:
    with Collector() as collector:
        through = shared_app.call("return await counter.reach(args[0])", f"{collector.address}/leak")
        assert (through, collector.arrivals) == ([], [])


def test_a_plugins_window_that_tries_to_leave_ends_and_reaches_nothing(shared_app: App) -> None:
    with Collector() as collector:
        leave = "return await counter.leave(args[0]).catch((error) => error.name)"
        assert shared_app.call(leave, f"{collector.address}/leak") == "PeerClosed"
        shared_app.page.get_by_text("its page went away").first.wait_for()
        assert collector.arrivals == []


def test_a_window_that_is_closed_is_gone(shared_app: App) -> None:
    body = """
    const closed = new Promise((resolve) => counter.on('close', () => resolve('closed')));
    counter.close();
    return [await closed, await counter.text().catch((error) => error.name)];
    """
    assert shared_app.call(body) == ["closed", "PeerClosed"]
    shared_app.page.locator("iframe.cs-held").wait_for(state="detached")


def test_a_window_that_fails_to_open_says_why(shared_app: App) -> None:
    source = '<config>{"name": "Broken", "type": "window"}</config>\n<script>\nthrow new Error("no luck");\n</script>\n'
    shared_app.install(shared_app.site.put("/people/broken.imjoy.html", source.encode()))
    body = "return await coverslip.api.createWindow({type: 'Broken'}).catch((error) => error.message)"
    assert "no luck" in shared_app.call(body)
    shared_app.page.get_by_text("no luck").first.wait_for()
    shared_app.button("Close Broken").last.click()
    shared_app.until("state.windows.every((window) => window.title !== 'Broken')")


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_built_in_window_opens_and_suits_everybody(shared_app: App, kind: str) -> None:
    page = shared_app.page
    config = f"{{type: 'imjoy/{kind}', name: 'Shown as {kind}', data: {BUILT_IN[kind]}}}"
    shared_app.call(f"globalThis.shown = await coverslip.api.createWindow({config})")
    # The desk follows the workspace a moment later, and the element of the window is fetched after that.
    page.get_by_role("tab", name=f"Shown as {kind}", exact=True, selected=True).wait_for()
    page.locator("cs-window .wait").wait_for(state="detached")
    if page.evaluate("() => globalThis.axe === undefined"):
        page.evaluate(AXE)
    found = page.evaluate(
        # What a tree's item holds is not its label, whatever this experimental rule says.
        "async () => (await axe.run({rules: {'label-content-name-mismatch': {enabled: false}}}))"
        ".violations.map((rule) => [rule.id, ...rule.nodes.map((node) => node.html)])"
    )
    assert found == []
    shared_app.call("await shown.close()")


def test_a_form_in_a_window_gives_its_values_to_the_plugin(shared_app: App) -> None:
    body = """
    globalThis.entered = new Promise((callback) => coverslip.api.createWindow(
      {type: 'imjoy/joy', name: 'Ask', data: {ui: "Sigma: {id: 'sigma', type: 'number', placeholder: 2}", callback}}));
    """
    shared_app.call(body)
    shared_app.page.get_by_label("Sigma").fill("3.5")
    shared_app.button("Apply").click()
    assert shared_app.call("return await entered") == {"sigma": 3.5}
    shared_app.call("(await coverslip.api.getWindow('Ask')).close()")


def test_a_viewer_of_imjoy_shows_an_array_of_a_python_plugin(shared_app: App, config: Config) -> None:
    files = npm_files(config, VIEWER, VIEWER_SHA256, "dist")
    for name, content in files.items():
        shared_app.site.put(f"/viewer/{name}", content)
    plugin = shared_app.plugin("sends.py")
    address = f"{shared_app.site.origin}/viewer/index.html"
    body = "globalThis.sent = coverslip.api.call(args[0], 'send', args[1]).catch((error) => error.message); return 0"
    shared_app.call(body, plugin, address)
    shared_app.question("It is not sealed", address)
    shared_app.button("Yes").click()
    assert shared_app.call("return await sent") == "Image"
    shared_app.page.get_by_text("Not sealed:").wait_for()
    shot_when(shared_app.page.locator("iframe.cs-held"), is_chequered, "the chequered board in the viewer")
    shared_app.call("(await coverslip.api.getWindow('Viewer')).close()")


def is_chequered(seen: Shot) -> bool:
    """Whether a board of 4 by 4 fields, dark and bright in turn, is in the middle of the picture."""
    values = grey(seen)
    # The viewer's background is grey; the board is what differs from it, as wide as it is high.
    corner = values[-20, 20]
    differs = np.abs(values - corner) > 25
    columns = np.flatnonzero(differs.mean(axis=0) > 0.4)
    if columns.size < 100:
        return False
    # A row of the board differs in the board only; one of the viewer's own bars does so from edge to edge.
    rows = np.flatnonzero((differs.mean(axis=1) > 0.3) & (differs[:, : columns[0]].mean(axis=1) < 0.5))
    if rows.size < 100:
        return False
    x = np.linspace(columns[0], columns[-1], 9)[1::2].astype(int)
    y = np.linspace(rows[0], rows[-1], 9)[1::2].astype(int)
    fields = values[np.ix_(y, x)]
    bright = fields > fields.mean()
    wanted = (np.indices((4, 4)).sum(axis=0) % 2).astype(bool)
    return bool(np.ptp(fields) > 60 and ((bright == wanted).all() or (bright == ~wanted).all()))
