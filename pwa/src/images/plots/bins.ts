/** The bars of a histogram. */
import { quantile } from '../tables/statistics.js';

/** Bars that are chosen at most where nobody says how many. */
const MOST = 200;

/**
 * The edges of bars of one width (of one ratio on a logarithmic axis) from the least to the largest value.
 *
 * @param values finite; above 0 on a logarithmic axis.
 * @param count of bars; null chooses the larger of what Sturges and Freedman and Diaconis propose, as numpy's "auto" does.
 */
export function binEdges(values: Float64Array, count: number | null, log: boolean): readonly number[] {
  const scaled = Float64Array.from(log ? values.map(Math.log10) : values).sort();
  let low = scaled[0] ?? 0;
  let high = scaled.at(-1) ?? 1;
  const bars = count ?? (low === high ? 1 : proposed(scaled, high - low));
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return Array.from({ length: bars + 1 }, (_, i) => {
    const edge = i === bars ? high : low + ((high - low) * i) / bars;
    return log ? 10 ** edge : edge;
  });
}

/** @returns the bar that a value falls into; the last one holds its upper edge, too. -1 for one that is outside. */
export function binOf(value: number, edges: readonly number[]): number {
  const last = edges.length - 1;
  if (!(value >= (edges[0] ?? 0) && value <= (edges[last] ?? 0))) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return low;
}

function proposed(sorted: Float64Array, range: number): number {
  const n = sorted.length;
  const sturges = range / (Math.log2(n) + 1);
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const freedman = (2 * spread) / Math.cbrt(n);
  const width = freedman > 0 ? Math.min(freedman, sturges) : sturges;
  return Math.min(MOST, Math.max(1, Math.ceil(range / width)));
}
