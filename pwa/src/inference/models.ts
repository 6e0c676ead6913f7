/** Models that are loaded: who holds which, on what devices they run, and what is told while they do. */
import type { Device, DeviceChoice, ModelProgress, SessionOptions } from '../contracts/model.js';
import { DeviceChooser } from './device_choice.js';
import { InferenceWorker, type StartedWorker } from './inference_worker.js';
import { LoadedModel } from './loaded_model.js';
import type { Measurements } from './measurements.js';
import type { RuntimeFiles } from './runtime_files.js';
import { type ModelFiles, Sessions } from './sessions.js';

/** Cores beyond these bring little, and on phones they are slow ones. */
const MOST_THREADS = 4;
/** The share of the device's memory that models may take, where the browser tells how much it has. */
const SHARE_OF_MEMORY = 0.25;
const ROOM = { least: 256e6, unknown: 1e9, most: 2e9 } as const;

export interface ModelsDependencies {
  readonly files: RuntimeFiles;
  readonly measurements: Measurements;
  /** Told why a model runs on the CPU instead of the graphics card. */
  readonly onFault: (sentence: string) => void;
  /** Gigabytes, where the browser tells. */
  readonly deviceMemory: number | undefined;
  readonly start?: () => StartedWorker;
}

export interface LoadRequest {
  readonly files: ModelFiles;
  readonly device: DeviceChoice;
  readonly options: SessionOptions;
  /** Who holds it, such as a plugin's id; see {@link Models.releaseAll}. */
  readonly owner: string;
  /** Whether what is given to it may be emptied: whoever sent it has it still. */
  readonly takesInputs: boolean;
}

export interface LoadControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ModelProgress) => void) | undefined;
}

export class Models {
  readonly #worker: InferenceWorker;
  readonly #sessions: Sessions;
  readonly #chooser: DeviceChooser;
  readonly #held = new Map<string, Set<LoadedModel>>();
  #adapter: Promise<string> | null = null;

  constructor(dependencies: ModelsDependencies) {
    const { files, measurements, onFault, deviceMemory, start } = dependencies;
    const canShare = globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';
    this.#worker = new InferenceWorker({
      load: (device, options) => files.load(device, options),
      ...(start && { start }),
      threads: canShare ? Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1) : 1,
    });
    const memory = deviceMemory === undefined ? ROOM.unknown : deviceMemory * 1e9 * SHARE_OF_MEMORY;
    this.#sessions = new Sessions(this.#worker, Math.min(ROOM.most, Math.max(ROOM.least, memory)));
    this.#chooser = new DeviceChooser({
      measurements,
      adapter: () => this.adapter(),
      version: files.version,
      onFault,
    });
  }

  /** What the graphics card calls itself; "" where the browser offers none. */
  adapter(): Promise<string> {
    // Asked in the worker: there it has to work, and some browsers offer it to pages only.
    this.#adapter ??=
      'gpu' in navigator
        ? this.#worker.exclusively(undefined, (root) => root.adapter()).catch(() => '')
        : Promise.resolve('');
    return this.#adapter;
  }

  /** @throws ModelError; Cancelled. */
  async load(request: LoadRequest, controls: LoadControls = {}): Promise<LoadedModel> {
    const { files, device, options, owner, takesInputs } = request;
    // With a choice to make, the CPU is the reference and comes first.
    const first: Device = device === 'auto' ? ((await this.#chooser.known(files.sha256)) ?? 'cpu') : device;
    const keys = new Map<Device, string>([[first, this.#sessions.acquire(files, first, options)]]);
    try {
      const opened = await this.#sessions.open(keys.get(first) ?? '', controls);
      const held = this.#held.get(owner) ?? new Set();
      this.#held.set(owner, held);
      const model: LoadedModel = new LoadedModel(
        { sessions: this.#sessions, chooser: this.#chooser, onReleased: () => held.delete(model) },
        { files, options, opened, choice: device, keys, first, takesInputs },
      );
      held.add(model);
      return model;
    } catch (error) {
      await this.#sessions.release(keys.get(first) ?? '');
      throw error;
    }
  }

  /** Lets go of all that an owner holds: its plugin has ended. */
  async releaseAll(owner: string): Promise<void> {
    const held = [...(this.#held.get(owner) ?? [])];
    this.#held.delete(owner);
    await Promise.all(held.map((model) => model.release()));
  }

  /** Sessions that are open in the worker. */
  get openSessions(): number {
    return this.#sessions.held.length;
  }
}
