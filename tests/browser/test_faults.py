"""Wrong bytes, cut downloads, holes in the cache and no room: each is told, and heals when it can."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from .harness.app import App
from .harness.static_site import Faults

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from .harness.static_site import StaticSite

CALL = "return coverslip.api.call({src: args[0]}, args[1], args[2]);"
TRY = """
try { await coverslip.api.call({src: args[0]}, args[1], args[2]); return ''; } catch (error) { return error.message; }
"""


def manifest(site: StaticSite) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(site.content(site.base + "site.json") or b"")
    return told


def numpy_path(site: StaticSite) -> str:
    path: str = manifest(site)["packages"]["numpy"]["archive"]["path"]
    return path


def visited_with(context: BrowserContext, site: StaticSite, fault: Faults) -> App:
    """The app where numpy can't be had; that stands before the app does, which fetches ahead when it is idle."""
    site.faults[numpy_path(site)] = fault
    return App.visit(context.new_page(), site)


def test_a_file_with_wrong_bytes_is_refused_and_named(context: BrowserContext, site: StaticSite) -> None:
    path = numpy_path(site)
    good = site.content(site.base + path) or b""
    app = visited_with(context, site, Faults(instead=good[:-20] + bytes(20)))
    source = app.plugin("echo.py")
    message = app.call(TRY, source, "same", {"value": 1})
    assert "numpy" in message or path.split("/")[-1][:16] in message
    app.site.faults.clear()
    assert app.call(CALL, source, "same", {"value": 1}) == 1, "it heals once the host is right"


def test_other_bytes_of_the_same_encoding_are_refused_by_their_sha256(
    context: BrowserContext, site: StaticSite
) -> None:
    app = visited_with(context, site, Faults(instead=gzip.compress(b"not numpy")))
    source = app.plugin("echo.py")
    message = app.call(TRY, source, "same", {"value": 1})
    assert "sha256" in message
    assert manifest(app.site)["packages"]["numpy"]["archive"]["sha256"] in message


def test_a_cut_download_is_told_and_tried_again(context: BrowserContext, site: StaticSite) -> None:
    app = visited_with(context, site, Faults(cut_after=100_000))
    source = app.plugin("echo.py")
    message = app.call(TRY, source, "same", {"value": 1})
    assert message != ""
    kept = app.call("return (await (await caches.open('coverslip-assets')).keys()).map(({url}) => url);")
    sha256 = manifest(site)["packages"]["numpy"]["archive"]["sha256"]
    assert not any(sha256 in url for url in kept), "the part that came is not kept"
    app.site.faults.clear()
    assert app.call(CALL, source, "same", {"value": 1}) == 1


def test_a_cut_download_of_an_image_is_told(context: BrowserContext, site: StaticSite) -> None:
    address = site.put("/people/big.tif", bytes(1_000_000))
    site.faults["big.tif"] = Faults(cut_after=5000)
    app = App.visit(context.new_page(), site, {"plugin": "invert", "data": address})
    alert = app.page.get_by_role("alert").first
    alert.wait_for()
    assert "big.tif" in alert.inner_text()


def test_an_install_that_is_cut_leaves_the_app_working_and_heals(context: BrowserContext, site: StaticSite) -> None:
    path = manifest(site)["runtime"]["files"]["pyodide.asm.wasm"]["path"]
    site.faults[path] = Faults(cut_after=10_000)
    app = App.visit(context.new_page(), site)
    source = app.plugin("echo.py")
    assert app.call(TRY, source, "same", {"value": 1}) != ""
    site.faults.clear()
    assert app.call(CALL, source, "same", {"value": 1}) == 1
    app.page.reload()
    app.wait_ready()
    app.until("state.status.offline.kind === 'ready'")


def test_holes_in_the_cache_are_named_offline_and_healed_online(context: BrowserContext, site: StaticSite) -> None:
    app = App.visit(context.new_page(), site)
    app.until("state.status.offline.kind === 'ready'")
    lost = manifest(site)["runtime"]["files"]["pyodide.asm.wasm"]
    deleted = app.call(
        "return (await caches.open('coverslip-assets')).delete(new URL('assets/' + args[0], document.baseURI));",
        lost["sha256"],
    )
    assert deleted
    site.stop()
    app.page.reload()
    app.wait_ready()
    missing = app.until("state.status.offline.kind === 'incomplete' && state.status.offline.missing")
    assert any("pyodide.asm.wasm" in name for name in missing)
    site.start()
    app.page.reload()
    app.wait_ready()
    app.until("state.status.offline.kind === 'ready'")
    assert app.call(CALL, app.plugin("loops.py"), "spin", {"turns": 2}) == 2


def test_a_full_storage_is_told_and_the_app_works_on(context: BrowserContext, site: StaticSite) -> None:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": site.origin, "quotaSize": 2_000_000})
    app = App.visit(page, site, isolated=False)
    source = app.plugin("echo.py")
    assert app.call(CALL, source, "same", {"value": 1}) == 1
    app.until("state.notices.some((notice) => /no room|storage|space/i.test(notice.message))")
    assert app.state("state.status.offline.kind") != "ready"
