"""The app in a Chromium page, by the roles and names that people and screen readers find."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from playwright.sync_api import Error as PlaywrightError

from .process import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Download, Locator, Page

    from .static_site import StaticSite

Json: TypeAlias = Any
"""What JavaScript gave; its form is known to who asked."""

PATIENCE = 90_000
"""Milliseconds that anything in the page may take on a busy machine; what hangs does so for ever."""
READY = "async () => globalThis.coverslip !== undefined && (await coverslip.ready, true)"
DRAWN = """
await new Promise((drawn) => {
  const visible = document.visibilityState === 'visible';
  if (visible) requestAnimationFrame(() => setTimeout(drawn));
  setTimeout(drawn, visible ? 1000 : 150);
});
"""
"""The app draws what has changed once a frame, or within 0.1 s where a page has no frames."""


@dataclass
class App:
    """One tab with the app."""

    page: Page
    site: StaticSite
    earlier: str | None = None
    """The last run before what was begun last; `last_run` looks only at those after it."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        # The dialogs that give handles can't be driven from outside; without them the app uses its file input.
        self.page.add_init_script("delete window.showOpenFilePicker; delete window.showDirectoryPicker")

    @classmethod
    def visit(cls, page: Page, site: StaticSite, link: Mapping[str, str] | None = None, isolated: bool = True) -> App:
        """Open the app, by a plugin link if `link` names its parts, and wait until it takes calls.

        Args:
            page: an empty page.
            site: the host.
            link: the names and values after `#/app?`.
            isolated: whether to wait for the service worker's isolation headers.
        """
        return cls.follow(page, site, site.address + (f"#/app?{urlencode(link)}" if link else ""), isolated)

    @classmethod
    def follow(cls, page: Page, site: StaticSite, address: str, isolated: bool = True) -> App:
        """Open the app by an address, such as the link of an engine that serves it, and wait until it takes calls."""
        app = cls(page, site)
        page.goto(address)
        app.wait_ready(isolated)
        return app

    def wait_ready(self, isolated: bool = True) -> None:
        """Wait until the app takes calls and, unless told otherwise, has reloaded into isolation.

        On a first visit the app waits for its service worker for a few seconds only, and then goes on without
        isolation; on a busy machine that happens. As a person would, the page is then loaded again.
        """

        def ready() -> bool:
            try:
                if not self.page.evaluate(READY):
                    return False
                if not isolated or self.page.evaluate("crossOriginIsolated"):
                    return True
                self.page.reload()
            except PlaywrightError:
                # The page was on its way to its second, isolated load.
                return False
            return False

        wait_until(ready, "the app being ready", interval=0.05)

    def call(self, body: str, *args: object) -> Json:
        """Run the body of an async function in the page; its parameters are in the array `args`.

        What it changed is drawn when this returns, so that nothing is read or pressed that is about to go.
        """
        script = f"async (args) => {{ const told = await (async () => {{ {body} \n}})(); {DRAWN} return told; }}"
        return self.page.evaluate(script, list(args))

    def state(self, expression: str) -> Json:
        """A value read from the workspace's `state`."""
        return self.page.evaluate(f"() => {{ const {{state}} = coverslip.workspace; return {expression}; }}")

    def until(self, expression: str, timeout: float = 90) -> Json:
        """Wait until an expression of the workspace's `state` is true.

        Returns:
            its value.
        """
        script = f"() => {{ const {{state}} = coverslip.workspace; return {expression}; }}"
        try:
            return self.page.wait_for_function(script, timeout=timeout * 1000).json_value()
        except PlaywrightError as error:
            seen = self.call(SUMMARY)
            raise AssertionError(
                f"{expression} did not become true within {timeout:g} s; the app shows {seen}"
            ) from error

    def install(self, source: str) -> str:
        """Install a plugin by the page's api without a question; gives its id."""
        return str(self.call("return coverslip.api.installPlugin({src: args[0], confirm: false})", source))

    def plugin(self, file: str) -> str:
        """Install one of the tests' plugins; gives its address."""
        address = f"{self.site.origin}/plugins/{file}"
        self.install(address)
        return address

    def button(self, name: str, exact: bool = True) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=exact)

    def question(self, *facts: str) -> None:
        """Wait for a dialog in which all of these texts are seen."""
        self.page.locator("cs-questions").get_by_role("dialog").wait_for()
        for fact in facts:
            self.page.locator("cs-questions").get_by_text(fact).first.wait_for()

    def accept_install(self) -> None:
        """Say yes to the question whether to install a plugin."""
        self.button("Install").click()

    def pick(self, *files: Path) -> None:
        """Open images with the file dialog."""
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Open an image").first.click()
        chooser.value.set_files([str(file) for file in files])

    def drop(self, name: str, content: bytes, media_type: str = "") -> None:
        """Drop a file on the page."""
        transfer = self.page.evaluate_handle(
            """([name, type, content]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, {type}));
                return transfer;
            }""",
            [name, media_type, base64.b64encode(content).decode()],
        )
        for event in ("dragenter", "dragover", "drop"):
            self.page.dispatch_event("cs-app", event, {"dataTransfer": transfer})

    def show_jobs(self) -> None:
        """Open the panel of engines and jobs from the palette."""
        self.page.keyboard.press("Control+k")
        self.page.get_by_role("combobox", name="Find an action").fill("Engines and jobs")
        self.page.get_by_role("option", name="Engines and jobs").click()
        self.page.get_by_role("dialog", name="Engines and jobs").wait_for()

    def until_taken(self, title: str) -> None:
        """Wait until the form shows that this image is what the op will work on."""
        image = self.page.locator("cs-op-form").get_by_label("Image", exact=True)
        chosen = "(list) => list.selectedOptions[0]?.textContent"
        wait_until(lambda: image.evaluate(chosen) == title, f"the form taking {title}")

    def run(self) -> None:
        """Press Run in the form."""
        self.mark()
        self.button("Run").click()

    def begin(self, source: str, op: str, values: Mapping[str, object]) -> None:
        """Call an op without waiting for its answer; it has been asked for when this returns."""
        self.mark()
        self.call("void coverslip.api.call({src: args[0]}, args[1], args[2]).catch(() => 0);", source, op, dict(values))

    def mark(self) -> None:
        """Have `last_run` and `begun` look only at runs that begin from now on."""
        self.earlier = self.state("state.runs.at(-1)?.id ?? null")

    @property
    def begun(self) -> str:
        """An expression of the workspace's `state`: the runs since `mark`, the newest last."""
        return f"state.runs.slice(1 + state.runs.findIndex((run) => run.id === {json.dumps(self.earlier)}))"

    def last_run(self, *states: str, title: str = "", timeout: float = 90) -> dict[str, Json]:
        """Wait until the last run (of the op with that title) has come to one of the states; gives the run.

        A run from before the last `run`, `begin` or `mark` is none: its end must not be taken for the new one's.
        """
        run = f"{self.begun}.findLast((run) => {json.dumps(title)} === '' || run.title === {json.dumps(title)})"
        result: dict[str, Json] = self.until(
            f"{list(states)}.includes({run}?.state) && JSON.parse(JSON.stringify({run}))", timeout
        )
        return result

    def notices(self) -> list[str]:
        """Titles and messages of what the app told."""
        told: list[str] = self.state("state.notices.map((notice) => `${notice.title}: ${notice.message}`)")
        return told

    def dismiss_notices(self) -> None:
        """Dismiss what the app told; some of it may go by itself meanwhile."""
        self.call(
            "const {actions} = document.querySelector('cs-app');"
            "for (const {id} of coverslip.workspace.state.notices) actions.dismiss(id);"
        )

    def saved(self, button: Locator) -> Download:
        """Press a button that saves a file, and wait for the file."""
        with self.page.expect_download() as download:
            button.click()
        return download.value


SUMMARY = """
const {state} = coverslip.workspace;
return JSON.stringify({
  plugins: state.plugins.map((plugin) => [plugin.id, plugin.state]),
  windows: state.windows.map((window) => [window.kind, window.title]),
  runs: state.runs.map((run) => [run.title, run.state, run.progress, run.error]),
  tasks: state.tasks, questions: state.questions.map((question) => question.kind), notices: state.notices,
  log: state.log.slice(-5).map((entry) => entry.text.slice(0, 300)), status: state.status,
});
"""
