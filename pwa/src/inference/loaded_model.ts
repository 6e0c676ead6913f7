/** A loaded model, as the page's code and plugins hold it: what it takes and gives, `run` and `release`. */
import { ModelError } from '../contracts/errors.js';
import type { Device, DeviceChoice, ModelMetadata, SessionOptions, ValueInfo } from '../contracts/model.js';
import { handOver, isCallOptions, withContext } from '../rpc/index.js';
import type { Outputs } from './agreement.js';
import type { DeviceChooser } from './device_choice.js';
import { checkFeeds, checkOutputs, type Feeds } from './feeds.js';
import type { Answer, Opened } from './runtime.js';
import type { ModelFiles, SessionControls, Sessions } from './sessions.js';

interface Parts {
  readonly sessions: Sessions;
  readonly chooser: DeviceChooser;
  readonly onReleased: () => void;
}

interface Facts {
  readonly files: ModelFiles;
  readonly options: SessionOptions;
  readonly opened: Opened;
  readonly choice: DeviceChoice;
  /** Keys of the sessions that it holds. */
  readonly keys: Map<Device, string>;
  readonly first: Device;
  readonly takesInputs: boolean;
}

export class LoadedModel {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly metadata: ModelMetadata;
  readonly name: string;
  /** Of the model's file. */
  readonly sha256: string;
  readonly #parts: Parts;
  readonly #facts: Facts;
  #device: Device;
  #released = false;

  constructor(parts: Parts, facts: Facts) {
    this.#parts = parts;
    this.#facts = facts;
    this.#device = facts.first;
    ({ inputs: this.inputs, outputs: this.outputs, metadata: this.metadata } = facts.opened);
    ({ name: this.name, sha256: this.sha256 } = facts.files);
  }

  /** Where it ran last, or would run now. */
  get device(): Device {
    return this.#device;
  }

  /** The same, for those who hold it from afar and see properties as they were. */
  currentDevice(): Device {
    return this.#device;
  }

  /**
   * Runs the model: `run({name: array}, {outputs: ["name"]})`. In the page `signal` and `onProgress` may stand among
   * the options, or after them.
   *
   * @returns the outputs by name; all of them unless some were named.
   * @throws ModelError naming the input or output that is wrong; Cancelled.
   */
  readonly run = withContext(async (context, given: unknown, ...rest: unknown[]): Promise<Outputs> => {
    const own = rest.find(isCallOptions);
    const options = rest.find((each) => isRecord(each) && !isCallOptions(each)) as RunOptions | undefined;
    const controls: SessionControls = {
      signal: own?.signal ?? options?.signal ?? context.signal,
      onProgress: own?.onProgress ?? options?.onProgress ?? ((progress) => context.progress(progress)),
    };
    this.#refuseReleased();
    if (!isRecord(given))
      throw new ModelError(
        'InvalidArgument',
        'run: expected an object that names the model’s inputs, such as {x: array}.',
      );
    const feeds = checkFeeds(this.inputs, given);
    const wanted = checkOutputs(this.outputs, namesOf(options?.outputs));
    const { outputs } = await this.#run(feeds, wanted, controls);
    if (this.#facts.takesInputs) for (const array of Object.values(outputs)) handOver(array);
    return outputs;
  });

  /** Lets the model go; nothing more can be run with it. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#parts.onReleased();
    await Promise.all([...this.#facts.keys.values()].map((key) => this.#parts.sessions.release(key)));
  }

  async #run(feeds: Feeds, wanted: readonly string[], controls: SessionControls): Promise<Answer> {
    const { choice, files, takesInputs } = this.#facts;
    const { sessions, chooser } = this.#parts;
    const only = choice === 'auto' ? await chooser.known(files.sha256) : choice;
    if (only === 'cpu' || choice !== 'auto') {
      // Nothing is run a second time, so the memory of what came from afar can move on.
      if (takesInputs) for (const array of Object.values(feeds)) handOver(array);
      this.#device = only ?? 'cpu';
      return sessions.run(this.#key(this.#device), feeds, wanted, controls);
    }
    const runOn = (device: Device, signal: AbortSignal | undefined) =>
      sessions.run(this.#key(device), feeds, wanted, { ...controls, signal });
    const chosen = await chooser.run(files, runOn, controls);
    this.#device = chosen.device;
    return chosen;
  }

  #refuseReleased(): void {
    if (this.#released) throw new ModelError('NoModel', `The model “${this.name}” was released. Load it again.`);
  }

  #key(device: Device): string {
    const { keys, files, options } = this.#facts;
    const known = keys.get(device);
    if (known !== undefined) return known;
    const key = this.#parts.sessions.acquire(files, device, options);
    keys.set(device, key);
    return key;
  }
}

interface RunOptions {
  readonly outputs?: unknown;
  readonly signal?: AbortSignal;
  readonly onProgress?: SessionControls['onProgress'];
}

function namesOf(outputs: unknown): readonly string[] | null {
  if (outputs === undefined || outputs === null) return null;
  if (Array.isArray(outputs) && outputs.every((name) => typeof name === 'string')) return outputs;
  throw new ModelError('InvalidArgument', 'run: expected “outputs”, a list of names of outputs.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
