/**
 * Which pixels lie under geometries, row by row. A pixel belongs to an area when its middle does; a middle on an edge
 * belongs to the area at its right or below it, so that areas side by side share no pixel and leave none out.
 */
import type { Geometry, Position } from '../layers.js';
import { linesOf, pointsOf, polygonsOf, type Ring } from './geometry.js';

/** Gets the pixels of row `y` from `x0` up to, but without, `x1`. */
export type Span = (y: number, x0: number, x1: number) => void;

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Visits the pixels of a geometry within the frame; pixels of lines and points may be visited twice. */
export function geometrySpans(geometry: Geometry, frame: Frame, visit: Span): void {
  for (const rings of polygonsOf(geometry)) polygonSpans(rings, frame, visit);
  for (const line of linesOf(geometry)) lineSpans(line, frame, visit);
  for (const at of pointsOf(geometry)) pixelSpan(at, frame, visit);
}

/** The pixels inside of the rings by the even-odd rule: an outline and its holes. */
export function polygonSpans(rings: readonly Ring[], { width, height }: Frame, visit: Span): void {
  const edges = rings.flatMap(edgesOf).sort((a, b) => a.top - b.top);
  const last = edges.reduce((most, edge) => Math.max(most, edge.bottom), 0);
  let next = 0;
  let active: Edge[] = [];
  for (let y = Math.max(0, edges[0]?.top ?? 0); y < Math.min(height, last); y++) {
    for (; next < edges.length && (edges[next] as Edge).top <= y; next++) active.push(edges[next] as Edge);
    active = active.filter((edge) => edge.bottom > y);
    const crossings = active.map(({ x, y: from, slope }) => x + (y + 0.5 - from) * slope).sort((a, b) => a - b);
    for (let i = 1; i < crossings.length; i += 2) {
      const x0 = Math.max(0, Math.ceil((crossings[i - 1] as number) - 0.5));
      const x1 = Math.min(width, Math.ceil((crossings[i] as number) - 0.5));
      if (x1 > x0) visit(y, x0, x1);
    }
  }
}

interface Edge {
  /** Rows whose middles it crosses: from `top` up to, but without, `bottom`. */
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly y: number;
  /** Columns a row. */
  readonly slope: number;
}

function edgesOf(ring: Ring): readonly Edge[] {
  const edges: Edge[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1] as Position, ring[i] as Position];
    const [[x, y], [endX, endY]] = from[1] <= to[1] ? [from, to] : [to, from];
    const top = Math.ceil(y - 0.5);
    const bottom = Math.ceil(endY - 0.5);
    if (bottom > top) edges.push({ top, bottom, x, y, slope: (endX - x) / (endY - y) });
  }
  return edges;
}

/** The pixels that a line goes through, each row's neighbours joined by edges or corners (Bresenham). */
export function lineSpans(line: readonly Position[], frame: Frame, visit: Span): void {
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1] as Position, line[i] as Position];
    const [x0, y0, x1, y1] = [Math.floor(from[0]), Math.floor(from[1]), Math.floor(to[0]), Math.floor(to[1])];
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 0 : step / steps;
      pixelSpan([Math.round(x0 + (x1 - x0) * share) + 0.5, Math.round(y0 + (y1 - y0) * share) + 0.5], frame, visit);
    }
  }
}

function pixelSpan([x, y]: Position, { width, height }: Frame, visit: Span): void {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column >= 0 && row >= 0 && column < width && row < height) visit(row, column, column + 1);
}
