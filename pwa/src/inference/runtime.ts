/** Sessions of one build of ONNX Runtime. It runs in the inference worker, one call after the other. */
import type * as Ort from 'onnxruntime-web';
import { ModelError } from '../contracts/errors.js';
import type { Device, ModelMetadata, SessionOptions, ValueInfo } from '../contracts/model.js';
import { NDArray } from '../rpc/index.js';
import { elementTypeOf } from './element_types.js';
import { failingNode } from './failing_node.js';
import { isWithoutNode } from './fault_words.js';
import { modelError, saidBy } from './faults.js';
import type { Feeds } from './feeds.js';
import { type OnnxFile, readOnnx } from './onnx_file.js';
import { fromTensor, toTensor } from './tensors.js';
import { withOutputs } from './zip_maps.js';

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
  /** The files once more: they are not kept while all goes well. */
  readonly again: () => Promise<Opening>;
}

/** A larger model is not taken apart to find the node that failed, and no model for longer than this. */
const MOST_BYTES = 300e6;
const MOST_MILLISECONDS = 10_000;

/** Exactly this much of ONNX Runtime is used, so that tests can run another build of it. */
export type OrtApi = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

export class Runtime {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly ort: OrtApi,
    private readonly device: Device,
  ) {}

  /**
   * @param again gives the files once more, where they are needed to find out what failed.
   * @throws ModelError.
   */
  async open(id: string, opening: Opening, again = () => Promise.resolve(opening)): Promise<Opened> {
    const { name, model, external } = opening;
    const file = readOnnx(model, name);
    const missing = file.external.filter((path) => !Object.hasOwn(external, path));
    if (missing.length > 0)
      throw new ModelError(
        'NoSuchFile',
        `The model “${name}” keeps tensors in ${missing.map((path) => `“${path}”`).join(', ')}, which was not given. Give that file, too (externalData), or open the folder or the zip that holds both.`,
      );
    try {
      const scores = [...new Set([...file.zipMaps.values()].map((map) => map.scores))];
      const added = scores.filter((each) => file.outputs.every((output) => output.name !== each));
      const whole = added.length === 0 ? opening : { ...opening, model: withOutputs(model, added) };
      const session = await this.#create(whole, file.external);
      this.#sessions.set(id, { name, file, session, again });
      const { metadata, inputs, outputs } = file;
      const given = session.outputNames.filter((each) => !added.includes(each));
      return { metadata, inputs: named(session.inputNames, inputs), outputs: named(given, outputs) };
    } catch (error) {
      const doing = `The model “${name}” could not be loaded`;
      throw unknownType(error, file, doing) ?? modelError(error, doing, await this.#culprit(error, opening, null));
    }
  }

  /** @param wanted names of outputs. @throws ModelError. */
  async run(id: string, feeds: Feeds, wanted: readonly string[]): Promise<Answer> {
    const known = this.#sessions.get(id);
    if (known === undefined) throw new ModelError('NoModel', 'The session was closed.');
    const { name, file, session, again } = known;
    const tensors: Record<string, Ort.Tensor> = {};
    for (const info of file.inputs) {
      const array = feeds[info.name];
      if (array !== undefined) tensors[info.name] = toTensor(array, info, this.ort.Tensor);
    }
    const began = performance.now();
    const taken = new Map(wanted.map((each) => [each, file.zipMaps.get(each)?.scores ?? each]));
    const results = await session.run(tensors, [...new Set(taken.values())]).catch(async (error: unknown) => {
      const culprit = isWithoutNode(saidBy(error)) ? await this.#culprit(error, await again(), tensors) : null;
      throw modelError(error, `The model “${name}” could not be run`, culprit);
    });
    const milliseconds = performance.now() - began;
    const outputs: Record<string, NDArray> = {};
    const values = new Set<string>();
    for (const [output, value] of taken) {
      const tensor = results[value];
      if (tensor === undefined)
        throw new ModelError(
          'Fail',
          `The model “${name}” gave no output “${output}” this time; it is an optional one.`,
        );
      const array = fromTensor(tensor, output);
      // Each output has memory of its own, since it is sent away.
      outputs[output] = values.has(value) ? new NDArray(array.data.slice(), array.shape, array.dtype) : array;
      values.add(value);
    }
    return { outputs, milliseconds };
  }

  async close(id: string): Promise<void> {
    const known = this.#sessions.get(id);
    this.#sessions.delete(id);
    await known?.session.release();
  }

  #create({ model, external, options }: Opening, paths: readonly string[]): Promise<Ort.InferenceSession> {
    return this.ort.InferenceSession.create(model, {
      executionProviders: this.device === 'cpu' ? ['wasm'] : ['webgpu'],
      // What goes wrong is thrown; the worker's console is nobody's place to look.
      logSeverityLevel: 4,
      ...options,
      ...(paths.length > 0 && {
        externalData: paths.map((path) => ({ path, data: external[path] ?? new Uint8Array() })),
      }),
    });
  }

  /**
   * The node that failed, where ONNX Runtime does not name it.
   *
   * @param feeds null when loading failed.
   */
  async #culprit(error: unknown, opening: Opening, feeds: Record<string, Ort.Tensor> | null): Promise<string | null> {
    const fault = saidBy(error);
    if (!isWithoutNode(fault) || opening.model.byteLength > MOST_BYTES) return null;
    const { external } = readOnnx(opening.model, opening.name);
    const began = performance.now();
    const options = { ...opening.options, graphOptimizationLevel: 'disabled' } as const;
    const works = async (beginning: Uint8Array, last: string): Promise<boolean> => {
      let session: Ort.InferenceSession | null = null;
      try {
        session = await this.#create({ ...opening, options, model: beginning }, external);
        if (feeds !== null) await session.run(feeds, [last]);
        return true;
      } catch (other) {
        return saidBy(other) !== fault;
      } finally {
        await session?.release();
      }
    };
    return failingNode(opening.model, works, () => performance.now() - began > MOST_MILLISECONDS);
  }
}

/** Of an input or output whose type onnxruntime-web does not have: its own words name neither. */
function unknownType(error: unknown, file: OnnxFile, doing: string): ModelError | null {
  if (!/unsupported data type|MLDataType for/.test(saidBy(error))) return null;
  const isStrange = ({ type }: ValueInfo) => elementTypeOf(type)?.web === null;
  const input = file.inputs.find(isStrange);
  const value = input ?? file.outputs.find(isStrange);
  if (value === undefined) return null;
  return new ModelError(
    'NotImplemented',
    `${doing}: its ${input === undefined ? 'output' : 'input'} “${value.name}” is of the type ${value.type}, which ONNX Runtime for the browser does not have at a model's border. Export the model with float32 or float16 there.`,
    { cause: error },
  );
}

/** In the order of the session, which may leave out what the file lists. */
function named(names: readonly string[], values: readonly ValueInfo[]): ValueInfo[] {
  return names.map(
    (name) => values.find((value) => value.name === name) ?? { name, dtype: '', type: 'undefined', shape: [] },
  );
}
