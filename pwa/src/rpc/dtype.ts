/** The element types of arrays, named as numpy names them, and the JavaScript array that stores each. */

export const DTYPES = [
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;

export type DType = (typeof DTYPES)[number];

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface Storage {
  readonly make: {
    new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray;
    readonly name: string;
  };
  /** Elements of `make` in one element of the dtype: 2 for complex numbers (real, imaginary). */
  readonly parts: 1 | 2;
  /** Bytes of one element of the dtype. */
  readonly bytes: number;
  /** The values that an integer dtype holds. */
  readonly range?: readonly [bigint, bigint];
}

const storages: { readonly [name in DType]: Storage } = {
  bool: { make: Uint8Array, parts: 1, bytes: 1, range: [0n, 1n] },
  int8: { make: Int8Array, parts: 1, bytes: 1, range: [-(2n ** 7n), 2n ** 7n - 1n] },
  uint8: { make: Uint8Array, parts: 1, bytes: 1, range: [0n, 2n ** 8n - 1n] },
  int16: { make: Int16Array, parts: 1, bytes: 2, range: [-(2n ** 15n), 2n ** 15n - 1n] },
  uint16: { make: Uint16Array, parts: 1, bytes: 2, range: [0n, 2n ** 16n - 1n] },
  int32: { make: Int32Array, parts: 1, bytes: 4, range: [-(2n ** 31n), 2n ** 31n - 1n] },
  uint32: { make: Uint32Array, parts: 1, bytes: 4, range: [0n, 2n ** 32n - 1n] },
  int64: { make: BigInt64Array, parts: 1, bytes: 8, range: [-(2n ** 63n), 2n ** 63n - 1n] },
  uint64: { make: BigUint64Array, parts: 1, bytes: 8, range: [0n, 2n ** 64n - 1n] },
  // The bits of an IEEE 754 half: not every browser has Float16Array.
  float16: { make: Uint16Array, parts: 1, bytes: 2 },
  float32: { make: Float32Array, parts: 1, bytes: 4 },
  float64: { make: Float64Array, parts: 1, bytes: 8 },
  complex64: { make: Float32Array, parts: 2, bytes: 8 },
  complex128: { make: Float64Array, parts: 2, bytes: 16 },
};

export function isDType(name: string): name is DType {
  return Object.hasOwn(storages, name);
}

/** How an array of this dtype is stored. */
export function storageOf(dtype: DType): Storage {
  return storages[dtype];
}

/** The dtype that a typed array has when none is named; undefined when it is not a typed array of numbers. */
export function dtypeOf(data: ArrayBufferView): DType | undefined {
  if (data instanceof Uint8ClampedArray) return 'uint8';
  if (isFloat16Array(data)) return 'float16';
  return DTYPES.find((name) => name !== 'bool' && storages[name].parts === 1 && data instanceof storages[name].make);
}

/** Whether this is a Float16Array, in a browser that has them. */
export function isFloat16Array(data: ArrayBufferView): boolean {
  return Object.prototype.toString.call(data) === '[object Float16Array]';
}
