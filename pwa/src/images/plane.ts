/** One plane of an array as plain numbers that can be read at (x, y). */
import type { TypedArray } from '../rpc/dtype.js';
import { fromHalf } from '../rpc/half.js';
import type { NDArray } from '../rpc/ndarray.js';
import type { PictureAxes } from './axes.js';

/** Typed arrays whose elements are numbers; 64-bit integers are not among them. */
export type Numbers = Exclude<TypedArray, BigInt64Array | BigUint64Array>;

/** `values[offset + y * strideY + x * strideX + s * strideS]` is sample s of the pixel at (x, y). */
export interface Plane {
  readonly values: Numbers;
  readonly offset: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly strideS: number;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
}

/** Where each leading axis stands, by its name; an axis that is not named stands at 0. */
export type PlaneIndex = { readonly [axis: string]: number };

/** Elements between neighbours along each axis, for C order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/** The element at which a plane begins. Positions beyond an axis are held at its end. */
function planeOffset(array: Pick<NDArray, 'shape'>, axes: PictureAxes, index: PlaneIndex): number {
  const strides = stridesOf(array.shape);
  return axes.leading.reduce(
    (sum, { name, axis, size }) => sum + Math.min(size - 1, Math.max(0, index[name] ?? 0)) * (strides[axis] ?? 0),
    0,
  );
}

/**
 * A plane of an array. Numbers are read where they are; 64-bit integers, half floats and complex numbers (their
 * magnitude) are turned into float64 for this plane.
 */
export function planeOf(array: NDArray, axes: PictureAxes, index: PlaneIndex): Plane {
  const strides = stridesOf(array.shape);
  const offset = planeOffset(array, axes, index);
  const plane = {
    offset,
    strideY: strides[axes.y] ?? 0,
    strideX: strides[axes.x] ?? 0,
    strideS: axes.samples === null ? 0 : (strides[axes.samples] ?? 0),
    width: axes.width,
    height: axes.height,
    samples: axes.sampleCount,
  };
  const convert = converter(array);
  if (!convert) return { ...plane, values: array.data as Numbers };
  const { width, height, samples, strideY, strideX, strideS } = plane;
  const values = new Float64Array(width * height * samples);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let s = 0; s < samples; s++) values[at++] = convert(offset + y * strideY + x * strideX + s * strideS);
    }
  }
  return { values, offset: 0, strideY: width * samples, strideX: samples, strideS: 1, width, height, samples };
}

/** How an element is read when its storage is not the number itself; null when it is. */
export function converter(array: Pick<NDArray, 'data' | 'dtype'>): ((element: number) => number) | null {
  const { data, dtype } = array;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return (element) => Number(data[element]);
  if (dtype === 'float16') return (element) => fromHalf(Number(data[element]));
  if (dtype === 'complex64' || dtype === 'complex128')
    return (element) => Math.hypot(Number(data[element * 2]), Number(data[element * 2 + 1]));
  return null;
}

/** The element of the array that a pixel begins with; null outside the picture. */
export function pixelAt(
  array: Pick<NDArray, 'shape'>,
  axes: PictureAxes,
  index: PlaneIndex,
  x: number,
  y: number,
): number | null {
  if (!(x >= 0 && y >= 0 && x < axes.width && y < axes.height)) return null;
  const strides = stridesOf(array.shape);
  return (
    planeOffset(array, axes, index) + Math.floor(y) * (strides[axes.y] ?? 0) + Math.floor(x) * (strides[axes.x] ?? 0)
  );
}

/** The values of one pixel, exactly as the array has them, as text; null outside the picture. */
export function pixelText(array: NDArray, axes: PictureAxes, index: PlaneIndex, x: number, y: number): string | null {
  const start = pixelAt(array, axes, index, x, y);
  if (start === null) return null;
  const strides = stridesOf(array.shape);
  const step = axes.samples === null ? 0 : (strides[axes.samples] ?? 0);
  return Array.from({ length: axes.sampleCount }, (_, sample) => elementText(array, start + sample * step)).join(', ');
}

function elementText({ data, dtype }: NDArray, element: number): string {
  const number = (value: number): string =>
    Number.isInteger(value)
      ? String(value)
      : String(Number(value.toPrecision(dtype === 'float64' || dtype === 'complex128' ? 15 : 7)));
  switch (dtype) {
    case 'bool':
      return data[element] ? 'true' : 'false';
    case 'float16':
      return number(fromHalf(Number(data[element])));
    case 'complex64':
    case 'complex128': {
      const imaginary = Number(data[element * 2 + 1]);
      return `${number(Number(data[element * 2]))}${imaginary < 0 ? '−' : '+'}${number(Math.abs(imaginary))}i`;
    }
    case 'int64':
    case 'uint64':
      return String(data[element]);
    default:
      return number(Number(data[element]));
  }
}
