"""The rows of the group `models`: making and running models by the app, by onnxruntime-web itself, and natively."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.tabs import in_app, tab

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_THREADS = min(4, os.cpu_count() or 1)
"""As many as the app takes."""
_RUNS = 3
_MEGABYTES = 100
_ORT = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
_BODY = """
  const {models, threads, runs, heavy} = argument;
  const ort = await import(`${new URL('../bare/', location.href)}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = new URL('../bare/', location.href).href;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'fatal';
  const load = (bytes) => coverslip.api.models.load(bytes, {device: 'cpu'});
  const create = (bytes) => ort.InferenceSession.create(bytes, {executionProviders: ['wasm'], logSeverityLevel: 4});
  const timed = async (work) => {
    const began = performance.now();
    const result = await work();
    return [performance.now() - began, result];
  };
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const found = {};
  let warm = false;
  for (const [name, address] of Object.entries(models)) {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    if (!warm) { await (await load(bytes)).release(); await (await create(bytes)).release(); warm = true; }
    const [bareCreate, session] = await timed(() => create(bytes));
    const [create_, model] = await timed(() => load(bytes));
    const {name: input, shape} = model.inputs[0];
    const dims = shape.map((length) => (typeof length === 'number' && length > 0 ? length : 1));
    const data = Float32Array.from({length: dims.reduce((a, b) => a * b, 1)}, (_, i) => Math.sin(i));
    const bare = () => session.run({[input]: new ort.Tensor('float32', data, dims)});
    const ours = () => model.run({[input]: new coverslip.NDArray(data, dims)});
    await bare(); await ours();
    const [bareTimes, times] = [[], []];
    for (let i = 0; i < runs; i++) { bareTimes.push((await timed(bare))[0]); times.push((await timed(ours))[0]); }
    await model.release(); await session.release();
    found[name] = {bareCreate, create: create_, bareRun: median(bareTimes), run: median(times), dims, input};
  }
  const fetched = async () => {
    const reader = (await fetch(`${heavy}?plain${Math.random()}`)).body.getReader();
    while (!(await reader.read()).done);
  };
  const [plain] = await timed(fetched);
  const began = performance.now();
  let kept = 0;
  await (await coverslip.api.models.load(`${heavy}?kept${Math.random()}`, {device: 'cpu', name: 'heavy.onnx'}, {
    onProgress: ({stage}) => { if (stage === 'compile') kept ||= performance.now() - began; },
  })).release();
  return {found, plain, kept};
"""


@dataclass
class Models:
    """The measurements of one round; `folder` is what is served, `url` where its `assets/` stand."""

    context: BrowserContext
    url: str
    folder: Path
    ort: Path
    samples: Samples

    def round(self) -> None:
        """Measures each row once."""
        import numpy as np
        import onnxruntime

        from build_steps.bench.onnx_models import heavy, models

        bare = self.folder / "assets" / "bare"
        bare.mkdir(exist_ok=True)
        for name in _ORT:
            shutil.copyfile(self.ort / name, bare / name)
        files = models(self.folder / "assets" / "models")
        (self.folder / "assets" / "models" / "heavy.onnx").write_bytes(heavy(_MEGABYTES))
        with tab(self.context, self.url + "site/") as page:
            page.wait_for_function("() => globalThis.crossOriginIsolated", polling=50)
            addresses = {name: f"{self.url}models/{path.name}" for name, path in files.items()}
            given = {"threads": _THREADS, "runs": _RUNS, "heavy": f"{self.url}models/heavy.onnx"}
            told = in_app(page, _BODY, given | {"models": addresses})
        self.samples.add({groups.DOWNLOAD_PLAIN: told["plain"], groups.DOWNLOAD: told["kept"]})
        for name, path in files.items():
            found = told["found"][name]
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = _THREADS
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            data = np.sin(np.arange(np.prod(found["dims"]), dtype=np.float32)).reshape(found["dims"])
            session.run(None, {found["input"]: data})
            times = []
            for _ in range(_RUNS):
                began = time.perf_counter()
                session.run(None, {found["input"]: data})
                times.append((time.perf_counter() - began) * 1000)
            self.samples.add(
                {
                    groups.model_row(name, "create", "bare"): found["bareCreate"],
                    groups.model_row(name, "create", "ours"): found["create"],
                    groups.model_row(name, "run", "bare"): found["bareRun"],
                    groups.model_row(name, "run", "ours"): found["run"],
                    groups.model_row(name, "run", "native"): sorted(times)[len(times) // 2],
                }
            )
