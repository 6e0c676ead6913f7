"""The group `rpc`: arrays from plugin to plugin, and round trips, against the browser's own messages."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.place import PAGES
from build_steps.bench.tabs import in_app, tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_SIDE = 4096
"""An array of 4096 × 4096 float32 has 64 MiB."""
_CALLS = 200
_TIMES = 3
"""Arrays that are sent in each turn, after two that fill the pool of buffers."""
_TURNS = 1
"""Arrays that go there and back in each way and round: a large one takes seconds over a WebSocket."""
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
        self._calls()
        self._round_trips()
        self._clones()
        self._api()
        self._arrays()

    def _calls(self) -> None:
        names = {
            "message": groups.CALL_RAW,
            "text": groups.CALL_TEXT,
            "ours": groups.CALL_SCRIPT,
            "comlink": groups.CALL_COMLINK,
            "imjoy": groups.CALL_IMJOY,
            "socket": groups.CALL_SOCKET,
            "hypha": groups.CALL_HYPHA,
        }
        with _socket_host() as (ours, hypha), tab(self.context, self.url + "pages/calls.html") as page:
            page.wait_for_function("() => globalThis.calls !== undefined")
            job = {"ours": ours, "hypha": hypha, "calls": _CALLS, "sizes": list(groups.SIZES.values()), "times": _TURNS}
            found = page.evaluate("(job) => calls.ways(job)", job)
        for way, name in names.items():
            for milliseconds in found[f"{way} nothing"]:
                self.samples.add({name: milliseconds * 1000})
        for size, length in groups.SIZES.items():
            for way in groups.WAYS:
                for milliseconds in found[f"{way} {length}"]:
                    self.samples.add({groups.there_and_back(size, way): milliseconds})

    def _round_trips(self) -> None:
        with tab(self.context, self.url + "pages/parts.html") as page:
            page.wait_for_function("() => globalThis.bench !== undefined")
            found = page.evaluate(
                "async ([calls, header]) => bench.roundTrip(await (await fetch('bare.py')).text(), header, calls)",
                [_CALLS, _HEADER],
            )
        self.samples.add({groups.CALL_PYTHON: found * 1000})

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


@contextmanager
def _socket_host() -> Iterator[tuple[str, str]]:
    """CPython behind two WebSockets; gives the addresses for our calls and for hypha-rpc's."""
    command = [sys.executable, str(PAGES / "socket_host.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        if program.stdin is None or program.stdout is None:
            raise RuntimeError("The program was started without pipes.")
        ours, hypha = json.loads(program.stdout.readline())
        yield f"ws://127.0.0.1:{ours}/", f"ws://127.0.0.1:{hypha}/"
        program.stdin.close()
