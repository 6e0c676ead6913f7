/** Whether two devices gave the same answer. */
import { type DeviceMeasurement, TOLERANCE } from '../contracts/model.js';
import { fromHalf, type NDArray } from '../rpc/index.js';

/** Of whole numbers, such as classes, so many may be others: two nearly equal scores change places. */
const MOST_OTHERS = 1e-4;

export type Outputs = { readonly [name: string]: NDArray };

export interface Agreement {
  readonly agrees: boolean;
  readonly difference: NonNullable<DeviceMeasurement['difference']>;
  /** What differs, in a sentence; "" where nothing does. */
  readonly fault: string;
}

/** @param reference the CPU's answer. */
export function compare(reference: Outputs, other: Outputs): Agreement {
  let absolute = 0;
  let ofTolerance = 0;
  let fault = '';
  for (const [name, expected] of Object.entries(reference)) {
    const given = other[name];
    if (given === undefined || given.dtype !== expected.dtype || String(given.shape) !== String(expected.shape)) {
      fault ||= `its output “${name}” has another shape`;
      continue;
    }
    const found = expected.dtype.startsWith('float') ? floats(expected, given) : wholes(expected, given);
    absolute = Math.max(absolute, found.absolute);
    ofTolerance = Math.max(ofTolerance, found.ofTolerance);
    if (found.ofTolerance > 1)
      fault ||= Number.isFinite(found.absolute)
        ? `its output “${name}” differs from the CPU's by up to ${found.absolute.toPrecision(3)}`
        : `its output “${name}” holds numbers that are none (NaN) where the CPU's does not`;
  }
  return { agrees: fault === '', difference: { absolute, ofTolerance }, fault };
}

/** Whether any output of floating-point numbers holds NaN. */
export function holdsNaN(outputs: Outputs): boolean {
  return Object.values(outputs).some((array) => {
    if (!array.dtype.startsWith('float')) return false;
    const value = reader(array);
    for (let i = 0; i < array.data.length; i++) if (Number.isNaN(value(i))) return true;
    return false;
  });
}

function floats(expected: NDArray, given: NDArray): { absolute: number; ofTolerance: number } {
  const [a, b] = [reader(expected), reader(given)];
  let absolute = 0;
  let ofTolerance = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const [x, y] = [a(i), b(i)];
    if (Object.is(x, y) || x === y) continue;
    const difference = Math.abs(x - y);
    if (Number.isNaN(difference) || !Number.isFinite(difference))
      return { absolute: Number.POSITIVE_INFINITY, ofTolerance: Number.POSITIVE_INFINITY };
    absolute = Math.max(absolute, difference);
    ofTolerance = Math.max(ofTolerance, difference / (TOLERANCE.absolute + TOLERANCE.relative * Math.abs(x)));
  }
  return { absolute, ofTolerance };
}

function wholes(expected: NDArray, given: NDArray): { absolute: number; ofTolerance: number } {
  let others = 0;
  for (let i = 0; i < expected.data.length; i++) if (expected.data[i] !== given.data[i]) others++;
  const share = others / Math.max(1, expected.data.length);
  return { absolute: share, ofTolerance: share / MOST_OTHERS };
}

function reader({ data, dtype }: NDArray): (index: number) => number {
  return dtype === 'float16' ? (index) => fromHalf(Number(data[index])) : (index) => Number(data[index]);
}
