/** Which rows lie under a part of a plot. Pure. */
import type { Chart } from './chart.js';

/** A part of a plot, in the numbers of its axes. */
export interface Area {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** The rows whose points lie within, whose bars reach into it, or that are in boxes and at heights within it. */
export function rowsWithin({ marks }: Chart, { x: [left, right], y: [bottom, top] }: Area): ReadonlySet<number> {
  const out = new Set<number>();
  switch (marks.kind) {
    case 'points':
      for (let i = 0; i < marks.rows.length; i++) {
        const [x, y] = [marks.x[i] as number, marks.y[i] as number];
        if (x >= left && x <= right && y >= bottom && y <= top) out.add(marks.rows[i] as number);
      }
      break;
    case 'bars':
      // A histogram is brushed along its values: a brush that stops below a bar's top means the bar all the same.
      marks.rows.forEach((colors, bar) => {
        const [from, to] = [marks.edges[bar] as number, marks.edges[bar + 1] as number];
        if (from < right && to > left) for (const row of colors.flat()) out.add(row);
      });
      break;
    case 'boxes':
      marks.boxes.forEach(({ rows }, at) => {
        if (at + 0.35 < left || at - 0.35 > right) return;
        for (const row of rows) {
          const value = marks.values[row] as number;
          if (value >= bottom && value <= top) out.add(row);
        }
      });
  }
  return out;
}
