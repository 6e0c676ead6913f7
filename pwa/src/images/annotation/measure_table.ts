/** Measurements as tables: a row for each annotation or label, units in the heads of the columns. Pure. */
import { Table } from '../../rpc/table.js';
import type { Feature } from '../layers.js';
import { type Measurable, type Measured, measureFeature, type PixelScale } from './measure.js';

/** A table of shapes. @param title what it is called. */
export function featureTable(
  features: readonly Feature[],
  planes: readonly Measurable[],
  scale: PixelScale,
  title: string,
): Table {
  const measured = features.map((feature) => measureFeature(feature, planes, scale));
  const has = (key: 'area' | 'perimeter' | 'length') => measured.some((each) => each[key] !== null);
  const sizes = (['area', 'perimeter', 'length'] as const).filter(has);
  return table(
    ['number', 'name', 'class', 'type'],
    features.map(({ properties, geometry }, i) => [
      i + 1,
      properties.name,
      properties.classification?.name ?? '',
      geometry.type,
    ]),
    sizes,
    measured,
    planes,
    scale,
    title,
  );
}

export function labelTable(
  measured: readonly (Measured & { readonly label: number })[],
  planes: readonly Measurable[],
  scale: PixelScale,
  title: string,
): Table {
  return table(
    ['label'],
    measured.map(({ label }) => [label]),
    ['area'],
    measured,
    planes,
    scale,
    title,
  );
}

function table(
  heads: readonly string[],
  firsts: readonly (readonly unknown[])[],
  sizes: readonly ('area' | 'perimeter' | 'length')[],
  measured: readonly Measured[],
  planes: readonly Measurable[],
  scale: PixelScale,
  name: string,
): Table {
  const of = (what: string, channel: string) => (channel === '' ? what : `${what} ${channel}`);
  const intensities = planes.flatMap((plane) => [of('mean', plane.name), of('min', plane.name), of('max', plane.name)]);
  const rows = measured.map((each, i) => [
    ...(firsts[i] ?? []),
    ...sizes.map((size) => each[size]),
    each.x,
    each.y,
    ...(planes.length > 0 ? [each.pixels] : []),
    ...each.intensities.flatMap((found) => [found?.mean ?? null, found?.min ?? null, found?.max ?? null]),
  ]);
  const units = Object.fromEntries([
    ...sizes.map((size) => [size, size === 'area' ? `${scale.unit}²` : scale.unit]),
    ['x', scale.unit],
    ['y', scale.unit],
  ]);
  const columns = [...heads, ...sizes, 'x', 'y', ...(planes.length > 0 ? ['pixels'] : []), ...intensities];
  return new Table(distinct(columns), rows, { units, name });
}

/** Channels may have the same name, columns may not. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name} ${n}`;
    taken.add(own);
    return own;
  });
}
