/** Fortran order (the first axis changes fastest), as numpy may send it, to C order. */
import type { TypedArray } from './dtype.js';

/**
 * @param parts elements of `data` that make one value.
 * @returns a new array of the same kind with the values of `data`, which is in Fortran order, in C order.
 */
export function fromFortran<T extends TypedArray>(data: T, shape: readonly number[], parts: number): T {
  const size = data.length / parts;
  const make = data.constructor as new (buffer: ArrayBuffer) => T;
  const out = new make(new ArrayBuffer(data.byteLength));
  const ndim = shape.length;
  const strides: number[] = [];
  let stride = 1;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  const index = new Array<number>(ndim).fill(0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    for (let part = 0; part < parts; part++) {
      // Source and target are of one class, so the value fits; TypeScript can't follow that through the union.
      (out as unknown as Float64Array)[to * parts + part] = (data as unknown as Float64Array)[
        from * parts + part
      ] as number;
    }
    for (let axis = ndim - 1; axis >= 0; axis--) {
      const step = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        from += step;
        break;
      }
      index[axis] = 0;
      from -= (next - 1) * step;
    }
  }
  return out;
}
