"""The panel of engines and jobs: what an engine holds, what a job gave, and what is asked, on a desktop and a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import tifffile
from playwright.sync_api import ViewportSize

from .harness.app import App
from .harness.axe import grave
from .harness.engine_program import engine
from .harness.process import wait_until
from .harness.relay import relay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from .harness.relay import Relay
    from .harness.static_site import StaticSite

PLUGIN = Path(__file__).parent / "plugins" / "engine_ops.py"
RESULTS = Path(__file__).parents[2] / "test-results"
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=800)
JOB = "state.jobs[0]?.job.state"
#: Environments are made, and processes started, on a machine that may be busy.
SLOW = 300
#: Bytes of the file that is sent over a way that breaks: three parts of an upload.
LARGE = 24 * 2**20

#: Asks as a browser does that was not asked before. What is shown is shown by the browser itself.
UNASKED = """
globalThis.asked = [];
class Unasked extends Notification {
  static get permission() { return asked.length > 0 ? 'granted' : 'default'; }
  static async requestPermission() {
    asked.push(coverslip.workspace.state.jobs.length);
    return 'granted';
  }
}
globalThis.Notification = Unasked;
"""
LOW = """
const low = [];
const look = (root) => root.querySelectorAll('*').forEach((each) => {
  if (each.shadowRoot) look(each.shadowRoot);
  const {width, height} = each.getBoundingClientRect();
  if (each.matches('button, select, input, summary') && width > 0 && height < 44)
    low.push(`${each.localName} ${each.ariaLabel ?? each.textContent.trim()}: ${height}`);
});
look(document.querySelector(args[0]).shadowRoot);
return low;
"""


@pytest.fixture(scope="module")
def way(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Relay, str]]:
    """A way to an engine that breaks three times while much is sent, and the engine's link for it."""
    with engine(tmp_path_factory.mktemp("engine"), dist) as link:
        address, _, page = link.partition("/#/")
        with relay(int(address.rpartition(":")[2]), cut_after=5 * 2**20, cuts=3) as made:
            yield made, f"http://127.0.0.1:{made.port}/#/{page}"


