// onnxruntime-web itself in a module worker: one model at a time.
import * as ort from './ort.wasm.min.mjs';

ort.env.wasm.wasmPaths = new URL('./', import.meta.url).href;
ort.env.logLevel = 'fatal';
let session = null;

async function answer({ threads, create, run, release }) {
  if (threads !== undefined) ort.env.wasm.numThreads = threads;
  if (create !== undefined)
    session = await ort.InferenceSession.create(create, { executionProviders: ['wasm'], logSeverityLevel: 4 });
  if (release) await session.release();
  if (run === undefined) return null;
  const { input, data, dims } = run;
  const outputs = await session.run({ [input]: new ort.Tensor('float32', data, dims) });
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data]));
}

self.onmessage = ({ data }) =>
  answer(data).then(
    (result) => self.postMessage({ result }),
    (error) => self.postMessage({ error: String(error) }),
  );
