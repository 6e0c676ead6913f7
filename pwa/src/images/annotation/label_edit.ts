/** Changes of a label image that can be undone: what was there before is kept as runs, not as a copy of the image. */
import type { Numbers } from '../plane.js';

/** A plane of a label image whose values are changed in place. A `Plane` of the viewer is one. */
export interface LabelPlane {
  readonly values: Numbers;
  readonly offset: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly width: number;
  readonly height: number;
}

/** Numbers of one run: its first element, its length, the label before, the label after. */
export const RUN = 4;

/** What an edit changed. Elements count in the whole array, so that it can be taken back whatever plane is shown. */
export interface LabelPatch {
  /** Elements between neighbours of a run. */
  readonly stride: number;
  /** {@link RUN} numbers a run, in the order in which they were made. */
  readonly runs: Float64Array;
}

/** Collects the changes of one edit while they are made. */
export class LabelEdit {
  private runs: number[] = [];

  constructor(readonly plane: LabelPlane) {}

  /** Gives the pixels of row `y` from `x0` up to, but without, `x1` a label; with `only`, none but those that have that one. */
  fill(y: number, x0: number, x1: number, label: number, only: number | null = null): void {
    const { values, offset, strideY, strideX } = this.plane;
    const row = offset + y * strideY;
    let x = x0;
    while (x < x1) {
      const before = values[row + x * strideX] as number;
      const start = x;
      do x++;
      while (x < x1 && values[row + x * strideX] === before);
      if (before === label || (only !== null && before !== only)) continue;
      for (let i = start; i < x; i++) values[row + i * strideX] = label;
      this.keep(row + start * strideX, x - start, before, label);
    }
  }

  /** @returns what was changed since the last call; null when nothing was. */
  take(): LabelPatch | null {
    if (this.runs.length === 0) return null;
    const patch = { stride: this.plane.strideX, runs: Float64Array.from(this.runs) };
    this.runs = [];
    return patch;
  }

  private keep(start: number, length: number, before: number, after: number): void {
    const { runs } = this;
    const last = runs.length - RUN;
    // A run that goes on where the last one ended is part of it.
    const goesOn =
      last >= 0 &&
      runs[last + 2] === before &&
      runs[last + 3] === after &&
      (runs[last] as number) + (runs[last + 1] as number) * this.plane.strideX === start;
    if (goesOn) runs[last + 1] = (runs[last + 1] as number) + length;
    else runs.push(start, length, before, after);
  }
}

/** Takes an edit back, or makes it again. */
export function applyPatch(values: Numbers, { stride, runs }: LabelPatch, direction: 'undo' | 'redo'): void {
  const count = runs.length / RUN;
  for (let i = 0; i < count; i++) {
    // One edit may have changed a pixel twice, so the last change is taken back first.
    const at = (direction === 'undo' ? count - 1 - i : i) * RUN;
    const [start, length] = [runs[at] as number, runs[at + 1] as number];
    const label = runs[at + (direction === 'undo' ? 2 : 3)] as number;
    for (let j = 0; j < length; j++) values[start + j * stride] = label;
  }
}

/** Several edits, one after the other, as one. */
export function joinPatches(patches: readonly LabelPatch[]): LabelPatch | null {
  const first = patches[0];
  if (first === undefined) return null;
  const runs = new Float64Array(patches.reduce((sum, patch) => sum + patch.runs.length, 0));
  let at = 0;
  for (const patch of patches) {
    runs.set(patch.runs, at);
    at += patch.runs.length;
  }
  return { stride: first.stride, runs };
}

/** First and last element that an edit touches. */
export function patchExtent({ stride, runs }: LabelPatch): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (let at = 0; at < runs.length; at += RUN) {
    const start = runs[at] as number;
    first = Math.min(first, start);
    last = Math.max(last, start + ((runs[at + 1] as number) - 1) * stride);
  }
  return [first, last];
}

/** The label at a pixel; 0 outside. */
export function labelAt({ values, offset, strideY, strideX, width, height }: LabelPlane, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (!(column >= 0 && row >= 0 && column < width && row < height)) return 0;
  return values[offset + row * strideY + column * strideX] as number;
}

/** The greatest label of a whole array; the next new one is one more. */
export function greatestLabel(values: Numbers): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > most) most = values[i] as number;
  return most;
}
