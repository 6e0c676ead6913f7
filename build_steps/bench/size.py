"""The group `size`: bytes that a first visit fetches, in a new profile, from a host that sets no headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from build_steps.bench import groups
from build_steps.bench.start import lite_answer
from build_steps.bench.tabs import app_tab, in_app, profile

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from build_steps.bench.figures import Samples
    from build_steps.bench.server import CountingServer

_ANSWER = "await coverslip.api.call({src: argument.src, confirm: false}, 'run', argument.code);"


@dataclass
class Size:
    """Counts what the server sends; `url` is where the folder's `assets/` stand."""

    playwright: Playwright
    server: CountingServer
    url: str
    samples: Samples

    def measure(self, *, peer: bool) -> None:
        """Visits each page once: what is fetched does not vary."""
        self._ours("bare", "", groups.BYTES)
        self._ours("numpy", "import numpy", groups.BYTES_NUMPY)
        if peer:
            self._lite("", groups.BYTES_LITE)
            self._lite("import numpy", groups.BYTES_NUMPY_LITE)

    def _ours(self, variant: str, code: str, name: str) -> None:
        self.server.sent.clear()
        with profile(self.playwright) as context, app_tab(context, self.url) as page:
            in_app(page, "")
            shell = sum(size for path, size in self.server.sent if "/site/assets/" not in path) / 1000
            in_app(page, _ANSWER, {"src": f"{self.url}pages/{variant}.py", "code": code})
            self.samples.add({name: self._kilobytes()})
            if variant == "bare":
                self.samples.add({groups.SHELL: shell})

    def _lite(self, code: str, name: str) -> None:
        self.server.sent.clear()
        with profile(self.playwright) as context:
            try:
                lite_answer(context, self.url, code)
            except PlaywrightTimeout:
                self.samples.reasons |= dict.fromkeys((name, groups.SHELL_LITE), "JupyterLite did not answer in time")
                return
            self.samples.add({name: self._kilobytes()})
            if not code:
                shell = sum(size for path, size in self.server.sent if not _is_python(path))
                self.samples.add({groups.SHELL_LITE: shell / 1000})

    def _kilobytes(self) -> float:
        return sum(size for _path, size in self.server.sent) / 1000


def _is_python(path: str) -> bool:
    """Whether it belongs to JupyterLite's Python: the interpreter or a wheel."""
    return "/jupyterlite-pyodide/" in path or path.partition("?")[0].endswith(".whl")
