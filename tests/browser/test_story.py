"""The whole story on a desktop and on a phone: a link runs a sealed plugin on a real image, online and offline."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from .harness.app import App
from .harness.chromium import launch_with_profile
from .harness.pixels import colourfulness, shot, shot_when
from .harness.tour import Tour

if TYPE_CHECKING:
    from typing import Any

    from playwright.sync_api import Browser, Playwright

    from .harness.collector import Collector
    from .harness.static_site import StaticSite

RESULTS = Path(__file__).parents[2] / "test-results"
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
}
CHROMIUMS_OWN = (
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "clientservices.googleapis.com",
    "content-autofill.googleapis.com",
    "edgedl.me.gvt1.com",
    "optimizationguide-pa.googleapis.com",
    "redirector.gvt1.com",
    "safebrowsing.googleapis.com",
    "safebrowsingohttpgateway.googleapis.com",
    "update.googleapis.com",
    "www.google.com",
)
CLOSE_RESULTS = """
const {actions} = document.querySelector('cs-app');
for (const window of coverslip.workspace.state.windows) if (window.kind !== 'image') actions.closeWindow(window.id);
"""


@pytest.fixture(scope="module", autouse=True)
def results() -> None:
    RESULTS.mkdir(exist_ok=True)


@pytest.fixture
def truth(dist: Path) -> Path:
    return sample(dist, "mask2d.tif")


def asked_of_strangers(strangers: Collector) -> list[str]:
    """What was asked of other hosts, but for the services that Chromium itself talks to, whatever page it shows."""
    return [
        each
        for each in strangers.arrivals
        if not any(f"{host}:443 " in each or f"//{host}/" in each for host in CHROMIUMS_OWN)
    ]


def sample(dist: Path, name: str) -> Path:
    return next(path for path in (dist / "samples").iterdir() if path.name.endswith(name))


def serve_from_elsewhere(site: StaticSite, dist: Path) -> dict[str, str]:
    """Put the plugin and the image where any person might keep them; gives their addresses."""
    plugin = site.put("/people/ada/count_nuclei.py", (dist / "plugins" / "count_nuclei.py").read_bytes())
    return {"plugin": plugin, "data": site.put("/people/ada/img2d.tif", sample(dist, "img2d.tif").read_bytes())}


@pytest.mark.parametrize("device", DEVICES)
def test_a_link_runs_a_plugin_on_an_image(
    chromium: Browser, site: StaticSite, dist: Path, truth: Path, strangers: Collector, device: str
) -> None:
    strangers.reset()
    context = chromium.new_context(**DEVICES[device])
    link = serve_from_elsewhere(site, dist)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    app = App.visit(context.new_page(), site, {**link, "run": "count", "sigma": "3"})
    tour = Tour(app, truth, touch=device == "phone")

    # The question names the plugin, where it comes from, its hash and that it is sealed; nothing runs before the yes.
    app.question("Install Count nuclei?", link["plugin"], "Sealed.")
    assert app.state("state.runs.length") == 0
    tour.press(app.button("Install"))

    # The image is there, and the form has the link's value.
    app.until("state.windows.some((window) => window.kind === 'image')", 120)
    canvas = app.page.locator("cs-image-window .canvas").first
    canvas.wait_for()
    before = shot_when(canvas, lambda seen: float(seen.std()) > 15, "the image being drawn")
    assert app.page.get_by_role("spinbutton", name="Sigma").input_value() == "3"

    run = tour.run()
    assert run["params"]["sigma"] == 3
    assert len(run["inputs"][0]["sha256"]) == 64
    tour.check_windows()
    tour.show("image")
    shot_when(canvas, lambda seen: colourfulness(seen) > colourfulness(before) + 0.05, "the labels' colours")
    app.page.screenshot(path=RESULTS / f"story-{device}-image.png")

    # With the plugin's own defaults it finds what people drew.
    tour.show("image")
    app.call(CLOSE_RESULTS)
    tour.press(app.button("Reset to defaults"))
    tour.run()
    tour.check_labels()
    for kind in ("table", "figure"):
        tour.show(kind)
        app.page.screenshot(path=RESULTS / f"story-{device}-{kind}.png")
    tour.check_saved()
    assert app.notices() == []
    assert {urlsplit(address).netloc for address in asked if address.startswith("http")} == {f"127.0.0.1:{site.port}"}
    assert asked_of_strangers(strangers) == [], "nothing is asked of any other host"
    context.close()


def test_progress_is_seen_and_a_run_can_be_stopped(shared_app: App) -> None:
    shared_app.begin(shared_app.plugin("steps.py"), "walk", {"steps": 400, "seconds": 0.05})
    run = f"{shared_app.begun}.at(-1)"
    shared_app.until(f"{run}?.progress.fraction > 0.01 && /^step \\d+ of 400$/.test({run}.progress.text)")
    shared_app.button("Stop Walk").click()
    assert shared_app.last_run("stopped", "failed", "done")["state"] == "stopped"


def test_everything_works_again_offline_in_a_fresh_browser(
    playwright: Playwright, site: StaticSite, dist: Path, truth: Path, tmp_path: Path
) -> None:
    link = serve_from_elsewhere(site, dist)
    context = launch_with_profile(playwright.chromium, tmp_path)
    app = App.visit(context.new_page(), site, {**link, "run": "count"})
    app.accept_install()
    app.until("state.windows.some((window) => window.kind === 'image')", 120)
    tour = Tour(app, truth)
    tour.run()
    online = tour.check_labels()
    app.until("state.status.offline.kind === 'ready'")
    context.close()

    site.stop()
    context = launch_with_profile(playwright.chromium, tmp_path)
    context.set_offline(True)
    app = App.visit(context.new_page(), site, {"plugin": link["plugin"], "run": "count"})
    assert app.state("state.status.isolated")
    app.until("state.selected?.op === 'count'")
    assert app.state("state.questions.length") == 0, "it was installed before"
    app.pick(sample(dist, "img2d.tif"))
    app.until("state.windows.some((window) => window.kind === 'image')")
    tour = Tour(app, truth)
    tour.run()
    assert tour.check_labels() == pytest.approx(online)
    tour.check_windows()
    app.dismiss_notices()
    tour.check_saved()
    app.until("!state.status.online || state.status.offline.kind === 'ready'")
    app.page.screenshot(path=RESULTS / "story-offline.png")
    context.close()


def test_a_sample_is_opened_from_the_first_screen(app: App) -> None:
    title = app.state("state.samples[0].title")
    app.page.locator("cs-welcome").get_by_role("button", name=title, exact=False).click()
    app.until("state.windows.some((window) => window.kind === 'image')")
    canvas = app.page.locator("cs-image-window .canvas").first
    shot_when(canvas, lambda seen: float(seen.std()) > 15, "the sample being drawn")
    assert shot(canvas).shape[0] > 200


def test_the_same_site_works_at_the_root_of_a_host(chromium: Browser, dist: Path, tmp_path: Path) -> None:
    from .harness.static_site import StaticSite

    shutil.copytree(dist, tmp_path / "root")
    with StaticSite(tmp_path / "root", base="/") as site:
        context = chromium.new_context()
        app = App.visit(context.new_page(), site)
        app.install("invert")
        assert app.state("state.status.isolated")
        context.close()
