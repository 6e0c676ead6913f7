"""The first visit to a plain host: isolation, installability, no other host, a small shell, and no wait for Python."""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .harness.app import App
from .harness.chromium import launch_with_profile
from .harness.static_site import Faults, StaticSite

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Playwright, Route

LARGEST_SHELL = 150_000


def test_the_first_visit_ends_isolated_without_headers_from_the_host(app: App) -> None:
    assert app.call("return [crossOriginIsolated, coverslip.workspace.state.status.isolated]") == [True, True]
    source = app.plugin("loops.py")
    body = "return coverslip.api.call({src: args[0]}, 'spin', {turns: 3});"
    assert app.call(body, source) == 3


def test_the_app_can_be_installed(playwright: Playwright, site: StaticSite, tmp_path: Path) -> None:
    context = launch_with_profile(playwright.chromium, tmp_path)
    app = App.visit(context.new_page(), site)
    session = context.new_cdp_session(app.page)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["name"] == "Coverslip"
    app.until("state.status.installable")
    app.button("Install app").first.wait_for()
    context.close()


def test_the_shell_is_small_and_comes_without_python(context: BrowserContext, site: StaticSite) -> None:
    gate = threading.Event()
    site.faults["sw.js"] = Faults(status=404)
    for file in json.loads(site.content(site.base + "site.json") or b"")["runtime"]["files"].values():
        site.faults[file["path"]] = Faults(until=gate)
    app = App.visit(context.new_page(), site, isolated=False)
    app.button("Add a plugin").first.click()
    app.page.get_by_label("Link to a plugin").first.fill("typed while nothing of Python is there")
    fetched = {path: site.content(path) for path in site.asked() if path.startswith(site.base)}
    # The service worker is no part of the shell: nothing that the person sees waits for it.
    shell = {
        path: len(gzip.compress(body, 9))
        for path, body in fetched.items()
        if body and "/assets/" not in path and not path.endswith("/sw.js")
    }
    assert app.state("state.windows.length") == 0
    assert len(shell) >= 3
    assert sum(shell.values()) <= LARGEST_SHELL, shell
    gate.set()


def test_a_host_without_https_is_told_what_to_do(context: BrowserContext, site: StaticSite) -> None:
    host = "http://insecure.example/"

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = path if path != "/" else "/index.html"
        content = site.content(site.base + file[1:])
        kind = mimetypes.guess_type(file)[0]
        route.fulfill(body=content, content_type=kind) if content else route.fulfill(status=404)

    context.route(f"{host}**", answer)
    page = context.new_page()
    page.goto(host)
    page.get_by_role("alert").get_by_text("Open it by https://").wait_for()
    assert "http://insecure.example" in page.get_by_role("alert").inner_text()


def test_a_browser_that_keeps_nothing_is_told_what_to_do(context: BrowserContext, site: StaticSite) -> None:
    denied = "{get() { throw new DOMException('The operation is insecure.', 'SecurityError'); }}"
    context.add_init_script(f"Object.defineProperty(globalThis, 'caches', {denied})")
    page = context.new_page()
    page.goto(site.address)
    page.get_by_role("alert").get_by_text("Allow it to store data for this site").wait_for()


def test_the_icons_and_the_title_are_there(app: App) -> None:
    assert app.page.title() == "Coverslip"
    manifest = json.loads(app.site.content(app.site.base + "manifest.webmanifest") or b"")
    sizes = set()
    for icon in manifest["icons"]:
        assert app.site.content(app.site.base + icon["src"].removeprefix("./")), icon
        sizes.add(icon["sizes"])
    assert {"192x192", "512x512"} <= sizes


def test_the_browser_is_asked_to_keep_the_files_and_its_answer_is_shown(app: App) -> None:
    app.call("document.querySelector('cs-app').actions.askPersistence()")
    answer = app.until("state.status.persisted !== null && [state.status.persisted]")[0]
    app.page.get_by_role("button", name="Works offline").or_(
        app.page.get_by_role("button", name="Sealed")
    ).first.click()
    words = "answered that it keeps" if answer else "answered that it may remove"
    app.page.get_by_text(words).first.wait_for()


def test_plugins_that_never_ran_work_offline_where_it_is_said_so(app: App) -> None:
    echo = app.plugin("echo.py")
    lacks = "(name) => state.status.needNetwork.includes(name)"
    app.until(f"['Count nuclei', 'Echo', 'Invert'].map({lacks}).join() === 'true,false,false'", 120)
    assert app.state("state.status.offline.kind") == "ready"
    app.button("Works offline").first.click()
    app.page.get_by_text(re.compile("Not saved yet is what .*Count nuclei")).wait_for()
    app.button("Save that, too").click()
    app.until("state.status.needNetwork.length === 0 && state.tasks.length === 0", 240)
    app.page.get_by_text("You can switch the network off now.").wait_for()
    app.site.stop()
    app.page.reload()
    app.wait_ready()
    app.call("document.querySelector('cs-app').actions.openSample('img2d.tif')")
    app.until("state.windows.length === 1")
    body = """
    const image = new coverslip.NDArray(Float32Array.from({length: 4096}, (_, i) => (i % 64 < 20 ? 9 : 1)), [64, 64]);
    const [, table] = await coverslip.api.call('count_nuclei', 'count', {image});
    const {data} = await coverslip.api.call('invert', 'invert', {image});
    return [table.rows.length, data[0], await coverslip.api.call(args[0], 'same', {value: 7})];
    """
    assert app.call(body, echo) == [1, 1, 7]
    app.site.start()


def test_a_range_request_is_answered_with_the_slice(app: App) -> None:
    app.until("state.status.offline.kind === 'ready'")
    told = app.call(
        """
        const whole = new Uint8Array(await (await fetch('index.html')).arrayBuffer());
        const answer = await fetch('index.html', {headers: {range: 'bytes=10-19'}});
        const part = new Uint8Array(await answer.arrayBuffer());
        const bad = await fetch('index.html', {headers: {range: `bytes=${whole.length}-`}});
        const same = part.join() === whole.slice(10, 20).join();
        return [answer.status, answer.headers.get('content-range'), same, whole.length, bad.status];
        """
    )
    assert told[:3] == [206, f"bytes 10-19/{told[3]}", True]
    assert told[4] == 416


def test_a_host_with_isolation_headers_is_isolated_at_once(chromium: Browser, dist: Path) -> None:
    headers = {"cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "credentialless"}
    with StaticSite(dist, headers=headers) as site:
        site.faults["sw.js"] = Faults(status=404)
        context = chromium.new_context()
        app = App.visit(context.new_page(), site)
        assert app.state("state.status.isolated")
        context.close()
