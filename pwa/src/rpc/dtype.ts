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
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;

/** A moment counted from 1970 or a length of time, in a unit of numpy's such as `ns`, `25s` or `D`. */
export type TimeDType = `${'datetime64' | 'timedelta64'}${'' | `[${string}]`}`;
/** Texts of at most so many characters (U, code points) or bytes (S), filled up with zeros. */
export type TextDType = `${'U' | 'S'}${number}`;

export type DType = (typeof DTYPES)[number] | TimeDType | TextDType;

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
  /** Elements of `make` in one element of the dtype: 2 for complex numbers (real, imaginary), more for texts. */
  readonly parts: number;
  /** Bytes of one element of the dtype. */
  readonly bytes: number;
  /** The values that an integer dtype holds. */
  readonly range?: readonly [bigint, bigint];
}

const INT64 = { make: BigInt64Array, parts: 1, bytes: 8, range: [-(2n ** 63n), 2n ** 63n - 1n] } as const;

const storages: { readonly [name in (typeof DTYPES)[number]]: Storage } = {
  bool: { make: Uint8Array, parts: 1, bytes: 1, range: [0n, 1n] },
  int8: { make: Int8Array, parts: 1, bytes: 1, range: [-(2n ** 7n), 2n ** 7n - 1n] },
  uint8: { make: Uint8Array, parts: 1, bytes: 1, range: [0n, 2n ** 8n - 1n] },
  int16: { make: Int16Array, parts: 1, bytes: 2, range: [-(2n ** 15n), 2n ** 15n - 1n] },
  uint16: { make: Uint16Array, parts: 1, bytes: 2, range: [0n, 2n ** 16n - 1n] },
  int32: { make: Int32Array, parts: 1, bytes: 4, range: [-(2n ** 31n), 2n ** 31n - 1n] },
  uint32: { make: Uint32Array, parts: 1, bytes: 4, range: [0n, 2n ** 32n - 1n] },
  int64: INT64,
  uint64: { make: BigUint64Array, parts: 1, bytes: 8, range: [0n, 2n ** 64n - 1n] },
  // The bits of an IEEE 754 half: not every browser has Float16Array.
  float16: { make: Uint16Array, parts: 1, bytes: 2 },
  // The upper half of the bits of a float32, which no browser has an array of.
  bfloat16: { make: Uint16Array, parts: 1, bytes: 2 },
  float32: { make: Float32Array, parts: 1, bytes: 4 },
  float64: { make: Float64Array, parts: 1, bytes: 8 },
  complex64: { make: Float32Array, parts: 2, bytes: 8 },
  complex128: { make: Float64Array, parts: 2, bytes: 16 },
};

const TEXT = /^[SU]([1-9]\d{0,7})$/;
const TIME = /^(?:datetime|timedelta)64(?:\[(?:[1-9]\d{0,8})?(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?$/;

export function isDType(name: string): name is DType {
  return Object.hasOwn(storages, name) || TEXT.test(name) || TIME.test(name);
}

/** Whether the elements are texts. */
export function isTextDType(dtype: DType): dtype is TextDType {
  return TEXT.test(dtype);
}

/** How an array of this dtype is stored. */
export function storageOf(dtype: DType): Storage {
  if (Object.hasOwn(storages, dtype)) return storages[dtype as keyof typeof storages];
  const length = Number(TEXT.exec(dtype)?.[1]);
  if (Number.isNaN(length)) return INT64;
  return dtype.startsWith('U')
    ? { make: Uint32Array, parts: length, bytes: length * 4 }
    : { make: Uint8Array, parts: length, bytes: length };
}

/** The dtype that a typed array has when none is named; undefined when it is not a typed array of numbers. */
export function dtypeOf(data: ArrayBufferView): DType | undefined {
  if (data instanceof Uint8ClampedArray) return 'uint8';
  if (isFloat16Array(data)) return 'float16';
  return DTYPES.find((name) => !['bool', 'float16', 'bfloat16'].includes(name) && data instanceof storages[name].make);
}

/** Whether this is a Float16Array, in a browser that has them. */
export function isFloat16Array(data: ArrayBufferView): boolean {
  return Object.prototype.toString.call(data) === '[object Float16Array]';
}
