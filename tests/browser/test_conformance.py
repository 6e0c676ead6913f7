"""ONNX's own node cases: what onnxruntime-web can do by itself it can do through the app, and nothing less."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

from .conftest import serve
from .harness.app import App
from .harness.onnx_cases import described, is_random, node_cases

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

ROOT = Path(__file__).parents[2]
PROGRAM = (Path(__file__).parent / "harness" / "conformance.js").read_text()
#: `build.py test conformance` sets it to "all".
CHOSEN = os.environ.get("COVERSLIP_CONFORMANCE", "")
SAMPLE = 300
BATCH = 100


def test_models_pass_the_same_node_cases_as_onnxruntime_web_itself(context: BrowserContext, dist: Path) -> None:
    seed = int(CHOSEN) if CHOSEN.isdigit() else random.SystemRandom().randrange(10**6)
    cases = [case for case in node_cases() if not is_random(case)]
    if CHOSEN != "all":
        cases = random.Random(seed).sample(cases, SAMPLE)
    with serve(dist) as site:
        bare = ROOT / "node_modules" / "onnxruntime-web" / "dist"
        for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
            site.put(f"/bare/{name}", (bare / name).read_bytes())
        app = App.visit(context.new_page(), site)
        app.page.evaluate(f"() => {{ {PROGRAM} }}")
        results: list[tuple[str, str, str]] = []
        for start in range(0, len(cases), BATCH):
            batch = [described(case) for case in cases[start : start + BATCH]]
            site.put("/cases.json", json.dumps(batch).encode())
            addresses = f"{site.origin}/cases.json", f"{site.origin}/bare/ort.wasm.min.mjs"
            results += app.call("return conformance(...args)", *addresses)
    differing = [(name, bare, ours) for name, bare, ours in results if (bare == "") != (ours == "")]
    passed = sum(1 for _, _, ours in results if ours == "")
    print(f"{passed} of {len(results)} node cases pass (COVERSLIP_CONFORMANCE={CHOSEN or seed}).")
    assert differing == [], f"COVERSLIP_CONFORMANCE={seed} repeats this choice of cases"
    assert len(results) == len(cases)
    # onnxruntime-web has no sequences, no optional values and few of the newest operators.
    assert passed > len(results) / 2
