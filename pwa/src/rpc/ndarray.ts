/** An n-dimensional array as it travels between the page and plugins. */
import {
  DTYPES,
  type DType,
  dtypeOf,
  isDType,
  isFloat16Array,
  isTextDType,
  storageOf,
  type TypedArray,
} from './dtype.js';
import { toBrain, toHalf } from './half.js';

export type ArrayKind = 'image' | 'labels';

/** What an array shows. All of it may be absent: a bare array of numbers. */
export interface ArrayMeta {
  readonly kind?: ArrayKind | undefined;
  /** One letter an axis out of T, C, Z, Y, X, S (samples: red, green, blue, alpha). */
  readonly axes?: string | undefined;
  /** Size of one step along each axis, in `unit`. */
  readonly scale?: readonly number[] | undefined;
  readonly unit?: string | undefined;
  readonly name?: string | undefined;
}

/** A pair in a list of values is a complex number. */
export type ArrayValue = number | bigint | boolean | string | readonly [number, number];

const AXES = 'TCZYXS';
const releases = new WeakMap<NDArray, () => void>();

/**
 * An array in C order (the last axis changes fastest), little endian.
 *
 * `data` holds bool as 0 and 1 in a Uint8Array, float16 and bfloat16 as bits in a Uint16Array, complex numbers as pairs
 * (real, imaginary) in a Float32Array or Float64Array, 64-bit integers, datetime64 and timedelta64 as BigInt, texts (U)
 * as code points in a Uint32Array and bytes (S) in a Uint8Array, each filled up with zeros.
 */
export class NDArray implements ArrayMeta {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly kind: ArrayKind | undefined;
  readonly axes: string | undefined;
  readonly scale: readonly number[] | undefined;
  readonly unit: string | undefined;
  readonly name: string | undefined;

  /**
   * @param data values in C order: a typed array of the dtype's storage (kept, not copied), an ArrayBuffer or DataView
   *   of the array's bytes (kept), or a list of numbers, bigints, booleans, texts or [real, imaginary] pairs.
   * @param shape length of each axis; `[]` for a single value.
   * @param dtype numpy's name; when absent that of the typed array, float64 for numbers, bool for booleans, int64 for bigints, U for texts.
   * @throws TypeError when the parts do not fit one another.
   */
  constructor(
    data: ArrayBufferView | ArrayBufferLike | readonly ArrayValue[],
    shape: readonly number[],
    dtype?: DType,
    meta: ArrayMeta = {},
  ) {
    const size = sizeOf(shape);
    this.dtype = checkedDType(dtype ?? inferred(data));
    this.data = stored(data, this.dtype);
    const parts = storageOf(this.dtype).parts;
    if (this.data.length !== size * parts) {
      throw new TypeError(
        `An array of shape (${shape.join(', ')}) and dtype ${this.dtype} has ${size * parts} stored values, but ${this.data.length} were given.`,
      );
    }
    this.shape = [...shape];
    checkMeta(meta, shape.length);
    this.kind = meta.kind;
    this.axes = meta.axes;
    this.scale = meta.scale && [...meta.scale];
    this.unit = meta.unit;
    this.name = meta.name;
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length / storageOf(this.dtype).parts;
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** The texts of an array of dtype U or S (whose bytes are read as Latin-1), in C order. @throws TypeError for others. */
  texts(): string[] {
    if (!isTextDType(this.dtype)) throw new TypeError(`An array of ${this.dtype} has no texts.`);
    const { parts } = storageOf(this.dtype);
    return Array.from({ length: this.size }, (_, index) => {
      const points = Array.from(this.data.subarray(index * parts, (index + 1) * parts), Number);
      while (points.at(-1) === 0) points.pop();
      return points.map((point) => String.fromCodePoint(point > 0x10ffff ? 0xfffd : point)).join('');
    });
  }

  /**
   * Gives the memory back to the side that sent the array, which uses it for the next one; the array is empty then.
   * Only a hint: it does nothing for an array that was made here, and leaving it out only costs time.
   */
  release(): void {
    releases.get(this)?.();
    releases.delete(this);
  }

  /** Says what {@link release} does for this array. Called by the peer that received it. */
  static onRelease(array: NDArray, release: () => void): void {
    releases.set(array, release);
  }
}

/** @returns the number of elements of an array of this shape. @throws TypeError when it is no shape. */
export function sizeOf(shape: readonly number[]): number {
  if (shape.length > 32) throw new TypeError(`An array has at most 32 axes, not ${shape.length}.`);
  let size = 1;
  // Without the axes of no length: numpy, too, has no array whose other axes are beyond all bounds.
  let extent = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new TypeError(`(${shape.join(', ')}) is not a shape: ${length} is not a whole number of 0 or more.`);
    }
    size *= length;
    extent *= length || 1;
  }
  if (!Number.isSafeInteger(extent * 16)) throw new TypeError(`An array of shape (${shape.join(', ')}) is too large.`);
  return size;
}

