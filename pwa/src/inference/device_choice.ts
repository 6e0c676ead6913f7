/** Which device a model runs on: measured with the first real input, remembered, and taken back where it fails. */
import { Cancelled } from '../contracts/errors.js';
import type { Device, DeviceMeasurement, ModelProgress } from '../contracts/model.js';
import { compare, holdsNaN } from './agreement.js';
import type { Measurements } from './measurements.js';
import type { Answer } from './runtime.js';

/** The graphics card may take so many times as long as the CPU, and at least so long, before it is given up. */
const SLOWEST = 5;
const LEAST_PATIENCE = 10_000;
/** A run that is quicker is timed a second time: the first one also sets things up. */
const QUICK = 2000;

/** Runs the model with the same input on a device. */
export type RunOn = (device: Device, signal: AbortSignal | undefined) => Promise<Answer>;

export interface ChoiceDependencies {
  readonly measurements: Measurements;
  /** What the graphics card calls itself; "" where the browser offers none. */
  readonly adapter: () => Promise<string>;
  /** Of ONNX Runtime. */
  readonly version: string;
  /** Told, in a sentence, why the CPU is taken instead of the graphics card. */
  readonly onFault: (sentence: string) => void;
  readonly now?: () => number;
}

export interface ChoiceControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ModelProgress) => void) | undefined;
}

export interface Chosen extends Answer {
  readonly device: Device;
}

export class DeviceChooser {
  constructor(private readonly dependencies: ChoiceDependencies) {}

  /** The device that a model would run on now; null where that has to be measured. */
  async known(sha256: string): Promise<Device | null> {
    const adapter = await this.dependencies.adapter();
    if (adapter === '') return 'cpu';
    const known = this.dependencies.measurements.get({ model: sha256, adapter, version: this.dependencies.version });
    if (known === null) return null;
    return known.choice === 'auto' ? known.best : known.choice;
  }

  /** Runs a model where it runs best. */
  async run(
    model: { readonly sha256: string; readonly name: string },
    runOn: RunOn,
    controls: ChoiceControls,
  ): Promise<Chosen> {
    const device = await this.known(model.sha256);
    if (device === 'cpu') return { ...(await runOn('cpu', controls.signal)), device };
    if (device === null) return this.#measure(model, runOn, controls);
    const fault = await this.#attempt(runOn, controls.signal);
    if (typeof fault !== 'string') return { ...fault, device };
    const answer = await runOn('cpu', controls.signal);
    // The CPU finds the same where it lies in the input or the model.
    if (fault !== NAN || !holdsNaN(answer.outputs)) await this.#giveUp(model, fault);
    return { ...answer, device: 'cpu' };
  }

  async #measure(
    model: { readonly sha256: string; readonly name: string },
    runOn: RunOn,
    { signal, onProgress }: ChoiceControls,
  ): Promise<Chosen> {
    const { measurements, adapter, version, now = Date.now } = this.dependencies;
    const step = (text: string) => onProgress?.({ stage: 'measure', fraction: null, text });
    step('cpu');
    const cpu = await timed((inner) => runOn('cpu', inner), signal);
    step('webgpu');
    const patience = Math.max(LEAST_PATIENCE, SLOWEST * cpu.milliseconds);
    const gpu = await this.#attempt((_, inner) => timed((last) => runOn('webgpu', last), inner), signal, patience);
    const failed = typeof gpu === 'string' ? gpu : '';
    const agreement = typeof gpu === 'string' ? null : compare(cpu.outputs, gpu.outputs);
    const fault = failed || agreement?.fault || '';
    const milliseconds = { cpu: cpu.milliseconds, webgpu: typeof gpu === 'string' ? null : gpu.milliseconds };
    const isFaster = milliseconds.webgpu !== null && milliseconds.webgpu < milliseconds.cpu;
    const best: Device = fault === '' && isFaster ? 'webgpu' : 'cpu';
    const measurement: DeviceMeasurement = {
      model: model.sha256,
      name: model.name,
      adapter: await adapter(),
      version,
      milliseconds,
      difference: agreement?.difference ?? null,
      best,
      fault,
      choice: 'auto',
      time: now(),
    };
    await measurements.put(measurement);
    if (fault !== '') this.#tell(model.name, fault);
    return best === 'webgpu' && typeof gpu !== 'string' ? { ...gpu, device: best } : { ...cpu, device: 'cpu' };
  }

  /** @returns what was wrong, in words, where it failed. @throws Cancelled when the caller stopped it. */
  async #attempt(runOn: RunOn, signal: AbortSignal | undefined, patience?: number): Promise<Answer | string> {
    const late = patience === undefined ? [] : [AbortSignal.timeout(patience)];
    const all = AbortSignal.any([...(signal === undefined ? [] : [signal]), ...late]);
    try {
      const answer = await runOn('webgpu', all);
      return holdsNaN(answer.outputs) ? NAN : answer;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof Cancelled) return `it took more than ${Math.round((patience ?? 0) / 1000)} s`;
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #giveUp(model: { readonly sha256: string; readonly name: string }, fault: string): Promise<void> {
    const { measurements, adapter, version } = this.dependencies;
    const known = measurements.get({ model: model.sha256, adapter: await adapter(), version });
    if (known !== null) await measurements.put({ ...known, best: 'cpu', choice: 'auto', fault });
    this.#tell(model.name, fault);
  }

  #tell(name: string, fault: string): void {
    this.dependencies.onFault(
      `“${name}” runs on the CPU. On the graphics card (WebGPU) ${fault}`.replace(/[.!…]*$/, '.'),
    );
  }
}

const NAN = 'it gave numbers that are none (NaN)';

/** The answer of the second run where there is one. */
async function timed(
  run: (signal: AbortSignal | undefined) => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const first = await run(signal);
  return first.milliseconds < QUICK ? run(signal) : first;
}
