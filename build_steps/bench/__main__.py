"""Measures, in the development environment: `python -m build_steps.bench --folder WWW [--json FILE] GROUP ...`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from build_steps.bench import groups
from build_steps.bench.figures import Samples, json_text, table
from build_steps.bench.rpc import Rpc
from build_steps.bench.server import CountingServer
from build_steps.bench.size import Size
from build_steps.bench.start import Start
from build_steps.bench.tabs import profile
from build_steps.static_server import serving

ROUNDS = 3
"""Rounds that count, after one that fills the caches."""
_PEER_ROWS = (groups.NUMPY_LITE, groups.SHELL_LITE, groups.BYTES_LITE, groups.BYTES_NUMPY_LITE)


def main() -> None:
    """Runs the groups and prints and writes their rows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("groups", nargs="+", choices=tuple(groups.GROUPS))
    parser.add_argument("--folder", type=Path, required=True, help="what build_steps.bench.place made")
    parser.add_argument("--no-peer", metavar="REASON", help="JupyterLite could not be built, because of this")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds that count")
    arguments = parser.parse_args()
    samples = Samples()
    peer = arguments.no_peer is None
    if not peer:
        samples.reasons = dict.fromkeys(_PEER_ROWS, arguments.no_peer)
    load = os.getloadavg()
    with sync_playwright() as playwright:
        if {"start", "rpc"}.intersection(arguments.groups):
            _timed(playwright, arguments.folder, samples, arguments.groups, arguments.rounds, peer=peer)
        if "size" in arguments.groups:
            server = CountingServer(arguments.folder, isolated=False)
            with serving(server):
                Size(playwright, server, f"{server.url}assets/", samples).measure(peer=peer)
    rows = [row for name in arguments.groups for row in samples.rows(groups.GROUPS[name])]
    print(table(rows))
    print(
        f"Medians of {arguments.rounds} rounds in headless Chromium on {os.cpu_count()} processors; "
        f"load {load[0]:.1f} before and {os.getloadavg()[0]:.1f} at the end."
    )
    if arguments.json is not None:
        arguments.json.write_text(json_text(rows), encoding="utf-8")


def _timed(
    playwright: Playwright, folder: Path, samples: Samples, names: list[str], rounds: int, *, peer: bool
) -> None:
    with serving(CountingServer(folder, isolated=True)) as server, profile(playwright) as context:
        url = f"{server.url}assets/"
        start, rpc = Start(context, url, samples), Rpc(context, url, samples)
        for number in range(rounds + 1):
            print(f"Round {number} of {rounds} …", flush=True)
            if "start" in names:
                start.round(peer=peer)
            if "rpc" in names:
                rpc.round()
            if number == 0:
                samples.forget()


if __name__ == "__main__":
    main()
