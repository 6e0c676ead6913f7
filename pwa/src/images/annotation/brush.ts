/** Strokes of a round brush as pixels, row by row. */
import type { Position } from '../layers.js';
import { type Frame, polygonSpans, type Span } from './spans.js';

/** A place on a stroke, and how wide the brush is there, in pixels. */
export interface Dab {
  readonly at: Position;
  readonly size: number;
}

/**
 * Visits the pixels between two dabs: those whose middles lie within the brush on its straight way from one to the
 * other. Each row is visited once. The pixel under a dab is always among them, however thin the brush.
 */
export function strokeSpans(from: Dab, to: Dab, frame: Frame, visit: Span): void {
  const rows = new Map<number, [number, number]>();
  const take: Span = (y, x0, x1) => {
    const row = rows.get(y);
    if (row === undefined) rows.set(y, [x0, x1]);
    else {
      // All of it is convex, so a row has no gap.
      row[0] = Math.min(row[0], x0);
      row[1] = Math.max(row[1], x1);
    }
  };
  discSpans(from, frame, take);
  if (from.at[0] !== to.at[0] || from.at[1] !== to.at[1]) {
    discSpans(to, frame, take);
    polygonSpans([sidesOf(from, to)], frame, take);
  }
  for (const [y, [x0, x1]] of rows) visit(y, x0, x1);
}

function discSpans({ at: [x, y], size }: Dab, { width, height }: Frame, visit: Span): void {
  const radius = size / 2;
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column >= 0 && row >= 0 && column < width && row < height) visit(row, column, column + 1);
  const last = Math.min(height - 1, Math.floor(y + radius - 0.5));
  for (let j = Math.max(0, Math.ceil(y - radius - 0.5)); j <= last; j++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (j + 0.5 - y) ** 2));
    const x0 = Math.max(0, Math.ceil(x - half - 0.5));
    const x1 = Math.min(width, Math.floor(x + half - 0.5) + 1);
    if (x1 > x0) visit(j, x0, x1);
  }
}

/** The band between two discs, as wide as they are. */
function sidesOf(from: Dab, to: Dab): readonly Position[] {
  const [dx, dy] = [to.at[0] - from.at[0], to.at[1] - from.at[1]];
  const length = Math.hypot(dx, dy);
  const side = ({ at: [x, y], size }: Dab, sign: number): Position => [
    x - (sign * (dy / length) * size) / 2,
    y + (sign * (dx / length) * size) / 2,
  ];
  const first = side(from, 1);
  return [first, side(to, 1), side(to, -1), side(from, -1), first];
}

/** Sizes of the brush that a person can choose, in pixels of the picture. */
export const BRUSH_SIZES = { least: 1, most: 500 } as const;

/** The next larger or smaller size: by a tenth, and at least by one pixel. */
export function nextSize(size: number, direction: 1 | -1): number {
  const step = Math.max(1, Math.round(size / 10));
  return Math.min(BRUSH_SIZES.most, Math.max(BRUSH_SIZES.least, Math.round(size) + direction * step));
}

/** How wide the brush is under a pencil's pressure (0 to 1); mice and fingers report none and get the whole size. */
export function pressedSize(size: number, pressure: number, pointerType: string): number {
  if (pointerType !== 'pen' || pressure <= 0) return size;
  return Math.max(BRUSH_SIZES.least, size * Math.min(1, 0.25 + 1.5 * pressure));
}
