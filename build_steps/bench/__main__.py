"""Measures, in the development environment: `python -m build_steps.bench --folder WWW [--json FILE] GROUP ...`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright, sync_playwright

from build_steps.bench import groups
from build_steps.bench.engine import EngineRows
from build_steps.bench.figures import Row, Samples, json_text, table
from build_steps.bench.models import Models
from build_steps.bench.reading import ReadingRows
from build_steps.bench.rpc import Rpc
from build_steps.bench.server import CountingServer
from build_steps.bench.size import Size
from build_steps.bench.start import Start
from build_steps.bench.tabs import profile
from build_steps.bench.tiles import Tiles
from build_steps.bench.viewer import ViewerRows
from build_steps.errors import StepError
from build_steps.static_server import serving

ROUNDS = 3
"""Rounds that count, after one that fills the caches."""
_PEER_ROWS = (groups.NUMPY_LITE, groups.SHELL_LITE, groups.BYTES_LITE, groups.BYTES_NUMPY_LITE)


def main() -> int:
    """Runs the groups one after the other; prints and writes the rows of each as soon as it is done.

    Returns:
        the exit code: 1 when a group broke off.
    """
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
    rows: list[Row] = []
    broken = []
    with sync_playwright() as playwright:
        for name in arguments.groups:
            comparisons = groups.GROUPS[name]
            try:
                _measure(name, playwright, arguments.folder, samples, arguments.rounds, peer=peer)
            except (PlaywrightError, StepError, OSError) as error:
                # What the other groups find is worth having all the same.
                broken.append(name)
                reason = str(error).strip().partition("\n")[0]
                samples.excuse(comparisons, f"the group {name} broke off: {reason}")
                print(f"The group {name} broke off: {error}", flush=True)
            found = samples.rows(comparisons)
            print(table(found), flush=True)
            rows += found
            if arguments.json is not None:
                arguments.json.write_text(json_text(rows), encoding="utf-8")
    print(
        f"Medians of {arguments.rounds} rounds in headless Chromium on {os.cpu_count()} processors; "
        f"load {load[0]:.1f} before and {os.getloadavg()[0]:.1f} at the end."
    )
    if broken:
        print(f"Broke off: {', '.join(broken)}.")
    return 1 if broken else 0


def _measure(name: str, playwright: Playwright, folder: Path, samples: Samples, rounds: int, *, peer: bool) -> None:
    ort = Path(__file__).parents[2] / "node_modules" / "onnxruntime-web" / "dist"
    if name == "size":
        server = CountingServer(folder, isolated=False)
        with serving(server):
            Size(playwright, server, f"{server.url}assets/", samples).measure(peer=peer)
        return
    if name == "engine":
        engine = EngineRows(samples)
        for number in range(rounds + 1):
            print(f"{name}: round {number} of {rounds} …", flush=True)
            engine.round()
            if number == 0:
                samples.forget(groups.GROUPS[name])
        return
    with serving(CountingServer(folder, isolated=True)) as timed, profile(playwright) as context:
        url = f"{timed.url}assets/"
        start, rpc = Start(context, url, samples), Rpc(context, url, samples)
        viewer, tiles = ViewerRows(context, url, samples), Tiles(context, url, samples)
        models = Models(context, url, folder, ort, samples)
        reading = ReadingRows(context, url, folder / "assets" / "site", samples)
        for number in range(rounds + 1):
            print(f"{name}: round {number} of {rounds} …", flush=True)
            if name == "start":
                start.round(peer=peer)
            elif name == "images":
                reading.round()
                viewer.round()
            elif name == "models":
                models.round()
                tiles.round()
            else:
                rpc.round()
            if number == 0:
                samples.forget(groups.GROUPS[name])


if __name__ == "__main__":
    sys.exit(main())
