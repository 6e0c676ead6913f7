/** Labels in blocks of equal runs: they are few, since labels are flat. Pure. */
import type { Numbers } from '../../images/plane.js';

/** Elements of a block. */
const BLOCK = 1 << 16;

export function blockCount(length: number): number {
  return Math.ceil(length / BLOCK);
}

/** A block as pairs of a length and a label. */
export function packRuns(values: Numbers, block: number): Float64Array {
  const end = Math.min(values.length, (block + 1) * BLOCK);
  const runs: number[] = [];
  for (let at = block * BLOCK; at < end; ) {
    const label = values[at] as number;
    const start = at;
    do at++;
    while (at < end && values[at] === label);
    runs.push(at - start, label);
  }
  return Float64Array.from(runs);
}

/** Puts a packed block back; what reaches beyond the array is left out. */
export function unpackRuns(values: Numbers, block: number, runs: Float64Array): void {
  let at = block * BLOCK;
  for (let i = 0; i < runs.length; i += 2) {
    const end = Math.min(at + (runs[i] as number), values.length);
    values.fill(runs[i + 1] as number, at, end);
    at = end;
  }
}

/** Blocks that a range of elements lies in, its last one included. */
export function blocksOf([first, last]: readonly [number, number]): readonly number[] {
  const start = Math.floor(first / BLOCK);
  return Array.from({ length: Math.floor(last / BLOCK) - start + 1 }, (_, i) => start + i);
}
