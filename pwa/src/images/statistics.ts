/** How the values of a channel are spread: what the automatic contrast and the histogram are made from. */
import type { Region } from '../contracts/image.js';
import type { NDArray } from '../rpc/ndarray.js';
import { cut } from './array_source.js';
import { lettersOf, pictureAxes } from './axes.js';
import { type Intensities, intensitiesOf, type Range, sampleOf } from './contrast.js';
import type { ImageSource } from './source.js';

/** Bars of a histogram. */
export const BARS = 128;
/** Pixels along the edge of the part that is looked at where an image has no small level. */
const PART = 1024;

export interface Statistics extends Intensities {
  /** How many of the values that were looked at are in each of equal steps of `full`. */
  readonly bars: readonly number[];
}

const known = new WeakMap<ImageSource, Map<number | null, Statistics | Promise<Statistics>>>();

/**
 * The statistics of a channel: at once where the image is in memory, or they are known already.
 *
 * @param channel step along C; null takes all there is.
 */
export function statisticsOf(source: ImageSource, channel: number | null): Statistics | Promise<Statistics> {
  const ofSource = known.get(source) ?? new Map<number | null, Statistics | Promise<Statistics>>();
  known.set(source, ofSource);
  const found = ofSource.get(channel);
  if (found !== undefined) return found;
  const made = source.array === null ? read(source, channel) : measured(channelOf(source.array, channel));
  ofSource.set(channel, made);
  if (made instanceof Promise)
    made.then(
      (statistics) => ofSource.set(channel, statistics),
      () => ofSource.delete(channel),
    );
  return made;
}

/** A channel of an array; not copied where its values lie together. */
function channelOf(array: NDArray, channel: number | null): NDArray {
  const axes = lettersOf(array);
  if (channel === null || !axes.includes('C')) return array;
  return cut(array, axes, { C: channel });
}

function measured(array: NDArray): Statistics {
  const intensities = intensitiesOf(array);
  return { ...intensities, bars: histogram(sampleOf(array), intensities.full) };
}

/** Counts of values in equal steps from the least to the greatest. */
export function histogram(sample: Float64Array, [low, high]: Range): readonly number[] {
  const bars = new Array<number>(BARS).fill(0);
  const step = BARS / (high - low);
  for (const value of sample) {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor((value - low) * step)));
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return bars;
}

/** Looks at the middle of the coarsest level. */
async function read(source: ImageSource, channel: number | null): Promise<Statistics> {
  const axes = pictureAxes(source);
  if (axes === null) throw new TypeError(`${source.name} is no picture.`);
  const level = source.levels.length - 1;
  const shape = source.levels[level] ?? source.shape;
  const middle = (length: number): [number, number] => {
    const start = Math.max(0, Math.floor((length - PART) / 2));
    return [start, Math.min(length, start + PART)];
  };
  const region: { [axis: string]: number | [number, number] } = {
    level,
    Y: middle(shape[axes.y] ?? 1),
    X: middle(shape[axes.x] ?? 1),
  };
  for (const { name, axis } of axes.leading)
    region[name] = name === 'C' ? (channel ?? 0) : name === 'Z' ? (shape[axis] ?? 1) >> 1 : 0;
  return measured(await source.read(region as Region));
}
