"""axe-core finds nothing serious on any screen, in light and dark, on a desktop and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .harness.app import App
from .harness.axe import grave
from .harness.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from .harness.static_site import StaticSite

RESULTS = Path(__file__).parents[2] / "test-results"
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.fixture(scope="module", params=[(s, c) for s in SCREENS for c in ("light", "dark")], ids="-".join)
def screen(request: pytest.FixtureRequest, chromium: Browser, shared_site: StaticSite) -> Iterator[Screen]:
    size, colours = request.param
    context = chromium.new_context(color_scheme=colours, reduced_motion="reduce", **SCREENS[size])
    app = App.visit(context.new_page(), shared_site)
    RESULTS.mkdir(exist_ok=True)
    yield Screen(app, f"{size}-{colours}")
    context.close()


class Screen:
    """The app at one size in one colour scheme."""

    def __init__(self, app: App, name: str) -> None:
        self.app = app
        self.name = name

    def check(self, what: str) -> None:
        """Look for violations, and keep a picture for people to look at."""
        self.app.page.screenshot(path=RESULTS / f"screen-{self.name}-{what}.png")
        assert grave(self.app) == []

    def tab(self, name: str) -> None:
        """On a phone, go to one of the places of the app."""
        if self.name.startswith("phone"):
            self.app.page.get_by_role("tab", name=name).click()


def test_the_first_screen(screen: Screen) -> None:
    screen.check("welcome")


def test_the_plugins_and_a_form(screen: Screen) -> None:
    screen.tab("Plugins")
    screen.check("plugins")
    screen.app.page.get_by_role("button", name="Count nuclei", exact=True).click()
    screen.app.until("state.selected !== null")
    screen.check("form")


def test_the_question_before_installing(screen: Screen) -> None:
    address = f"{screen.app.site.origin}/plugins/loops.py"
    screen.app.call("coverslip.api.installPlugin({src: args[0]}).catch(() => 0)", address)
    screen.app.page.get_by_role("dialog").wait_for()
    screen.check("install")
    screen.app.button("Not now").click()
    screen.app.until("state.questions.length === 0")


def test_windows_with_results(screen: Screen) -> None:
    app = screen.app
    screen.tab("Image")
    app.call("document.querySelector('cs-app').actions.openSample(coverslip.workspace.state.samples[0].name)")
    app.until("state.windows.length > 0")
    app.page.locator("cs-image-window .canvas").first.wait_for()
    screen.check("image")
    app.button("Draw and measure").click()
    app.button("Polygon").click()
    app.button("Edit classes").click()
    screen.check("drawing")
    app.button("Close the drawing tools").click()
    source = app.plugin("shows.py")
    app.call(
        "const {api} = coverslip; await api.createWindow({type: 'text', name: 'A text', data: 'Some words.'});"
        "const [table, figure] = await (await api.getPlugin({src: args[0]})).show();"
        "await api.createWindow({name: 'A table', data: table});"
        "await api.createWindow({name: 'A figure', data: figure});",
        source,
    )
    for kind in ("figure", "table", "text"):
        title = app.state(f"state.windows.find((window) => window.kind === '{kind}').title")
        screen.tab("Results")
        app.page.get_by_role("tab", name=title, exact=True).first.click()
        app.until(f"state.windows.find((w) => w.id === state.activeWindow)?.kind === '{kind}'")
        screen.check(kind)


def test_notices_and_the_log(screen: Screen) -> None:
    app = screen.app
    app.drop("broken.tif", b"no image")
    app.page.get_by_role("alert").filter(has_text="broken.tif").wait_for()
    screen.check("error")
    app.dismiss_notices()
    if screen.name.startswith("desktop"):
        app.button("Log").first.click()
        screen.check("log")
        app.button("Log").first.click()
    else:
        screen.tab("More")
        screen.check("more")


def test_what_is_promised(screen: Screen) -> None:
    app = screen.app
    screen.tab("More")
    app.page.get_by_role("button", name="Sealed").first.click()
    app.page.get_by_text("What is promised here").first.wait_for()
    screen.check("promises")
    app.page.keyboard.press("Escape")


def test_what_is_kept(screen: Screen) -> None:
    app = screen.app
    screen.tab("More")
    app.page.get_by_role("button", name="Storage, models and devices").first.click()
    app.page.locator("cs-storage").get_by_role("heading", name="Models").wait_for()
    screen.check("storage")
    app.page.keyboard.press("Escape")


def test_the_palette(screen: Screen) -> None:
    screen.app.page.keyboard.press("Control+K")
    screen.app.page.get_by_placeholder("Type what you want to do").wait_for()
    screen.check("palette")
    screen.app.page.keyboard.press("Escape")


def test_a_dropped_picture_has_a_text(screen: Screen) -> None:
    screen.tab("Image")
    screen.app.drop("named.png", pictures()["PNG of 8 bits"].content)
    screen.app.until("state.windows.some((window) => window.title === 'named.png')")
    screen.app.page.get_by_role("img", name="named.png. Image named.png, 80 × 60 pixels, uint8").first.wait_for()
