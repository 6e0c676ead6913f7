"""Debian's Chromium, driven by playwright."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page
from playwright.sync_api import Error as PlaywrightError

from build_steps.chromium import FLAGS, PROGRAM

from .engine import ScriptError, Tab


def launch(kind: BrowserType, proxy: str | None = None) -> Browser:
    """Start Chromium; its contexts are fresh profiles in memory.

    Args:
        kind: playwright's `chromium`.
        proxy: address that gets every request that does not go to this machine.
    """
    return kind.launch(
        executable_path=PROGRAM,
        args=list(FLAGS),
        proxy={"server": proxy, "bypass": "127.0.0.1"} if proxy else None,
    )


def launch_with_profile(kind: BrowserType, folder: Path) -> BrowserContext:
    """Start Chromium with a profile on the disk, as a person has it."""
    return kind.launch_persistent_context(folder, executable_path=PROGRAM, args=list(FLAGS))


@dataclass
class ChromiumTab:
    """One page; `page` is playwright's own object for what only it can do."""

    page: Page

    def open(self, url: str) -> None:
        self.page.goto(url)

    def evaluate(self, body: str, *args: object, timeout: float = 60.0) -> object:
        # Playwright has no time limit for a script; a race inside the page gives it one.
        script = (
            "([args, milliseconds]) => Promise.race(["
            f"(async () => {{ {body} \n}})(),"
            "new Promise((_, fail) => setTimeout(() => fail(new Error('the script took too long')), milliseconds))])"
        )
        try:
            result: object = self.page.evaluate(script, [list(args), timeout * 1000])
        except PlaywrightError as error:
            raise ScriptError(str(error)) from error
        return result

    def close(self) -> None:
        self.page.close()


@dataclass
class Chromium:
    """Chromium as one engine among others."""

    kind: BrowserType
    name: str = "chromium"
    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="coverslip-chromium-", ignore_cleanup_errors=True)
    )

    def __post_init__(self) -> None:
        self.context = launch_with_profile(self.kind, Path(self.folder.name))

    def tab(self) -> Tab:
        return ChromiumTab(self.context.new_page())

    def close(self) -> None:
        self.context.close()
        self.folder.cleanup()
