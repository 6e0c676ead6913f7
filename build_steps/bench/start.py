"""The group `start`: how long until Python, until numpy, until scikit-image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from build_steps.bench import groups
from build_steps.bench.place import PAGES, VARIANTS
from build_steps.bench.tabs import in_app, tab, wait_for_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_CODE = {"bare": "", "numpy": "import numpy", "scikit_image": (PAGES / "six_functions.py").read_text(encoding="utf-8")}
_CALL = """
  const start = Date.now();
  const [first, done] = await coverslip.api.call({src: argument.src, confirm: false}, 'run', argument.code);
  return {first: first * 1000 - start, done: performance.now() - (start - performance.timeOrigin),
          page: performance.now()};
"""
_LITE_ANSWER = """
  const seen = () => document.body?.innerText.includes('answer 42') && (globalThis.answered ??= performance.now());
  new MutationObserver(seen).observe(document, {subtree: true, childList: true, characterData: true});
"""


@dataclass
class Start:
    """The measurements of one round; `url` is where the folder's `assets/` stand."""

    context: BrowserContext
    url: str
    samples: Samples
    number: int = 0
    """Of plugins installed so far: each is installed from an address of its own."""

    def round(self, *, peer: bool) -> None:
        """Takes every measurement once, in turns: ours between those that it is measured against."""
        turns: list[Callable[[], None]] = [
            self._plain_numpy,
            self._sandboxes,
            self._plain_images,
            self._kept_warm,
            *([self._jupyterlite] if peer else []),
            lambda: self._cold("bare", groups.CLICK_COLD),
            lambda: self._cold("numpy", groups.NUMPY_COLD, groups.NUMPY_PAGE),
            lambda: self._cold("scikit_image", groups.IMAGE_COLD),
        ]
        for measure in turns:
            measure()

    def _plain_numpy(self) -> None:
        started, done = self._plain("numpy")
        self.samples.add({groups.PLAIN: started, groups.NUMPY_PLAIN: done})

    def _plain_images(self) -> None:
        started, done = self._plain("scikit_image")
        self.samples.add({groups.PLAIN: started, groups.IMAGE_PLAIN: done})

    def _plain(self, variant: str) -> tuple[float, float]:
        with tab(self.context, self.url + "pages/parts.html") as page:
            page.wait_for_function("() => globalThis.bench !== undefined")
            found = page.evaluate(
                "([packages, code]) => bench.plain(packages, code)", [list(VARIANTS[variant]), _CODE[variant]]
            )
            return float(found["started"]), float(found["done"])

    def _sandboxes(self) -> None:
        with tab(self.context, self.url + "pages/parts.html") as page:
            page.wait_for_function("() => globalThis.bench !== undefined")
            cold, warm = page.evaluate("() => bench.sandboxes()")
            self.samples.add({groups.COLD: cold, groups.WARM: warm})

    def _kept_warm(self) -> None:
        with tab(self.context, self.url + "site/") as page:
            rows = {"bare": groups.CLICK, "numpy": groups.NUMPY_WARM, "scikit_image": groups.IMAGE_WARM}
            for count, (variant, name) in enumerate(rows.items(), start=1):
                wait_for_sandbox(page, count)
                found = in_app(page, _CALL, self._plugin(variant))
                self.samples.add({name: found["first" if variant == "bare" else "done"]})

    def _cold(self, variant: str, name: str, from_opening: str | None = None) -> None:
        with tab(self.context, self.url + "site/") as page:
            found = in_app(page, _CALL, self._plugin(variant))
            self.samples.add({name: found["first" if variant == "bare" else "done"]})
            if from_opening is not None:
                self.samples.add({from_opening: found["page"]})

    def _jupyterlite(self) -> None:
        try:
            self.samples.add({groups.NUMPY_LITE: lite_answer(self.context, self.url, "import numpy")})
        except PlaywrightTimeout:
            self.samples.reasons[groups.NUMPY_LITE] = "JupyterLite did not answer in time"

    def _plugin(self, variant: str) -> dict[str, str]:
        self.number += 1
        return {"src": f"{self.url}pages/{variant}.py?{self.number}", "code": _CODE[variant]}


def lite_answer(context: BrowserContext, url: str, code: str) -> float:
    """Opens JupyterLite's REPL with `code` to run.

    Returns:
        milliseconds from opening the page until the code has run and the page shows its answer.
    """
    shown = f"{code}%0Aprint('answer',%206*7)"
    address = f"{url}jupyterlite/repl/index.html?kernel=python&code={shown.replace(' ', '%20')}"
    with tab(context, address, _LITE_ANSWER) as page:
        page.wait_for_function("() => globalThis.answered !== undefined", polling=50)
        return float(page.evaluate("() => globalThis.answered"))
