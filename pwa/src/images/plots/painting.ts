/** Draws the marks of a plot on a canvas. */
import type { Bars, Boxes, Chart, Points } from './chart.js';
import { palette, ramp } from './colours.js';

/** Where the plot lies on the canvas, in its pixels, and how its numbers become places there. */
export interface Canvas {
  readonly context: CanvasRenderingContext2D;
  /** Canvas pixels to a CSS pixel. */
  readonly ratio: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

export interface Ink {
  readonly text: string;
  readonly background: string;
  readonly selected: string;
}

/** More points than this are squares, which are drawn much faster than discs. */
const MOST_DISCS = 5000;
/** How much is left of the colour of what is not selected, once something is. */
const FADED = 0.28;

export function paint(canvas: Canvas, chart: Chart, selected: ReadonlySet<number>, ink: Ink): void {
  const { context, left, top, width, height } = canvas;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  const colors = chart.legend?.kind === 'scale' ? ramp : palette;
  switch (chart.marks.kind) {
    case 'points':
      paintPoints(canvas, chart.marks, colors, selected, ink);
      break;
    case 'bars':
      paintBars(canvas, chart.marks, colors, selected, ink);
      break;
    case 'boxes':
      paintBoxes(canvas, chart.marks, selected, ink);
  }
  context.restore();
}

function paintPoints(
  canvas: Canvas,
  points: Points,
  colors: readonly string[],
  selected: ReadonlySet<number>,
  ink: Ink,
): void {
  const { context, ratio } = canvas;
  const { rows, joined } = points;
  const some = selected.size > 0;
  const places = byColor(points);
  context.globalAlpha = some ? FADED : 1;
  if (joined) {
    context.lineWidth = 1.5 * ratio;
    for (const [color, indices] of places) line(canvas, points, indices, colors[color] ?? ink.text);
  }
  if (joined && rows.length > MOST_DISCS && !some) return;
  const radius = (joined ? 2 : rows.length > MOST_DISCS ? 1.25 : 3.5) * ratio;
  context.globalAlpha = some ? FADED : rows.length > MOST_DISCS ? 0.6 : 0.8;
  for (const [color, indices] of places) dots(canvas, points, indices, colors[color] ?? ink.text, radius);
  if (!some) return;
  context.globalAlpha = 1;
  for (const [color, indices] of places) {
    const mine = indices.filter((i) => selected.has(rows[i] as number));
    // A rim in the colour of the text sets them off from others of their colour.
    dots(canvas, points, mine, ink.text, radius + 1.5 * ratio);
    dots(canvas, points, mine, colors[color] ?? ink.text, radius + 0.5 * ratio);
  }
}

function byColor({ color }: Points): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (let i = 0; i < color.length; i++) {
    const mine = places.get(color[i] as number);
    if (mine) mine.push(i);
    else places.set(color[i] as number, [i]);
  }
  return places;
}

function line({ context, x, y }: Canvas, points: Points, indices: readonly number[], color: string): void {
  context.strokeStyle = color;
  context.beginPath();
  for (const i of indices) context.lineTo(x(points.x[i] as number), y(points.y[i] as number));
  context.stroke();
}

function dots(
  { context, x, y }: Canvas,
  points: Points,
  indices: readonly number[],
  color: string,
  radius: number,
): void {
  context.fillStyle = color;
  if (indices.length > MOST_DISCS) {
    for (const i of indices)
      context.fillRect(x(points.x[i] as number) - radius, y(points.y[i] as number) - radius, 2 * radius, 2 * radius);
    return;
  }
  for (const i of indices) {
    context.beginPath();
    context.arc(x(points.x[i] as number), y(points.y[i] as number), radius, 0, 2 * Math.PI);
    context.fill();
  }
}

function paintBars(
  canvas: Canvas,
  { edges, rows }: Bars,
  colors: readonly string[],
  selected: ReadonlySet<number>,
  ink: Ink,
): void {
  const { context, ratio, x, y, top, height } = canvas;
  const floor = top + height;
  const bar = (from: number, to: number, low: number, high: number, color: string): void => {
    const bottom = low > 0 ? y(low) : floor;
    const gap = to - from > 4 * ratio ? ratio : 0;
    context.fillStyle = color;
    context.fillRect(from + gap / 2, y(high), Math.max(ratio, to - from - gap), bottom - y(high));
  };
  rows.forEach((groups, i) => {
    const [from, to] = [x(edges[i] as number), x(edges[i + 1] as number)];
    let below = 0;
    groups.forEach((members, color) => {
      if (members.length === 0) return;
      context.globalAlpha = selected.size > 0 ? FADED : 1;
      bar(from, to, below, below + members.length, colors[color] ?? ink.text);
      const mine = selected.size === 0 ? 0 : members.reduce((sum, row) => sum + Number(selected.has(row)), 0);
      context.globalAlpha = 1;
      if (mine > 0) bar(from, to, below, below + mine, colors[color] ?? ink.text);
      below += members.length;
    });
  });
}

function paintBoxes(canvas: Canvas, { boxes, values }: Boxes, selected: ReadonlySet<number>, ink: Ink): void {
  const { context, ratio, x, y } = canvas;
  const half = Math.min(36 * ratio, (x(0.35) - x(0)) | 0);
  boxes.forEach(({ quartiles: [low, median, high], whiskers: [least, most], outliers, rows }, at) => {
    if (rows.length === 0) return;
    const middle = x(at);
    context.globalAlpha = selected.size > 0 ? FADED * 2 : 1;
    context.lineWidth = 1.5 * ratio;
    context.strokeStyle = palette[0] ?? ink.text;
    context.beginPath();
    for (const [from, to] of [
      [high, most],
      [low, least],
    ] as const) {
      context.moveTo(middle, y(from));
      context.lineTo(middle, y(to));
      context.moveTo(middle - half / 2, y(to));
      context.lineTo(middle + half / 2, y(to));
    }
    context.stroke();
    context.fillStyle = `${palette[0]}40`;
    context.fillRect(middle - half, y(high), 2 * half, y(low) - y(high));
    context.strokeRect(middle - half, y(high), 2 * half, y(low) - y(high));
    context.strokeStyle = ink.text;
    context.lineWidth = 2.5 * ratio;
    context.beginPath();
    context.moveTo(middle - half, y(median));
    context.lineTo(middle + half, y(median));
    context.stroke();
    for (const row of outliers) disc(canvas, middle, y(values[row] as number), 2.5 * ratio, palette[0] ?? ink.text);
    context.globalAlpha = 1;
    // Beside one another, so that rows of like values can be told apart.
    for (const row of rows)
      if (selected.has(row))
        disc(canvas, middle + half * 0.7 * scattered(row), y(values[row] as number), 3 * ratio, ink.selected);
  });
}

function disc({ context }: Canvas, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A number from −1 to 1 that looks like chance and is always the same for a row. */
function scattered(row: number): number {
  return ((row * 0.6180339887) % 1) * 2 - 1;
}