/** @throws TypeError when the description does not fit an array of `ndim` axes. */
export function checkMeta(meta: ArrayMeta, ndim: number): void {
  const { kind, axes, scale } = meta;
  if (kind !== undefined && kind !== 'image' && kind !== 'labels') {
    throw new TypeError(`An array's kind is "image" or "labels", not ${JSON.stringify(kind)}.`);
  }
  if (axes !== undefined) {
    const letters = new Set(axes);
    if (axes.length !== ndim || letters.size !== ndim || [...letters].some((letter) => !AXES.includes(letter))) {
      throw new TypeError(
        `axes ${JSON.stringify(axes)} do not fit an array of ${ndim} axes: give one letter an axis out of ${AXES}, each once.`,
      );
    }
  }
  if (scale !== undefined && (scale.length !== ndim || !scale.every(Number.isFinite))) {
    throw new TypeError(`scale [${scale.join(', ')}] does not fit an array of ${ndim} axes: give one number an axis.`);
  }
}

function checkedDType(name: string): DType {
  if (!isDType(name)) {
    throw new TypeError(
      `There is no dtype ${JSON.stringify(name)}; there are ${DTYPES.join(', ')}, datetime64[s], timedelta64[s], U5, S5.`,
    );
  }
  return name;
}

function inferred(data: ArrayBufferView | ArrayBufferLike | readonly ArrayValue[]): string {
  if (ArrayBuffer.isView(data)) {
    const dtype = dtypeOf(data);
    if (dtype) return dtype;
  }
  if (!isList(data)) throw new TypeError('Say which dtype the bytes hold: new NDArray(buffer, shape, "uint16").');
  const first = data[0];
  if (typeof first === 'boolean') return 'bool';
  if (typeof first === 'bigint') return 'int64';
  if (typeof first === 'string') return `U${Math.max(1, ...data.map((each) => [...String(each)].length))}`;
  return Array.isArray(first) ? 'complex128' : 'float64';
}

function stored(data: ArrayBufferView | ArrayBufferLike | readonly ArrayValue[], dtype: DType): TypedArray {
  const { make, bytes, parts } = storageOf(dtype);
  if (isList(data)) return filled(data, dtype);
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    if (data instanceof make) return data;
    const sameBits =
      data instanceof Uint8ClampedArray ? make === Uint8Array : isFloat16Array(data) && dtype === 'float16';
    if (sameBits) return new make(data.buffer, data.byteOffset, data.byteLength / (bytes / parts));
    throw new TypeError(
      `dtype ${dtype} is stored in a ${make.name}, but a ${data.constructor.name} was given. Give its ArrayBuffer to have the bytes taken as they are.`,
    );
  }
  const [buffer, offset] = ArrayBuffer.isView(data) ? [data.buffer, data.byteOffset] : [data, 0];
  const length = data.byteLength / (bytes / parts);
  if (!Number.isInteger(length))
    throw new TypeError(`${data.byteLength} bytes are no whole number of ${dtype} values.`);
  return new make(buffer, offset, length);
}

function filled(values: readonly ArrayValue[], dtype: DType): TypedArray {
  const { make, bytes, parts, range } = storageOf(dtype);
  const out = new make(new ArrayBuffer(values.length * bytes));
  values.forEach((value, index) => {
    if (isTextDType(dtype)) {
      const points = [...String(value)].map((char) => char.codePointAt(0) ?? 0);
      if (points.length > parts || (out instanceof Uint8Array && points.some((point) => point > 255))) {
        throw new TypeError(`Value ${index}, ${JSON.stringify(value)}, does not fit ${dtype}.`);
      }
      points.forEach((point, at) => {
        out[index * parts + at] = point;
      });
      return;
    }
    if (typeof value === 'string') throw new TypeError(`Value ${index} is a text, which ${dtype} does not hold.`);
    if (parts === 2) {
      const [real, imaginary] = Array.isArray(value) ? (value as readonly [number, number]) : [Number(value), 0];
      out[index * 2] = real;
      out[index * 2 + 1] = imaginary;
      return;
    }
    if (Array.isArray(value))
      throw new TypeError(`Value ${index} is a pair, which only complex dtypes hold, not ${dtype}.`);
    if (!range) {
      const round = dtype === 'float16' ? toHalf : dtype === 'bfloat16' ? toBrain : Number;
      out[index] = round(Number(value));
      return;
    }
    const whole = wholeNumber(value as number | bigint | boolean, index, dtype);
    if (whole < range[0] || whole > range[1]) {
      throw new TypeError(`Value ${index}, ${String(value)}, does not fit ${dtype} (${range[0]} to ${range[1]}).`);
    }
    if (out instanceof BigInt64Array || out instanceof BigUint64Array) out[index] = whole;
    else out[index] = Number(whole);
  });
  return out;
}

function wholeNumber(value: number | bigint | boolean, index: number, dtype: DType): bigint {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new TypeError(`Value ${index}, ${value}, is not a whole number, as ${dtype} needs.`);
  }
  return BigInt(value);
}

function isList(data: ArrayBufferView | ArrayBufferLike | readonly ArrayValue[]): data is readonly ArrayValue[] {
  return Array.isArray(data);
}
