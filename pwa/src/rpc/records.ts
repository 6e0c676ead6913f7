/** Arrays whose elements are records (numpy's structured dtypes). */
import { type DType, isDType, storageOf } from './dtype.js';
import { NDArray, sizeOf } from './ndarray.js';

/** One field of a record; its elements may be arrays (`shape`) and records (`dtype` is a list of fields). */
export interface Field {
  readonly name: string;
  readonly dtype: DType | readonly Field[];
  /** Of what one record holds of it; `[]` for a single value. */
  readonly shape: readonly number[];
}

/** The largest record, as in numpy. */
const MOST_BYTES = 2 ** 31 - 1;

/** An array of records in C order: the bytes of one stand behind those of the other, without gaps, little endian. */
export class RecordArray {
  /** Bytes of one record. */
  readonly itemsize: number;

  /**
   * @param bytes of all records; kept, not copied.
   * @throws TypeError when the parts do not fit one another.
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly shape: readonly number[],
    readonly fields: readonly Field[],
  ) {
    this.itemsize = itemsizeOf(fields);
    if (bytes.byteLength !== sizeOf(shape) * this.itemsize) {
      throw new TypeError(
        `Records of ${this.itemsize} bytes and shape (${shape.join(', ')}) do not fit ${bytes.byteLength} bytes.`,
      );
    }
  }

  /**
   * One field of all records: an array of its own, of the shape of this one and then that of the field.
   *
   * @throws TypeError when there is no such field.
   */
  field(name: string): NDArray | RecordArray {
    let offset = 0;
    for (const field of this.fields) {
      const size = sizeOf(field.shape) * elementSize(field.dtype);
      if (field.name === name) return this.#copied(field, offset, size);
      offset += size;
    }
    const names = this.fields.map((each) => each.name).join(', ');
    throw new TypeError(`There is no field ${JSON.stringify(name)}; there are ${names}.`);
  }

  #copied({ dtype, shape }: Field, offset: number, size: number): NDArray | RecordArray {
    const count = sizeOf(this.shape);
    const out = new Uint8Array(count * size);
    for (let index = 0; index < count; index++) {
      const from = index * this.itemsize + offset;
      out.set(this.bytes.subarray(from, from + size), index * size);
    }
    const whole = [...this.shape, ...shape];
    return typeof dtype === 'string' ? new NDArray(out.buffer, whole, dtype) : new RecordArray(out, whole, dtype);
  }
}

/** @returns the bytes of one record. @throws TypeError when the fields make none. */
export function itemsizeOf(fields: readonly Field[]): number {
  if (fields.length === 0) throw new TypeError('A record has at least one field.');
  const names = new Set<string>();
  let size = 0;
  for (const { name, dtype, shape } of fields) {
    if (name === '' || names.has(name)) throw new TypeError(`A record has the field ${JSON.stringify(name)} twice.`);
    names.add(name);
    if (typeof dtype === 'string' && !isDType(dtype))
      throw new TypeError(`There is no dtype ${JSON.stringify(dtype)}.`);
    size += sizeOf(shape) * elementSize(dtype);
    if (size > MOST_BYTES) throw new TypeError('A record is too large.');
  }
  if (size === 0) throw new TypeError('A record has no bytes.');
  return size;
}

function elementSize(dtype: DType | readonly Field[]): number {
  return typeof dtype === 'string' ? storageOf(dtype).bytes : itemsizeOf(dtype);
}
