/** Sessions, shared by all who load the same model for the same device, made when they are used and let go for room. */
import { ModelError } from '../contracts/errors.js';
import type { Device, ModelProgress, SessionOptions } from '../contracts/model.js';
import type { CallOptions } from '../rpc/index.js';
import type { Feeds } from './feeds.js';
import type { InferenceWorker } from './inference_worker.js';
import type { Answer, Opened } from './runtime.js';
import type { WorkerRoot } from './worker_api.js';

/** A model's files, known by their content. */
export interface ModelFiles {
  readonly sha256: string;
  readonly name: string;
  readonly model: Blob;
  readonly external: { readonly [path: string]: Blob };
  /** What `model` holds where that was read already, once: whoever takes it may move its memory on. */
  readonly takeBytes?: () => Uint8Array<ArrayBuffer> | null;
}

export interface SessionControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ModelProgress) => void) | undefined;
}

interface Session {
  readonly id: string;
  readonly device: Device;
  readonly files: ModelFiles;
  readonly options: SessionOptions;
  readonly bytes: number;
  holders: number;
  /** The worker's generation in which it is open; 0 when it is not. */
  openIn: number;
  opened: Opened | null;
}

/** WebAssembly has 4 GB for models, inputs and all that is computed. */
const MOST_BYTES = 3_000_000_000;
const IDLE = 30_000;

export class Sessions {
  /** Used last comes last. */
  readonly #sessions = new Map<string, Session>();
  #idle: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param worker where they are.
   * @param room bytes of models that are held open at once; the one that was used longest ago goes first.
   * @param patience milliseconds without any model after which the worker is ended.
   */
  constructor(
    private readonly worker: InferenceWorker,
    private readonly room: number,
    private readonly patience = IDLE,
  ) {}

  /** Takes part in a session. @returns its key; give it to {@link release} once. */
  acquire(files: ModelFiles, device: Device, options: SessionOptions): string {
    const key = JSON.stringify([files.sha256, device, options]);
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      known.holders++;
      files.takeBytes?.();
    } else {
      const external = Object.values(files.external).reduce((sum, { size }) => sum + size, 0);
      const bytes = files.model.size + external;
      this.#sessions.set(key, { id: key, device, files, options, bytes, holders: 1, openIn: 0, opened: null });
    }
    return key;
  }

  async release(key: string): Promise<void> {
    const session = this.#sessions.get(key);
    if (session === undefined || --session.holders > 0) return;
    this.#sessions.delete(key);
    if (!this.#isOpen(session)) return;
    await this.worker.exclusively(undefined, (root) => this.#close(session, root));
    this.#endLater();
  }

  /** Makes it, if it isn't there. @throws ModelError. */
  async open(key: string, controls: SessionControls): Promise<Opened> {
    const session = this.#known(key);
    if (session.opened !== null && this.#isOpen(session)) return session.opened;
    return this.#inTurn(controls, (root, turn) => this.#opened(session, root, turn));
  }

  /** @throws ModelError. */
  async run(key: string, feeds: Feeds, wanted: readonly string[], controls: SessionControls): Promise<Answer> {
    const session = this.#known(key);
    return this.#inTurn(controls, async (root, turn) => {
      await this.#opened(session, root, turn);
      if (session.device === 'webgpu') this.worker.countGpuRun();
      controls.onProgress?.({ stage: 'run', fraction: null, text: session.files.name });
      return root.run(session.device, session.id, feeds, wanted, turn.call);
    });
  }

  /** Keys of the sessions that are open now, for lists and tests. */
  get held(): readonly string[] {
    return [...this.#sessions.values()].filter((session) => this.#isOpen(session)).map(({ id }) => id);
  }

  #inTurn<T>({ signal, onProgress }: SessionControls, work: (root: WorkerRoot, turn: Turn) => Promise<T>): Promise<T> {
    if (this.worker.waiting > 0) onProgress?.({ stage: 'wait', fraction: null, text: '' });
    return this.worker.exclusively(signal, (root, call) => work(root, { call, onStep: onProgress }));
  }

  async #opened(session: Session, root: WorkerRoot, turn: Turn): Promise<Opened> {
    // Used last comes last.
    if (this.#sessions.delete(session.id)) this.#sessions.set(session.id, session);
    if (session.opened !== null && this.#isOpen(session)) return session.opened;
    const { id, device, files, options, bytes } = session;
    if (bytes > MOST_BYTES) throw tooLarge(files.name, bytes);
    await this.#makeRoom(session, root);
    const { call, onStep } = turn;
    await this.worker.prepare(device, root, {
      signal: call.signal,
      onProgress: (fraction) => onStep?.({ stage: 'download', fraction, text: 'ONNX Runtime' }),
    });
    onStep?.({ stage: 'compile', fraction: null, text: files.name });
    const { name, external } = files;
    const read = files.takeBytes?.() ?? null;
    const opened = await root.open(
      { id, device, name, model: read ?? files.model, external, options },
      read === null ? call : { ...call, transfer: [read.buffer] },
    );
    session.opened = opened;
    session.openIn = this.worker.generation;
    return opened;
  }

  async #makeRoom(session: Session, root: WorkerRoot): Promise<void> {
    let held = session.bytes;
    const others = [...this.#sessions.values()].filter((other) => other !== session && this.#isOpen(other));
    for (const other of others.reverse()) {
      held += other.bytes;
      if (held > this.room) await this.#close(other, root);
    }
  }

  async #close(session: Session, root: WorkerRoot): Promise<void> {
    if (!this.#isOpen(session)) return;
    session.openIn = 0;
    await root.close(session.device, session.id);
  }

  /** A heap of WebAssembly never shrinks: when no model has been loaded for a while, its memory goes, too. */
  #endLater(): void {
    clearTimeout(this.#idle);
    if (this.#sessions.size > 0) return;
    this.#idle = setTimeout(() => {
      if (this.#sessions.size === 0 && this.worker.waiting === 0) this.worker.recycle('no model is loaded any more');
    }, this.patience);
  }

  #isOpen(session: Session): boolean {
    return session.openIn > 0 && session.openIn === this.worker.generation;
  }

  #known(key: string): Session {
    const session = this.#sessions.get(key);
    if (session === undefined)
      throw new ModelError('NoModel', 'The model was released. Load it again before it is run.');
    return session;
  }
}

/** One piece of work with the worker: the options of its calls, and whom to tell how far it is. */
interface Turn {
  readonly call: CallOptions;
  readonly onStep: ((progress: ModelProgress) => void) | undefined;
}

function tooLarge(name: string, bytes: number): ModelError {
  return new ModelError(
    'RuntimeException',
    `The model “${name}” has ${(bytes / 1e9).toFixed(1)} GB; browsers have room for ${MOST_BYTES / 1e9} GB. Take a smaller one, or one with weights of 16 or 8 bits.`,
  );
}
