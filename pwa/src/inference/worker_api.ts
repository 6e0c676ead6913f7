/** What the inference worker answers to the page. Types only. */
import type { Device, SessionOptions } from '../contracts/model.js';
import type { CallOptions } from '../rpc/index.js';
import type { Feeds } from './feeds.js';
import type { Answer, Opened } from './runtime.js';

/** One build of ONNX Runtime: its JavaScript, the glue of its WebAssembly, and that. */
export interface RuntimeBlobs {
  readonly ort: Blob;
  readonly glue: Blob;
  readonly wasm: Blob;
}

export interface SessionRequest {
  readonly id: string;
  readonly device: Device;
  readonly name: string;
  /** The bytes where they were read already. */
  readonly model: Blob | Uint8Array;
  readonly external: { readonly [path: string]: Blob };
  readonly options: SessionOptions;
}

export interface WorkerApi {
  /** Starts ONNX Runtime. @returns its version. */
  prepare(device: Device, files: RuntimeBlobs, threads: number): Promise<string>;
  /** @returns what the browser calls its graphics card; "" where it offers none. */
  adapter(): Promise<string>;
  open(request: SessionRequest): Promise<Opened>;
  run(device: Device, id: string, feeds: Feeds, wanted: readonly string[]): Promise<Answer>;
  close(device: Device, id: string): Promise<void>;
}

/** The same, as the page calls it. */
export type WorkerRoot = {
  readonly [name in keyof WorkerApi]: (
    ...args: [...Parameters<WorkerApi[name]>, options?: CallOptions]
  ) => ReturnType<WorkerApi[name]>;
};
