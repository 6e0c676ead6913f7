/** What is known of a model in ONNX, and how it is loaded and run: the words of the api's `models`. */

/** Numbers that two devices give may differ by `absolute` plus `relative` times the CPU's number. */
export const TOLERANCE = { absolute: 1e-3, relative: 1e-3 } as const;

/** From where a model comes: a file, its bytes, an address, or `sha256:…` for one that is kept. */
export type ModelSource = Blob | Uint8Array<ArrayBuffer> | URL;

export type Device = 'cpu' | 'webgpu';

/** `auto`: the faster one that gives the same answer, found out with the first real input and remembered. */
export type DeviceChoice = 'auto' | Device;

/** An input or output of a model. */
export interface ValueInfo {
  readonly name: string;
  /**
   * numpy's name of the elements' type: `U` for texts, int8 and uint8 for int4 and uint4, and "" for what is no tensor,
   * which can't be given or taken.
   */
  readonly dtype: string;
  /** As ONNX Runtime writes it, such as `tensor(float)` or `seq(tensor(int64))`. */
  readonly type: string;
  /** Length of each axis: a number, the name of a length that may vary, or null for one without a name. */
  readonly shape: readonly (number | string | null)[];
  /** Of an output of maps from labels to scores, which is given as an array of these: the labels of its columns. */
  readonly labels?: readonly (string | number)[];
}

/** What the model's file says of itself. */
export interface ModelMetadata {
  readonly producer: string;
  readonly producerVersion: string;
  readonly graphName: string;
  readonly graphDescription: string;
  readonly domain: string;
  readonly description: string;
  readonly version: number;
  /** Its own notes, by name. */
  readonly custom: { readonly [key: string]: string };
  /** Versions of the sets of operators, by domain; "" is ONNX's own. */
  readonly opsets: { readonly [domain: string]: number };
}

/** How ONNX Runtime makes a session. Names and values are those of onnxruntime-web. */
export interface SessionOptions {
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
  readonly executionMode?: 'sequential' | 'parallel';
  readonly enableCpuMemArena?: boolean;
  readonly enableMemPattern?: boolean;
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  /** Fixed lengths for axes that the model names. */
  readonly freeDimensionOverrides?: { readonly [name: string]: number };
}

export interface LoadOptions {
  readonly device?: DeviceChoice;
  /** Lower-case hex that the model's file must have. */
  readonly sha256?: string | null;
  /** What the model is called in messages and lists; by default the name of its file. */
  readonly name?: string;
  /** The files that hold the model's large tensors, by the names that the model gives them. */
  readonly externalData?: { readonly [path: string]: Blob };
  /** sha256 of another model, such as the one that this was made from: files that are kept for it are found here, too. */
  readonly beside?: string;
  readonly session?: SessionOptions;
}

/** How far loading or running is. `fraction` from 0 to 1, null where it can't be told. */
export interface ModelProgress {
  readonly stage: 'download' | 'wait' | 'compile' | 'run' | 'measure';
  readonly fraction: number | null;
  readonly text: string;
}

/** What was found when one real input was run on each device. */
export interface DeviceMeasurement {
  /** sha256 of the model. */
  readonly model: string;
  readonly name: string;
  /** The adapter of the graphics card, as the browser names it. */
  readonly adapter: string;
  /** Of ONNX Runtime. */
  readonly version: string;
  /** Milliseconds of one run after the first one; null where it failed. */
  readonly milliseconds: { readonly cpu: number; readonly webgpu: number | null };
  /** The largest difference of the two answers, and how far it may be (see `TOLERANCE`), as a multiple of that. */
  readonly difference: { readonly absolute: number; readonly ofTolerance: number } | null;
  /** The one that is taken while the person chooses none. */
  readonly best: Device;
  /** Why the CPU has to be taken, in a sentence; "" where there was a choice. */
  readonly fault: string;
  /** What the person chose. */
  readonly choice: DeviceChoice;
  /** Milliseconds since 1970. */
  readonly time: number;
}
