/** Reads which part of an image somebody asks for. Pure. */
import type { Axis, Extent, ImageFacts, Region } from '../contracts/image.js';

type Facts = Pick<ImageFacts, 'name' | 'axes' | 'levels'>;

/**
 * @param value `{z: 3, Y: [0, 512], level: 1}`; the case of letters does not matter, and what is null is read whole.
 * @throws RangeError naming the axis and the position. @throws TypeError for what is no region.
 */
export function regionOf(value: unknown, facts: Facts): Region {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new TypeError(`A region names axes, such as {z: 3, y: [0, 512]}, but it is ${JSON.stringify(value)}.`);
  const out: { [axis in Axis]?: Extent } & { level?: number } = {};
  const given = Object.entries(value).filter(([, extent]) => extent !== null && extent !== undefined);
  const level = given.find(([key]) => key.toLowerCase() === 'level')?.[1] ?? 0;
  const shape = facts.levels[whole(level, 'level')];
  if (shape === undefined)
    throw new RangeError(`${facts.name} has ${facts.levels.length} levels, so there is no level ${String(level)}.`);
  if (level !== 0) out.level = level as number;
  for (const [key, extent] of given) {
    const axis = key.toUpperCase();
    if (axis === 'LEVEL') continue;
    const at = axis.length === 1 ? facts.axes.indexOf(axis) : -1;
    if (at < 0) throw new RangeError(`${facts.name} has no axis ${key}; there are ${[...facts.axes].join(', ')}.`);
    out[axis as Axis] = extentOf(extent, axis, shape[at] ?? 0, facts.name);
  }
  return out;
}

/** First and last step (half open) along each axis, and the axes that stay, of a region that has been read. */
export function rangesOf(
  region: Region,
  axes: string,
  shape: readonly number[],
): { readonly ranges: readonly (readonly [number, number])[]; readonly kept: readonly boolean[] } {
  const extents = [...axes].map((axis, at) => region[axis as Axis] ?? ([0, shape[at] ?? 0] as const));
  return {
    ranges: extents.map((extent) => (typeof extent === 'number' ? [extent, extent + 1] : extent)),
    kept: extents.map((extent) => typeof extent !== 'number'),
  };
}

function extentOf(extent: unknown, axis: string, length: number, name: string): Extent {
  const isRange = Array.isArray(extent);
  if (isRange && extent.length !== 2)
    throw new TypeError(`${axis}: a range is [first, behind the last], not ${JSON.stringify(extent)}.`);
  const [start, stop] = isRange
    ? [whole(extent[0], axis), whole(extent[1], axis)]
    : [whole(extent, axis), whole(extent, axis) + 1];
  if (start < 0 || stop > length || start >= stop)
    throw new RangeError(`${name} has ${length} steps along ${axis}, so ${JSON.stringify(extent)} is not in it.`);
  return isRange ? [start, stop] : start;
}

function whole(value: unknown, axis: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new TypeError(`${axis}: a position is a whole number, not ${String(value)}.`);
}
