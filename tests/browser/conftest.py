"""Browsers and sites that the tests share: one Chromium a module, a fresh profile and a fresh server a test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from .harness import chromium as chromium_engine
from .harness.app import App
from .harness.collector import Collector
from .harness.static_site import StaticSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def strangers() -> Iterator[Collector]:
    """Records every request of the shared Chromium that goes to a host that is not this machine."""
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, strangers: Collector) -> Iterator[Browser]:
    """One Chromium; its contexts are fresh profiles."""
    browser = chromium_engine.launch(playwright.chromium, proxy=strangers.address)
    yield browser
    browser.close()


@pytest.fixture
def site(dist: Path) -> Iterator[StaticSite]:
    """The built site on a plain host without headers, below a sub-path, with the tests' plugins beside it."""
    with serve(dist) as server:
        yield server


@pytest.fixture(scope="module")
def shared_site(dist: Path) -> Iterator[StaticSite]:
    """As `site`, for all tests of a module."""
    with serve(dist) as server:
        yield server


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a desktop."""
    profile = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield profile
    # What is asked for at the last moment is answered by nobody.
    profile.unroute_all(behavior="ignoreErrors")
    profile.close()


@pytest.fixture
def app(context: BrowserContext, site: StaticSite) -> App:
    """The app, opened for the first time and isolated."""
    return App.visit(context.new_page(), site)


@pytest.fixture(scope="module")
def shared_app(chromium: Browser, shared_site: StaticSite) -> Iterator[App]:
    """The app, opened once for all tests of a module; each of them leaves it usable."""
    profile = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield App.visit(profile.new_page(), shared_site)
    profile.close()


def serve(dist: Path) -> StaticSite:
    """Serve a built site with the tests' plugins below `/plugins/`."""
    server = StaticSite(dist)
    for file in PLUGINS.iterdir():
        if file.is_file():
            server.put(f"/plugins/{file.name}", file.read_bytes())
    return server
