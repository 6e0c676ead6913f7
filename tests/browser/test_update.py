"""A new version of the site: the old one serves on, the person is asked, and all tabs change together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .harness.app import App
from .harness.pictures import pictures
from .harness.process import wait_until
from .harness.release import next_version
from .harness.static_site import Faults

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from .harness.static_site import StaticSite

NEXT = "Coverslip, the next version"
#: As GitHub Pages sends: a browser's own cache may keep any file for ten minutes.
CACHED = {"cache-control": "max-age=600"}


def look_for_update(app: App) -> None:
    """What a browser does by itself from time to time."""
    app.call(
        "const all = await navigator.serviceWorker.getRegistrations(); await Promise.all(all.map((r) => r.update()));"
    )


def version(app: App) -> str:
    told: str = app.call("return coverslip.version;")
    return told


@pytest.mark.parametrize("headers", [{}, CACHED], ids=["uncached", "cached for ten minutes"])
def test_tabs_work_on_are_told_and_change_together(
    context: BrowserContext, site: StaticSite, tmp_path: Path, headers: dict[str, str]
) -> None:
    site.headers = headers
    app = App.visit(context.new_page(), site)
    app.until("state.status.offline.kind === 'ready'")
    old = version(app)
    site.root = next_version(site.root, tmp_path / "next")
    look_for_update(app)
    app.until("state.status.updateReady")
    app.page.get_by_text("A new version is ready.").wait_for()

    # The old tab goes on with its own version, the parts included that it had not loaded before.
    app.drop("kept.png", pictures()["PNG of 8 bits"].content)
    app.until("state.windows.length === 1")
    app.page.locator("cs-image-window .canvas").first.wait_for()
    assert version(app) == old
    # So does a second tab, opened while the first is open.
    second = App.visit(context.new_page(), site)
    assert (version(second), second.page.title()) == (old, "Coverslip")

    app.page.get_by_role("button", name="Reload", exact=True).click()
    for tab in (app, second):
        tab.page.wait_for_function("title => document.title === title", arg=NEXT)
        tab.wait_ready()
        assert version(tab) != old
    app.until("state.status.offline.kind === 'ready'")
    keys = app.call("return caches.keys();")
    assert len([key for key in keys if key.startswith("coverslip-shell-")]) == 1, "the old version is removed"


def test_a_version_that_does_not_arrive_whole_changes_nothing(
    context: BrowserContext, site: StaticSite, tmp_path: Path
) -> None:
    app = App.visit(context.new_page(), site)
    app.until("state.status.offline.kind === 'ready'")
    old = version(app)
    site.root = next_version(site.root, tmp_path / "next")
    site.faults["index.html"] = Faults(cut_after=200)
    site.faults[site.base] = Faults(cut_after=200)
    app.call("await navigator.serviceWorker.getRegistration().then((r) => r.update()).catch(() => 0);")
    wait_until(
        lambda: app.call("const r = await navigator.serviceWorker.getRegistration(); return !r.installing;"), "the try"
    )
    assert app.state("state.status.updateReady") is False
    again = App.visit(context.new_page(), site)
    assert version(again) == old

    site.faults.clear()
    look_for_update(app)
    app.until("state.status.updateReady")
