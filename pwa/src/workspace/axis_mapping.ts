/** How an image with more axes than an op takes is given to it: one plane, or one after the other. Pure. */
import type { Axis, Region } from '../contracts/image.js';

/** The plane that is shown; every plane; every channel of the plane that is shown. */
export type MapMode = 'current' | 'all' | 'channels';

export interface AxisMapping {
  /** Ways to choose from; empty where the image can be given as it is. */
  readonly modes: readonly MapMode[];
  /** The axes that the op has no place for, with their lengths. */
  readonly extra: readonly { readonly axis: Axis; readonly size: number }[];
  /** Axes of one step that the op has no place for: they are left out. */
  readonly dropped: readonly Axis[];
}

/**
 * @param accepted what the op takes, such as `['YX', 'ZYX']`; none means anything.
 * @returns null when the image lacks an axis that the op needs.
 */
export function axisMapping(
  accepted: readonly string[],
  image: { readonly axes: string; readonly shape: readonly number[] },
): AxisMapping | null {
  if (accepted.length === 0) return { modes: [], extra: [], dropped: [] };
  const sizes = new Map([...image.axes].map((axis, at) => [axis as Axis, image.shape[at] ?? 1]));
  // Of what the image can be cut down to, that with the most axes loses least.
  const fitting = accepted
    .filter((axes) => [...axes].every((axis) => sizes.has(axis as Axis)))
    .sort((a, b) => lost(sizes, a) - lost(sizes, b) || a.length - b.length);
  const [best] = fitting;
  if (best === undefined) return null;
  const others = [...sizes].filter(([axis]) => !best.includes(axis));
  const extra = others.filter(([, size]) => size > 1).map(([axis, size]) => ({ axis, size }));
  const dropped = others.filter(([, size]) => size <= 1).map(([axis]) => axis);
  if (extra.length === 0) return { modes: [], extra, dropped };
  const isColour = extra.some(({ axis }) => axis === 'S');
  const modes: MapMode[] = isColour ? ['all'] : ['current', 'all'];
  if (!isColour && extra.length > 1 && extra.some(({ axis }) => axis === 'C')) modes.push('channels');
  return { modes, extra, dropped };
}

/**
 * The regions that are given to the op, one after the other, each with the place of its plane along the axes that the
 * results are put together along.
 */
export function regionsOf(
  { extra, dropped }: AxisMapping,
  mode: MapMode,
  current: { readonly [axis: string]: number },
): readonly { readonly region: Region; readonly place: { readonly [axis in Axis]?: number } }[] {
  const fixed: { [axis in Axis]?: number } = Object.fromEntries(dropped.map((axis) => [axis, 0]));
  const stepped = extra.filter(({ axis }) => mode === 'all' || (mode === 'channels' && axis === 'C'));
  for (const { axis, size } of extra)
    if (!stepped.some((each) => each.axis === axis)) fixed[axis] = Math.min(size - 1, Math.max(0, current[axis] ?? 0));
  let places: { readonly [axis in Axis]?: number }[] = [{}];
  for (const { axis, size } of stepped)
    places = places.flatMap((place) => Array.from({ length: size }, (_, step) => ({ ...place, [axis]: step })));
  return places.map((place) => ({ region: { ...fixed, ...place }, place }));
}

/** Steps of axes that are lost; colours count most, since nothing says which of them is meant. */
function lost(sizes: ReadonlyMap<Axis, number>, axes: string): number {
  return [...sizes].filter(([axis, size]) => size > 1 && !axes.includes(axis)).length;
}
