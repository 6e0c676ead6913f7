/** Which values are shown black and white. Pure. */
import type { NDArray } from '../rpc/ndarray.js';
import { pictureAxes } from './axes.js';
import type { Range } from './layers.js';
import { converter } from './plane.js';

export type { Range };

export interface Intensities {
  /** Least and greatest finite value of the whole array. */
  readonly full: Range;
  /** What is shown when nothing was chosen: the 0.1 to 99.8 percentiles, or the whole range of a colour picture. */
  readonly auto: Range;
  /** Whether values between two whole numbers mean anything. */
  readonly whole: boolean;
}

/** Percentiles that the automatic contrast goes from and to. */
const AUTO_PERCENTILES = [0.1, 99.8] as const;
const SAMPLE = 1 << 20;

const known = new WeakMap<NDArray, Intensities>();

/** The intensities of an array; worked out once for each. */
export function intensitiesOf(array: NDArray): Intensities {
  const found = known.get(array);
  if (found) return found;
  const made = measureIntensities(array);
  known.set(array, made);
  return made;
}

function measureIntensities(array: NDArray): Intensities {
  const whole = !/^(float|complex)/.test(array.dtype);
  if (array.dtype === 'bool') return { full: [0, 1], auto: [0, 1], whole };
  const full = spread(finiteRange(array));
  const colour = (pictureAxes(array)?.sampleCount ?? 1) > 1;
  // A colour picture is shown as it was made; its bytes already mean black to white.
  if (array.dtype === 'uint8' && colour) return { full: [0, 255], auto: [0, 255], whole };
  return { full, auto: autoRange(sampleOf(array), full), whole };
}

/**
 * The contrast for a sample of values: its 0.1 and 99.8 percentiles. Where they fall together (a nearly empty
 * picture) the full range is taken, so that what little there is can be seen.
 */
export function autoRange(sample: Float64Array, full: Range): Range {
  if (sample.length === 0) return full;
  const sorted = sample.slice().sort();
  const low = percentile(sorted, AUTO_PERCENTILES[0]);
  const high = percentile(sorted, AUTO_PERCENTILES[1]);
  return high > low ? [low, high] : full;
}

/** A percentile of sorted values, between neighbours by linear interpolation (numpy's default method). */
export function percentile(sorted: Float64Array, percent: number): number {
  const at = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (at - below);
}

/** At most about a million finite values from all over the array, evenly spread. */
export function sampleOf(array: NDArray, most = SAMPLE): Float64Array {
  const { size } = array;
  let step = Math.max(1, Math.floor(size / most));
  // A step that shares a factor with the row length would look at the same few columns only.
  const row = array.shape[array.shape.length - 1] ?? 1;
  while (step > 1 && greatestCommonDivisor(step, row) > 1) step++;
  const read = converter(array) ?? ((element: number) => Number(array.data[element]));
  const out = new Float64Array(Math.ceil(size / step));
  let length = 0;
  for (let element = 0; element < size; element += step) {
    const value = read(element);
    if (Number.isFinite(value)) out[length++] = value;
  }
  return out.subarray(0, length);
}

function finiteRange(array: NDArray): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const { data, size } = array;
  const convert = converter(array);
  if (convert) {
    for (let element = 0; element < size; element++) {
      const value = convert(element);
      if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
      if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
    }
  } else {
    const numbers = data as Float64Array;
    for (let element = 0; element < size; element++) {
      const value = numbers[element] as number;
      if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
      if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A range that has a width, so that it can be divided by. */
function spread([low, high]: Range): Range {
  if (high > low) return [low, high];
  return low > 0 ? [0, low] : [low, low + 1];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