@pytest.fixture(scope="module")
def phone(chromium: Browser, shared_site: StaticSite, way: tuple[Relay, str]) -> Iterator[App]:
    """The app on a phone, as the engine's link opens it, with a plugin."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    context.grant_permissions(["notifications"], origin=way[1].partition("/#/")[0])
    context.add_init_script(UNASKED)
    app = App.follow(context.new_page(), shared_site, way[1])
    app.until("state.engines[0]?.state === 'connected'")
    app.drop(PLUGIN.name, PLUGIN.read_bytes())
    app.accept_install()
    app.until("state.plugins.some(({id, ops}) => id === 'file:engine_ops.py' && ops.length > 0)", SLOW)
    yield app
    context.close()


def look_at(app: App, what: str, element: str) -> None:
    """Find nothing grave, and on the phone nothing too low for a finger; keep pictures for people to look at."""
    RESULTS.mkdir(exist_ok=True)
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        app.page.set_viewport_size(viewport)
        for colours in ("dark", "light"):
            app.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            app.page.screenshot(path=RESULTS / f"screen-{size}-{colours}-{what}.png")
            assert (size, colours, grave(app)) == (size, colours, [])
    assert app.call(LOW, element) == []


def form(app: App, title: str, where: str) -> None:
    """Choose an op, and where it runs."""
    app.page.get_by_role("tab", name="Plugins").click()
    app.button(title).click()
    place = app.page.get_by_label("Where to run")
    place.select_option(label=f"Engine {app.state('new URL(state.engines[0].id).host')}, {where}")


def test_a_person_allows_a_plugin_there_and_its_job_gives_labels_over_their_image(phone: App, tmp_path: Path) -> None:
    app = phone
    picture = tmp_path / "cells.tif"
    tifffile.imwrite(picture, np.arange(64 * 48, dtype=np.uint16).reshape(48, 64))
    app.drop(picture.name, picture.read_bytes())
    app.until("state.windows.some(({title}) => title === 'cells.tif')")
    image = app.state("state.windows.find(({title}) => title === 'cells.tif').id")
    form(app, "Mark bright", "as a job")
    assert app.call("return asked") == []
    app.button("Run").click()
    app.question("not sealed off")
    look_at(app, "engine-question", "cs-questions")
    app.button("Install there").click()
    app.until(f"{JOB} === 'done'", SLOW)
    # It was asked when the job was handed in, before there was one, and once.
    assert app.call("return asked") == [0]

    # Whoever opens the result later, in another page, has it over the same image.
    app.page.reload()
    app.wait_ready()
    app.until(f"{JOB} === 'done'")
    app.call("document.querySelector('cs-app').actions.closeWindow(args[0])", image)
    app.drop(picture.name, picture.read_bytes())
    app.until("state.windows.some(({title}) => title === 'cells.tif')")
    image = app.state("state.windows.findLast(({title}) => title === 'cells.tif').id")
    app.show_jobs()
    app.button("Open result of Here and there: Mark bright").click()
    layers = "state.windows.flatMap(({layers}) => layers ?? [])"
    assert app.until(f"{layers}.find(({{kind}}) => kind === 'labels')?.windowId") == image
    app.until("state.windows.some((window) => window.kind === 'table')")
    app.page.get_by_role("dialog", name="Engines and jobs").wait_for(state="hidden")


def test_the_end_of_a_job_is_told_by_the_system_to_who_looks_elsewhere(phone: App, tmp_path: Path) -> None:
    app = phone
    go_on = tmp_path / "go-on"
    form(app, "Hold", "as a job")
    app.page.get_by_label("Path").fill(str(go_on))
    app.button("Run").click()
    app.until(f"{JOB} === 'running' && state.jobs[0].pictures.length > 0 && state.jobs[0].curves.length > 0", SLOW)
    look_at(app, "job-running", "cs-engines")
    app.call("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    go_on.touch()
    shown = """
    const worker = await navigator.serviceWorker.getRegistration();
    return (await worker.getNotifications()).map(({title}) => title);
    """
    wait_until(lambda: app.call(shown) == ["Here and there: Hold is done"], "the notification")
    app.call("delete document.hidden")
    look_at(app, "job-done", "cs-engines")
    app.page.locator("cs-engines").get_by_role("button", name="Close").click()


def test_what_an_engine_holds_is_seen_and_let_go(phone: App) -> None:
    app = phone
    form(app, "Smooth", "now")
    app.run()
    app.last_run("done", timeout=SLOW)
    app.show_jobs()
    dialog = app.page.locator("cs-engines")
    dialog.get_by_text("Plugins, processes and environments").click()
    end = dialog.get_by_role("button", name="End the processes of Here and there for owner")
    end.wait_for()
    look_at(app, "engine-holds", "cs-engines")
    end.click()
    dialog.get_by_text("None runs. The next call starts one.").wait_for()
    dialog.get_by_role("button", name="Remove the environment of Here and there").click()
    dialog.get_by_text("None is on this computer.").wait_for()
    dialog.get_by_role("button", name="Remove Here and there from the engine").click()
    app.question("Its jobs that wait or run are stopped.")
    app.button("Yes").click()
    dialog.get_by_text("No plugin is installed there.").wait_for()
    dialog.get_by_role("button", name="Close").click()

    # An engine that does not answer is not asked again and again.
    asked = """
    const element = document.createElement('cs-holdings');
    let asked = 0;
    const look = async () => { asked += 1; };
    element.engine = {id: 'silent', state: 'connected', info: {scopes: []}, message: '', holdings: null};
    element.actions = {engines: {holdings: {look}}};
    document.body.append(element);
    await element.updateComplete;
    const details = element.shadowRoot.querySelector('details');
    details.open = true;
    await new Promise((resolve) => details.addEventListener('toggle', resolve, {once: true}));
    for (let turn = 0; turn < 20; turn += 1) await element.updateComplete;
    const before = asked;
    element.shadowRoot.querySelector('button').click();
    for (let turn = 0; turn < 20; turn += 1) await element.updateComplete;
    element.remove();
    return [before, asked];
    """
    assert app.call(asked) == [1, 2]


def test_a_large_file_comes_whole_over_a_way_that_breaks(phone: App, way: tuple[Relay, str]) -> None:
    app = phone
    given, sha256 = app.call(
        """
        const bytes = new Uint8Array(args[0]);
        for (let i = 0; i < bytes.length; i += 1) bytes[i] = (i * 2654435761) >>> 13;
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const link = JSON.parse(localStorage.getItem('coverslip.engines'))[0];
        const engine = await coverslip.api.engines.connect(link);
        const job = await engine.submit({plugin: 'file:engine_ops.py', op: 'give', args: [new File([bytes], 'large')]});
        return [(await job.files())[0], [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')];
        """,
        LARGE,
    )
    assert (given["size"], given["sha256"]) == (LARGE, sha256)
    assert way[0].cuts == 0
    # What had come before a cut was kept, and not taken once more.
    token = way[1].rpartition("token=")[2]
    figures = app.call("return (await fetch('metrics', {headers: {Authorization: `Bearer ${args[0]}`}})).text()", token)
    (taken,) = re.findall(r"^coverslip_uploaded_bytes_total (.*)$", figures, re.MULTILINE)
    assert float(taken) == LARGE
