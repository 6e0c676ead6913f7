/** Sessions of one build of ONNX Runtime. It runs in the inference worker, one call after the other. */
import type * as Ort from 'onnxruntime-web';
import { ModelError } from '../contracts/errors.js';
import type { Device, ModelMetadata, SessionOptions, ValueInfo } from '../contracts/model.js';
import type { NDArray } from '../rpc/index.js';
import { modelError } from './faults.js';
import type { Feeds } from './feeds.js';
import { type OnnxFile, readOnnx } from './onnx_file.js';
import { fromTensor, toTensor } from './tensors.js';

export interface Opening {
  /** What the model is called in messages. */
  readonly name: string;
  readonly model: Uint8Array;
  readonly external: { readonly [path: string]: Uint8Array };
  readonly options: SessionOptions;
}

/** What is known of a session once it is there. */
export interface Opened {
  readonly metadata: ModelMetadata;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

export interface Answer {
  readonly outputs: { readonly [name: string]: NDArray };
  /** What the run took, without the way there and back. */
  readonly milliseconds: number;
}

interface Session {
  readonly name: string;
  readonly file: OnnxFile;
  readonly session: Ort.InferenceSession;
}

/** Exactly this much of ONNX Runtime is used, so that tests can run another build of it. */
export type OrtApi = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

export class Runtime {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly ort: OrtApi,
    private readonly device: Device,
  ) {}

  /** @throws ModelError. */
  async open(id: string, { name, model, external, options }: Opening): Promise<Opened> {
    const file = readOnnx(model, name);
    const missing = file.external.filter((path) => !Object.hasOwn(external, path));
    if (missing.length > 0)
      throw new ModelError(
        'NoSuchFile',
        `The model “${name}” keeps tensors in ${missing.map((path) => `“${path}”`).join(', ')}, which was not given. Give that file, too (externalData), or open the folder or the zip that holds both.`,
      );
    try {
      const session = await this.ort.InferenceSession.create(model, {
        executionProviders: this.device === 'cpu' ? ['wasm'] : ['webgpu'],
        // What goes wrong is thrown; the worker's console is nobody's place to look.
        logSeverityLevel: 4,
        ...options,
        ...(file.external.length > 0 && {
          externalData: file.external.map((path) => ({ path, data: external[path] ?? new Uint8Array() })),
        }),
      });
      this.#sessions.set(id, { name, file, session });
      const { metadata, inputs, outputs } = file;
      return { metadata, inputs: named(session.inputNames, inputs), outputs: named(session.outputNames, outputs) };
    } catch (error) {
      throw modelError(error, `The model “${name}” could not be loaded`);
    }
  }

  /** @param wanted names of outputs. @throws ModelError. */
  async run(id: string, feeds: Feeds, wanted: readonly string[]): Promise<Answer> {
    const known = this.#sessions.get(id);
    if (known === undefined) throw new ModelError('NoModel', 'The session was closed.');
    const { name, file, session } = known;
    const tensors: Record<string, Ort.Tensor> = {};
    for (const info of file.inputs) {
      const array = feeds[info.name];
      if (array !== undefined) tensors[info.name] = toTensor(array, info, this.ort.Tensor);
    }
    const began = performance.now();
    const results = await session.run(tensors, [...wanted]).catch((error: unknown) => {
      throw modelError(error, `The model “${name}” could not be run`);
    });
    const milliseconds = performance.now() - began;
    const outputs: Record<string, NDArray> = {};
    for (const output of wanted) {
      const tensor = results[output];
      if (tensor === undefined)
        throw new ModelError(
          'Fail',
          `The model “${name}” gave no output “${output}” this time; it is an optional one.`,
        );
      outputs[output] = fromTensor(tensor, output);
    }
    return { outputs, milliseconds };
  }

  async close(id: string): Promise<void> {
    const known = this.#sessions.get(id);
    this.#sessions.delete(id);
    await known?.session.release();
  }
}

/** In the order of the session, which may leave out what the file lists. */
function named(names: readonly string[], values: readonly ValueInfo[]): ValueInfo[] {
  return names.map(
    (name) => values.find((value) => value.name === name) ?? { name, dtype: '', type: 'undefined', shape: [] },
  );
}
