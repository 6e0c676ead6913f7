/** The page's side of the inference worker: started when needed, used by one call at a time, replaced when it breaks. */
import workerText from 'virtual:inference-worker';
import { Cancelled, ModelError, PeerClosed, RemoteError } from '../contracts/errors.js';
import type { Device } from '../contracts/model.js';
import { type CallOptions, MessagePortEndpoint, Peer } from '../rpc/index.js';
import { ENDS_WORKER, isFault } from './faults.js';
import type { RuntimeBlobs, WorkerRoot } from './worker_api.js';

/** How long a call that was stopped may go on before its worker is ended. */
const PATIENCE = 500;
/** Browsers of phones fail after some 500 runs on the graphics card; a fresh worker has them all before it. */
const MOST_GPU_RUNS = 400;

/** A worker that runs, and how it is ended. */
export interface StartedWorker {
  readonly peer: Pick<Peer<object>, 'closed' | 'close'> & { readonly root: unknown };
  terminate(): void;
}

export interface WorkerDependencies {
  readonly start?: () => StartedWorker;
  readonly load: (device: Device, options: WorkOptions) => Promise<RuntimeBlobs>;
  readonly threads: number;
}

export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

interface Live extends StartedWorker {
  readonly root: WorkerRoot;
  readonly prepared: Set<Device>;
  gpuRuns: number;
}

export class InferenceWorker {
  #live: Live | null = null;
  #generation = 1;
  /** Resolves when the last call of those that wait has ended. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly dependencies: WorkerDependencies) {}

  /** Grows with each worker: sessions of an earlier one are gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Calls that run or wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Does something with the worker while nobody else does.
   *
   * @throws ModelError; Cancelled when the signal is aborted, at once. What runs then is ended with its worker unless
   *   it ends by itself within half a second.
   */
  async exclusively<T>(
    signal: AbortSignal | undefined,
    work: (root: WorkerRoot, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const before = this.#last;
    let end: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    this.#waiting++;
    try {
      await until(before, signal);
    } catch (error) {
      void before.then(() => this.#ended(end));
      throw error;
    }
    let stopped: () => void = () => undefined;
    const reallyStopped = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const live = this.#started();
    try {
      const result = await work(live.root, { signal, onStopped: stopped });
      this.#ended(end);
      return result;
    } catch (error) {
      if (error instanceof Cancelled) void this.#calm(live, reallyStopped).then(() => this.#ended(end));
      else {
        const known = errorOf(error);
        if (known instanceof ModelError && known.fault === ENDS_WORKER) this.#end(live, known.message);
        this.#ended(end);
        throw known;
      }
      throw error;
    }
  }

  /** Starts ONNX Runtime for a device, within {@link exclusively}. */
  async prepare(device: Device, root: WorkerRoot, options: WorkOptions): Promise<void> {
    const live = this.#live;
    if (live === null || live.prepared.has(device)) return;
    const files = await this.dependencies.load(device, options);
    await root.prepare(device, files, this.dependencies.threads, { signal: options.signal });
    live.prepared.add(device);
  }

  /** To be told of each run on the graphics card; the worker is replaced after many. */
  countGpuRun(): void {
    const live = this.#live;
    if (live !== null && ++live.gpuRuns >= MOST_GPU_RUNS) this.#end(live, 'it was replaced by a fresh one');
  }

  /** Ends the worker, and with it all sessions; the next call starts another one. */
  recycle(reason: string): void {
    if (this.#live !== null) this.#end(this.#live, reason);
  }

  #started(): Live {
    if (this.#live !== null) return this.#live;
    const started = (this.dependencies.start ?? startWorker)();
    const live: Live = {
      ...started,
      root: started.peer.root as WorkerRoot,
      prepared: new Set(),
      gpuRuns: 0,
    };
    this.#live = live;
    void started.peer.closed.then((reason) => this.#end(live, reason));
    return live;
  }

  async #calm(live: Live, stopped: Promise<void>): Promise<void> {
    const clock = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PATIENCE));
    if ((await Promise.race([stopped, clock])) === 'late') this.#end(live, 'a run that was stopped went on');
  }

  #end(live: Live, reason: string): void {
    if (this.#live === live) {
      this.#live = null;
      this.#generation++;
    }
    live.peer.close(reason);
    live.terminate();
  }

  #ended(end: () => void): void {
    this.#waiting--;
    end();
  }
}

function startWorker(): StartedWorker {
  const address = URL.createObjectURL(new Blob([workerText], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module', name: 'inference' });
  const { port1, port2 } = new MessageChannel();
  const peer = new Peer<object>(new MessagePortEndpoint(port1), { name: 'The inference worker' });
  worker.onerror = (event) => {
    event.preventDefault();
    peer.close(`The inference worker ended by itself: ${event.message || 'the browser gives no reason'}.`);
  };
  worker.postMessage(null, [port2]);
  return {
    peer,
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}

function errorOf(error: unknown): unknown {
  if (error instanceof RemoteError && isFault(error.type))
    return new ModelError(error.type, error.message, { cause: error });
  if (error instanceof PeerClosed)
    return new ModelError(
      ENDS_WORKER,
      `The part of the app that runs models broke down, probably for want of memory. It starts afresh with the next run; give it a smaller input. (${error.message})`,
      { cause: error },
    );
  return error;
}

/** Lets a caller go who no longer waits. */
function until(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) reject(new Cancelled());
    const onAbort = (): void => reject(new Cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    void turn.then(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
