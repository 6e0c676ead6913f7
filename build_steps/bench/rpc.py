"""The group `rpc`: arrays from plugin to plugin, and round trips, against the browser's own messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.tabs import in_app, tab

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_SIDE = 4096
"""An array of 4096 × 4096 float32 has 64 MiB."""
_CALLS = 200
_TIMES = 3
"""Arrays that are sent in each turn, after two that fill the pool of buffers."""
_HEADER = {
    "name": "Timed",
    "version": "1.0.0",
    "description": "",
    "license": "",
    "dependencies": [],
    "samples": [],
}
_API_CALLS = """
  const plugin = await coverslip.api.getPlugin({src: argument.src, confirm: false});
  const times = [];
  for (let i = 0; i < 2 * argument.calls; i++) {
    const start = performance.now();
    await plugin.nothing();
    times.push(performance.now() - start);
  }
  return times.slice(argument.calls).sort((a, b) => a - b)[argument.calls >> 1];
"""
_SEND = """
  const {api} = coverslip;
  await api.getPlugin({src: argument.to, confirm: false});
  const from = await api.getPlugin({src: argument.from, confirm: false});
  return from.send({source: argument.to, side: argument.side, times: argument.times});
"""


@dataclass
class Rpc:
    """The measurements of one round; `url` is where the folder's `assets/` stand."""

    context: BrowserContext
    url: str
    samples: Samples

    def round(self) -> None:
        """Takes every measurement once, in turns."""
        self._round_trips()
        self._clones()
        self._api()
        self._arrays()

    def _round_trips(self) -> None:
        with tab(self.context, self.url + "pages/parts.html") as page:
            page.wait_for_function("() => globalThis.bench !== undefined")
            found = page.evaluate(
                "async ([calls, header]) => bench.roundTrips(await (await fetch('bare.py')).text(), header, calls)",
                [_CALLS, _HEADER],
            )
        names = {"raw": groups.CALL_RAW, "script": groups.CALL_SCRIPT, "python": groups.CALL_PYTHON}
        self.samples.add({names[way]: milliseconds * 1000 for way, milliseconds in found.items()})

    def _clones(self) -> None:
        with tab(self.context, self.url + "pages/parts.html") as page:
            page.wait_for_function("() => globalThis.bench !== undefined")
            found = page.evaluate("([length, times]) => bench.clones(length, times)", [_SIDE * _SIDE, _TIMES + 2])
        for milliseconds in found[2:]:
            self.samples.add({groups.ARRAY_RAW: milliseconds})

    def _api(self) -> None:
        with tab(self.context, self.url + "site/") as page:
            argument = {"src": f"{self.url}pages/bare.py", "calls": _CALLS}
            self.samples.add({groups.CALL_API: in_app(page, _API_CALLS, argument) * 1000})

    def _arrays(self) -> None:
        with tab(self.context, self.url + "site/") as page:
            argument = {
                "from": f"{self.url}pages/arrays.py?from",
                "to": f"{self.url}pages/arrays.py?to",
                "side": _SIDE,
                "times": _TIMES + 2,
            }
            for milliseconds in in_app(page, _SEND, argument)[2:]:
                self.samples.add({groups.ARRAY: milliseconds})
