"""The rows of the group `models`: making and running models by the app, by onnxruntime-web itself, and natively."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.tabs import in_app, tab

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_THREADS = min(4, os.cpu_count() or 1)
"""As many as the app takes."""
_WARM, _RUNS = 6, 5
"""Runs before those that count, in which browsers still compile for speed what runs often; and those."""
_CREATES = 5
_PAGES = Path(__file__).with_name("pages")
_MEGABYTES = 100
_ORT = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
_BODY = """
  const {models, threads, warm, runs, creates, heavy} = argument;
  const ort = await import(`${new URL('../bare/', location.href)}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = new URL('../bare/', location.href).href;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'fatal';
  const worker = new Worker(new URL('../bare/bare_worker.js', location.href), {type: 'module'});
  const ask = (message) => new Promise((resolve, reject) => {
    worker.onmessage = ({data: {error, result}}) => (error === undefined ? resolve(result) : reject(new Error(error)));
    worker.postMessage(message);
  });
  await ask({threads});
  // Three ways to do the same: each makes a model, and gives how it is run and let go.
  const ways = {
    bare: async (bytes) => {
      const session = await ort.InferenceSession.create(bytes, {executionProviders: ['wasm'], logSeverityLevel: 4});
      return {
        run: (input, data, dims) => session.run({[input]: new ort.Tensor('float32', data, dims)}),
        release: () => session.release(),
      };
    },
    worker: async (bytes) => {
      await ask({create: bytes});
      return {run: (input, data, dims) => ask({run: {input, data, dims}}), release: () => ask({release: true})};
    },
    ours: async (bytes) => {
      const model = await coverslip.api.models.load(bytes, {device: 'cpu'});
      return {
        inputs: model.inputs,
        run: (input, data, dims) => model.run({[input]: new coverslip.NDArray(data, dims)}),
        release: () => model.release(),
      };
    },
  };
  const timed = async (work) => {
    const began = performance.now();
    const result = await work();
    return [performance.now() - began, result];
  };
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const found = {};
  const turns = (number) => Object.keys(ways).map((_, i, all) => all[(i + number) % all.length]);
  for (const [name, address] of Object.entries(models)) {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    const made = {};
    const times = {create: {bare: [], worker: [], ours: []}, run: {bare: [], worker: [], ours: []}};
    // Each comes at each place; the first ones don't count.
    for (let i = -2; i < creates; i++)
      for (const way of turns(i + 2)) {
        await made[way]?.release();
        const [time, model] = await timed(() => ways[way](bytes));
        made[way] = model;
        if (i >= 0) times.create[way].push(time);
      }
    const {name: input, shape} = made.ours.inputs[0];
    const dims = shape.map((length) => (typeof length === 'number' && length > 0 ? length : 1));
    const data = Float32Array.from({length: dims.reduce((a, b) => a * b, 1)}, (_, i) => Math.sin(i));
    for (let i = -warm; i < runs; i++)
      for (const way of turns(i + warm)) {
        const [time] = await timed(() => made[way].run(input, data, dims));
        if (i >= 0) times.run[way].push(time);
      }
    for (const model of Object.values(made)) await model.release();
    const medians = (of) => Object.fromEntries(Object.entries(of).map(([way, all]) => [way, median(all)]));
    found[name] = {create: medians(times.create), run: medians(times.run), dims, input};
  }
  worker.terminate();
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
        shutil.copyfile(_PAGES / "bare_worker.js", bare / "bare_worker.js")
        files = models(self.folder / "assets" / "models")
        (self.folder / "assets" / "models" / "heavy.onnx").write_bytes(heavy(_MEGABYTES))
        with tab(self.context, self.url + "site/") as page:
            page.wait_for_function("() => globalThis.crossOriginIsolated", polling=50)
            addresses = {name: f"{self.url}models/{path.name}" for name, path in files.items()}
            counts = {"warm": _WARM, "runs": _RUNS, "creates": _CREATES}
            given = counts | {"threads": _THREADS, "heavy": f"{self.url}models/heavy.onnx"}
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
                    groups.model_row(name, what, way): found[what][way]
                    for what in ("create", "run")
                    for way in ("bare", "worker", "ours")
                }
                | {groups.model_row(name, "run", "native"): sorted(times)[len(times) // 2]}
            )
