/** What a column's numbers are like. */
import { numbersOf, type Rows } from './cells.js';

export interface Statistics {
  /** Cells that hold a number. */
  readonly count: number;
  readonly missing: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of the sample (n − 1); NaN for less than two numbers. */
  readonly deviation: number;
}

/** @param rows which of the table's rows. @returns null where there is no number. */
export function statisticsOf(table: Rows, column: number, rows: readonly number[]): Statistics | null {
  const all = numbersOf(table, column);
  const values = Float64Array.from(rows, (row) => all[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  values.sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count: values.length,
    missing: rows.length - values.length,
    min: values[0] as number,
    max: values.at(-1) as number,
    mean,
    median: quantile(values, 0.5),
    deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN,
  };
}

/** A quantile of sorted numbers, linear between two of them (numpy's default, Hyndman and Fan's type 7). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN;
  return a === b ? a : a + (b - a) * (at - low);
}
