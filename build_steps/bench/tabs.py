"""Headless Chromium and its tabs, as the measurements use them."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from build_steps.chromium import FLAGS, PROGRAM
from build_steps.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Playwright

Json: TypeAlias = Any
"""What JavaScript gave; its form is known to who asked."""
_MILLISECONDS = 120_000
"""How long anything may take: the machine may be busy."""
SANDBOX_READY = "coverslip: sandbox ready"
"""The app's mark in the timeline (pwa/src/sandbox/pool.ts)."""


@contextmanager
def profile(playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser with a new profile on the disk, as a person has it: compiled code is kept in it."""
    if shutil.which(PROGRAM) is None:
        raise StepError("The benchmark needs Chromium; on Debian, install chromium.")
    with tempfile.TemporaryDirectory(prefix="coverslip-bench-", ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(
            Path(folder), executable_path=PROGRAM, args=list(FLAGS), viewport={"width": 1280, "height": 800}
        )
        context.set_default_timeout(_MILLISECONDS)
        try:
            yield context
        finally:
            context.close()


@contextmanager
def tab(context: BrowserContext, url: str, script: str | None = None) -> Iterator[Page]:
    """A new tab at `url`, closed afterwards; `script` runs in it before anything else does."""
    page = context.new_page()
    try:
        if script is not None:
            page.add_init_script(script)
        page.goto(url, wait_until="commit")
        yield page
    finally:
        page.close()


@contextmanager
def app_tab(context: BrowserContext, url: str) -> Iterator[Page]:
    """The app in a new tab; `url` is where `site/` stands.

    The page reloads itself once into isolation, and nothing that runs in it before would end.
    """
    with tab(context, url + "site/") as page:
        page.wait_for_function("() => globalThis.crossOriginIsolated", polling=50)
        yield page


def in_app(page: Page, body: str, argument: object = None) -> Json:
    """Runs the body of an async function in the app's page as soon as it takes calls.

    The body finds the argument as `argument`.
    """
    script = (
        "async (argument) => {"
        "  while (globalThis.coverslip === undefined) await new Promise((next) => setTimeout(next, 1));"
        "  await coverslip.ready;"
        f"  {body}"
        "}"
    )
    return page.evaluate(script, argument)


def wait_for_sandbox(page: Page, count: int) -> None:
    """Waits until the app has made its `count`-th sandbox ready for the next plugin, and has come to rest."""
    page.wait_for_function(
        "([name, count]) => performance.getEntriesByName(name).length >= count", arg=[SANDBOX_READY, count], polling=50
    )
    page.evaluate("() => new Promise((done) => requestIdleCallback(done, {timeout: 2000}))")
