/** What of a figure is to be seen: the moves that its plugin has still to draw. Pure. */
import type { AxesPlace, Box, Move } from '../../workspace/live_figure.js';

/** The whole frame. */
export const WHOLE: Box = [0, 0, 1, 1];

/** Two moves of the same axes, one after the other, as one. */
export function composed(first: Box, second: Box): Box {
  const [left, bottom, right, top] = first;
  const x = (at: number): number => left + at * (right - left);
  const y = (at: number): number => bottom + at * (top - bottom);
  return [x(second[0]), y(second[1]), x(second[2]), y(second[3])];
}

/** Adds a move to those that wait. */
export function withMove(waiting: readonly Move[], move: Move): readonly Move[] {
  const same = waiting.find(({ axes }) => axes === move.axes);
  if (same === undefined) return [...waiting, move];
  return waiting.map((each) => (each === same ? { axes: move.axes, box: composed(same.box, move.box) } : each));
}

/** The box that is smaller (or larger) by a factor around a place in the frame. */
export function zoomed(factor: number, x = 0.5, y = 0.5): Box {
  const [w, h] = [x / factor, y / factor];
  return [x - w, y - h, x - w + 1 / factor, y - h + 1 / factor];
}

/** The axes at a place in the picture (from 0 to 1, y downwards), of which the last ones lie on top; -1 for none. */
export function axesAt(axes: readonly AxesPlace[], x: number, y: number): number {
  return axes.findLastIndex(
    ({ left, top, right, bottom, moves }) => moves && x >= left && x <= right && y >= top && y <= bottom,
  );
}

/** Where in its frame a place in the picture is: x from the left, y from below. */
export function inFrame({ left, top, right, bottom }: AxesPlace, x: number, y: number): readonly [number, number] {
  return [(x - left) / (right - left), (bottom - y) / (bottom - top)];
}
