/** The inference worker: the one place where ONNX Runtime runs. It has no network; everything is handed in. */
import type * as Ort from 'onnxruntime-web';
import { ModelError } from '../contracts/errors.js';
import type { Device } from '../contracts/model.js';
import { handOver, MessagePortEndpoint, type NDArray, Peer } from '../rpc/index.js';
import { gpuAdapter } from './gpu_adapter.js';
import { Runtime } from './runtime.js';
import type { SessionRequest, WorkerApi } from './worker_api.js';

const runtimes = new Map<Device, Runtime>();

function runtimeOf(device: Device): Runtime {
  const runtime = runtimes.get(device);
  if (runtime === undefined) throw new ModelError('EngineError', `ONNX Runtime was not started for ${device}.`);
  return runtime;
}

async function bytesOf(content: Blob | Uint8Array): Promise<Uint8Array> {
  return content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
}

const api: WorkerApi = {
  async prepare(device, { ort, glue, wasm }, threads) {
    const address = (blob: Blob, type: string) => URL.createObjectURL(new Blob([blob], { type }));
    const build = (await import(address(ort, 'text/javascript'))) as typeof Ort;
    build.env.logLevel = 'fatal';
    // Threads of it load the glue by its address, so that stays.
    build.env.wasm.wasmPaths = { mjs: address(glue, 'text/javascript'), wasm: address(wasm, 'application/wasm') };
    build.env.wasm.numThreads = threads;
    runtimes.set(device, new Runtime(build, device));
    return build.env.versions.web ?? build.env.versions.common;
  },
  adapter: async () => gpuAdapter(),
  async open({ id, device, name, model, external, options }: SessionRequest) {
    const files = async () => {
      const parts = Object.entries(external).map(async ([path, blob]) => [path, await bytesOf(blob)] as const);
      return {
        name,
        options,
        model: await bytesOf(model),
        external: Object.fromEntries(await Promise.all(parts)),
      };
    };
    return runtimeOf(device).open(id, await files(), files);
  },
  async run(device, id, feeds, wanted) {
    const { outputs, milliseconds } = await runtimeOf(device).run(id, feeds, wanted);
    for (const array of Object.values(feeds)) array.release();
    for (const array of Object.values(outputs)) handOver(array satisfies NDArray);
    return { outputs, milliseconds };
  },
  close: async (device, id) => runtimes.get(device)?.close(id),
};

self.onmessage = ({ ports: [port] }: MessageEvent) => {
  self.onmessage = null;
  if (port !== undefined) new Peer(new MessagePortEndpoint(port), { root: api, name: 'The page' });
};
