/** An array that is in memory, as the source of a viewer. */
import type { Axis, ChannelFacts, Extent, Region } from '../contracts/image.js';
import { storageOf, type TypedArray } from '../rpc/dtype.js';
import { NDArray } from '../rpc/ndarray.js';
import { lettersOf } from './axes.js';
import { stridesOf } from './plane.js';
import type { ImageSource } from './source.js';

const sources = new WeakMap<NDArray, ImageSource>();

/**
 * The source of an array; each array has one. Leading axes without a name go by their number.
 *
 * @param name what it is called when the array has no name.
 */
export function arraySource(array: NDArray, name = 'Array'): ImageSource {
  const known = sources.get(array);
  if (known) return known;
  const made = makeSource(array, name);
  sources.set(array, made);
  return made;
}

function makeSource(array: NDArray, name: string): ImageSource {
  const axes = lettersOf(array);
  const channels = axes.includes('C') ? (array.shape[axes.indexOf('C')] ?? 1) : 1;
  const pixelSize: { [axis in Axis]?: number } = {};
  for (const [at, letter] of [...axes].entries()) {
    const size = array.scale?.[at];
    if (size !== undefined && letter !== 'C' && letter !== 'S') pixelSize[letter as Axis] = size;
  }
  return {
    name: array.name ?? name,
    format: 'array',
    axes,
    shape: array.shape,
    dtype: array.dtype,
    pixelSize,
    unit: array.unit ?? '',
    channels: Array.from({ length: channels }, (): ChannelFacts => ({ name: '', color: null, window: null })),
    metadata: null,
    sha256: null,
    levels: [array.shape],
    array,
    read: async (region = {}) => cut(array, axes, region),
    close: () => undefined,
  };
}

/** A part of an array, copied; the array itself where the part is all of it. @throws RangeError naming axis and position. */
export function cut(array: NDArray, axes: string, region: Region): NDArray {
  const named = new Map<string, Extent>(
    Object.entries(region).filter(([key]) => key !== 'level') as [string, Extent][],
  );
  if ((region.level ?? 0) !== 0) throw new RangeError(`An array has no level ${region.level}.`);
  for (const axis of named.keys())
    if (!axes.includes(axis)) throw new RangeError(`There is no axis ${axis} in an image of the axes ${axes}.`);
  const ranges = array.shape.map((size, at): readonly [number, number] => {
    const letter = axes[at] ?? '';
    const extent = named.get(letter) ?? [0, size];
    const [start, stop] = typeof extent === 'number' ? [extent, extent + 1] : extent;
    if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || stop > size || start > stop)
      throw new RangeError(`${letter} ${start} to ${stop} is beyond the image, whose ${letter} has ${size} steps.`);
    return [start, stop];
  });
  const whole = ranges.every(([start, stop], at) => start === 0 && stop === array.shape[at]);
  const kept = array.shape.map((_, at) => typeof named.get(axes[at] ?? '') !== 'number');
  if (whole && kept.every(Boolean)) return array;
  const { make, parts } = storageOf(array.dtype);
  const lengths = ranges.map(([start, stop]) => stop - start);
  const size = lengths.reduce((all, length) => all * length, 1);
  const out = new make(new ArrayBuffer(size * parts * array.data.BYTES_PER_ELEMENT));
  copyRuns(array, ranges, parts, out);
  const scale = array.scale?.filter((_, at) => kept[at]);
  const letters = [...axes].filter((_, at) => kept[at]).join('');
  return new NDArray(
    out,
    lengths.filter((_, at) => kept[at]),
    array.dtype,
    {
      kind: array.kind,
      axes: /^[TCZYXS]*$/.test(letters) ? letters : undefined,
      scale,
      unit: array.unit,
      name: array.name,
    },
  );
}

/** Copies runs along the last axes, which lie together, one by one. */
function copyRuns(
  array: NDArray,
  ranges: readonly (readonly [number, number])[],
  parts: number,
  out: TypedArray,
): void {
  const { shape } = array;
  const strides = stridesOf(shape);
  // Axes at the end that are taken whole belong to the run.
  let last = ranges.length - 1;
  while (last > 0 && ranges[last]?.[0] === 0 && ranges[last]?.[1] === shape[last]) last--;
  const [first, end] = ranges[last] ?? [0, 1];
  const stride = strides[last] ?? 1;
  const run = (end - first) * stride * parts;
  let at = 0;
  const walk = (axis: number, offset: number): void => {
    if (axis >= last) {
      const from = (offset + first * stride) * parts;
      out.set(array.data.subarray(from, from + run) as never, at);
      at += run;
      return;
    }
    const [start, stop] = ranges[axis] ?? [0, 0];
    for (let step = start; step < stop; step++) walk(axis + 1, offset + step * (strides[axis] ?? 1));
  };
  if (run > 0) walk(0, 0);
}
