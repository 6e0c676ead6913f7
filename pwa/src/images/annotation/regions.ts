/** Connected pixels of one label: filling, dividing and joining them. */
import type { Position } from '../layers.js';
import { LabelEdit, type LabelPatch, type LabelPlane, labelAt } from './label_edit.js';
import { lineSpans } from './spans.js';

/**
 * Gives a label to the pixel at (x, y) and to all that are joined to it by edges and have the same label.
 *
 * @returns what was changed; null when nothing was.
 */
export function floodFill(plane: LabelPlane, x: number, y: number, label: number): LabelPatch | null {
  const { width, height } = plane;
  const from = labelAt(plane, x, y);
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (from === label || column < 0 || row < 0 || column >= width || row >= height) return null;
  const edit = new LabelEdit(plane);
  const isFrom = (i: number, j: number) => labelAt(plane, i, j) === from;
  // Columns and rows in one list of numbers; whole rows are filled at once, so it stays short.
  const waiting: number[] = [column, row];
  while (waiting.length > 0) {
    const j = waiting.pop() as number;
    const i = waiting.pop() as number;
    if (!isFrom(i, j)) continue;
    let [x0, x1] = [i, i + 1];
    while (x0 > 0 && isFrom(x0 - 1, j)) x0--;
    while (x1 < width && isFrom(x1, j)) x1++;
    edit.fill(j, x0, x1, label);
    for (const next of [j - 1, j + 1]) {
      if (next < 0 || next >= height) continue;
      for (let at = x0; at < x1; at++)
        if (isFrom(at, next) && (at === x0 || !isFrom(at - 1, next))) waiting.push(at, next);
    }
  }
  return edit.take();
}

/**
 * Cuts the labels that a line crosses. The largest part keeps the label, the others get new ones; the pixels of the cut
 * itself go to the parts beside it. A label that the line does not take apart stays as it is.
 *
 * @param newLabel the first new label; those after it are used, too.
 */
export function splitLabels(plane: LabelPlane, line: readonly Position[], newLabel: number): LabelPatch | null {
  const cut = new Map<number, Set<number>>();
  lineSpans(line, plane, (y, x) => {
    const label = labelAt(plane, x, y);
    if (label === 0) return;
    const pixels = cut.get(label) ?? new Set();
    pixels.add(y * plane.width + x);
    cut.set(label, pixels);
  });
  const edit = new LabelEdit(plane);
  let next = newLabel;
  for (const [label, pixels] of cut) next = splitOne(edit, label, pixels, next);
  return edit.take();
}

/** @returns the next label that is free. */
function splitOne(edit: LabelEdit, label: number, cut: ReadonlySet<number>, newLabel: number): number {
  const { plane } = edit;
  const { width } = plane;
  const parts = new Map<number, number>();
  const sizes: number[] = [];
  for (const pixel of cut) {
    for (const start of neighbours(pixel, plane)) {
      if (parts.has(start) || cut.has(start) || at(plane, start) !== label) continue;
      sizes.push(spread(plane, start, label, cut, parts, sizes.length));
    }
  }
  if (sizes.length < 2) return newLabel;
  give(plane, cut, parts);
  const largest = sizes.indexOf(Math.max(...sizes));
  const labels = sizes.map((_, part) => (part === largest ? label : newLabel + (part < largest ? part : part - 1)));
  for (const [pixel, part] of parts) {
    const x = pixel % width;
    if (part !== largest) edit.fill(Math.floor(pixel / width), x, x + 1, labels[part] as number);
  }
  return newLabel + sizes.length - 1;
}

/** Marks what is joined to `start` without crossing the cut. @returns its number of pixels. */
function spread(
  plane: LabelPlane,
  start: number,
  label: number,
  cut: ReadonlySet<number>,
  parts: Map<number, number>,
  part: number,
): number {
  const waiting = [start];
  parts.set(start, part);
  let size = 0;
  while (waiting.length > 0) {
    const pixel = waiting.pop() as number;
    size++;
    for (const next of neighbours(pixel, plane)) {
      if (parts.has(next) || cut.has(next) || at(plane, next) !== label) continue;
      parts.set(next, part);
      waiting.push(next);
    }
  }
  return size;
}

/** Gives the pixels of the cut to the parts beside them, from the edges inwards. */
function give(plane: LabelPlane, cut: ReadonlySet<number>, parts: Map<number, number>): void {
  let left = [...cut];
  while (left.length > 0) {
    const given: (readonly [number, number])[] = [];
    const rest: number[] = [];
    for (const pixel of left) {
      const beside = neighbours(pixel, plane).find((next) => parts.has(next));
      if (beside === undefined) rest.push(pixel);
      else given.push([pixel, parts.get(beside) as number]);
    }
    for (const [pixel, part] of given) parts.set(pixel, part);
    if (given.length === 0) return;
    left = rest;
  }
}

function neighbours(pixel: number, { width, height }: LabelPlane): readonly number[] {
  const x = pixel % width;
  const y = Math.floor(pixel / width);
  const found: number[] = [];
  if (x > 0) found.push(pixel - 1);
  if (x < width - 1) found.push(pixel + 1);
  if (y > 0) found.push(pixel - width);
  if (y < height - 1) found.push(pixel + width);
  return found;
}

function at({ values, offset, strideY, strideX, width }: LabelPlane, pixel: number): number {
  return values[offset + Math.floor(pixel / width) * strideY + (pixel % width) * strideX] as number;
}

/** The labels that a line touches, in its order, without the background. */
export function labelsUnder(plane: LabelPlane, line: readonly Position[]): readonly number[] {
  const found = new Set<number>();
  lineSpans(line, plane, (y, x) => found.add(labelAt(plane, x, y)));
  found.delete(0);
  return [...found];
}

/** Gives all pixels of a whole stack that have one of the labels the first of them. */
export function mergeLabels(values: LabelPlane['values'], labels: readonly number[]): LabelPatch | null {
  const [into, ...others] = labels;
  if (into === undefined || others.length === 0) return null;
  const merged = new Set(others);
  const edit = new LabelEdit({ values, offset: 0, strideY: 0, strideX: 1, width: values.length, height: 1 });
  for (let i = 0; i < values.length; i++) {
    if (!merged.has(values[i] as number)) continue;
    const start = i;
    while (i < values.length && merged.has(values[i] as number)) i++;
    edit.fill(0, start, i, into);
  }
  return edit.take();
}
