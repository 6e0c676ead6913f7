/** Puts together what an op gave for each plane: arrays along the axes that were stepped through, tables below one another. Pure. */
import type { Axis } from '../contracts/image.js';
import { storageOf } from '../rpc/dtype.js';
import { NDArray, Table } from '../rpc/index.js';

export interface PlaneResult {
  /** The plane's place along each axis that was stepped through. */
  readonly place: { readonly [axis in Axis]?: number };
  readonly value: unknown;
}

/**
 * @param source the image that was cut: its scale along the stepped axes is taken over.
 * @returns one result as the op would have given it; of what can't be put together, the first.
 */
export function stacked(
  results: readonly PlaneResult[],
  several: boolean,
  source: { readonly pixelSize: { readonly [axis in Axis]?: number } },
): unknown {
  const [first] = results;
  if (first === undefined) return null;
  if (!several || !Array.isArray(first.value)) return together(results, source);
  return (first.value as unknown[]).map((_, at) =>
    together(
      results.map(({ place, value }) => ({ place, value: (value as unknown[])[at] })),
      source,
    ),
  );
}

function together(
  results: readonly PlaneResult[],
  source: { readonly pixelSize: { readonly [axis in Axis]?: number } },
): unknown {
  const values = results.map(({ value }) => value);
  const [first] = values;
  if (first instanceof NDArray) {
    const arrays = values.filter((value): value is NDArray => value instanceof NDArray);
    const fits = ({ shape, dtype }: NDArray): boolean => dtype === first.dtype && shape.join() === first.shape.join();
    return arrays.length === values.length && arrays.every(fits) ? stack(arrays, results, source) : first;
  }
  if (first instanceof Table) {
    const tables = values.filter((value): value is Table => value instanceof Table);
    const fits = (table: Table): boolean => table.columns.join('\n') === first.columns.join('\n');
    return tables.length === values.length && tables.every(fits) ? below(tables, results) : first;
  }
  return first;
}

function stack(
  arrays: readonly NDArray[],
  results: readonly PlaneResult[],
  source: { readonly pixelSize: { readonly [axis in Axis]?: number } },
): NDArray {
  const [first] = arrays as [NDArray];
  const axes = steppedAxes(results);
  const lengths = axes.map((axis) => 1 + Math.max(...results.map(({ place }) => place[axis] ?? 0)));
  const { make } = storageOf(first.dtype);
  const out = new make(new ArrayBuffer(first.data.byteLength * arrays.length));
  arrays.forEach((array, at) => {
    out.set(array.data as never, at * first.data.length);
  });
  const own = first.axes;
  const known = own !== undefined && !axes.some((axis) => own.includes(axis));
  const scale = first.scale && [...axes.map((axis) => source.pixelSize[axis] ?? 1), ...first.scale];
  return new NDArray(out, [...lengths, ...first.shape], first.dtype, {
    kind: first.kind,
    axes: known ? axes.join('') + own : undefined,
    scale: known ? scale : undefined,
    unit: first.unit,
    name: first.name,
  });
}

/** Rows of all tables, with the place of each counted from 1, as the sliders of the viewer do. */
function below(tables: readonly Table[], results: readonly PlaneResult[]): Table {
  const [first] = tables as [Table];
  const axes = steppedAxes(results).filter((axis) => !first.columns.includes(axis));
  const rows = tables.flatMap((table, at) =>
    table.rows.map((row) => [...axes.map((axis) => 1 + (results[at]?.place[axis] ?? 0)), ...row]),
  );
  return new Table([...axes, ...first.columns], rows, { ...first, units: { ...first.units } });
}

function steppedAxes(results: readonly PlaneResult[]): Axis[] {
  return Object.keys(results[0]?.place ?? {}) as Axis[];
}
