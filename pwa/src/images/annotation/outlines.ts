/** Outlines of labels along the edges of their pixels; filled again, they give exactly the same pixels. */
import type { Geometry, Position } from '../layers.js';
import { type Ring, signedArea } from './geometry.js';
import { type LabelPlane, labelAt } from './label_edit.js';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The outlines of every label of a plane, holes left out of them, in the order of the labels. */
export function outlinesOf(plane: LabelPlane): readonly { readonly label: number; readonly geometry: Geometry }[] {
  return [...boxesOf(plane)]
    .sort(([a], [b]) => a - b)
    .map(([label, box]) => ({ label, geometry: outlineIn(plane, label, box) }));
}

function boxesOf(plane: LabelPlane): Map<number, Box> {
  const { values, offset, strideY, strideX, width, height } = plane;
  const boxes = new Map<number, Box>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = values[offset + y * strideY + x * strideX] as number;
      if (label === 0) continue;
      const box = boxes.get(label);
      if (box === undefined) boxes.set(label, { left: x, top: y, right: x + 1, bottom: y + 1 });
      else {
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x + 1);
        box.bottom = y + 1;
      }
    }
  }
  return boxes;
}

function outlineIn(plane: LabelPlane, label: number, box: Box): Geometry {
  const rings = ringsOf(plane, label, box);
  // Edges go round with the label at their right, so outlines turn one way and holes the other.
  const outer = rings.filter((ring) => signedArea(ring) > 0).map((ring) => ({ ring, holes: [] as Ring[] }));
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    const around = outer
      .filter(({ ring }) => surrounds(ring, hole))
      .sort((a, b) => signedArea(a.ring) - signedArea(b.ring));
    around[0]?.holes.push(hole);
  }
  const polygons = outer.map(({ ring, holes }) => [ring, ...holes]);
  const [first] = polygons;
  return polygons.length === 1 && first !== undefined
    ? { type: 'Polygon', coordinates: first }
    : { type: 'MultiPolygon', coordinates: polygons };
}

const [EAST, SOUTH, WEST, NORTH] = [0, 1, 2, 3] as const;
const STEPS: readonly Position[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** All closed walks along the edges between the label and what is not the label. */
function ringsOf(plane: LabelPlane, label: number, { left, top, right, bottom }: Box): readonly Ring[] {
  const columns = right - left + 1;
  const key = (x: number, y: number) => (y - top) * columns + (x - left);
  // For each corner which of the four edges that leave it are still to be walked.
  const edges = new Map<number, number>();
  const add = (x: number, y: number, direction: number) =>
    edges.set(key(x, y), (edges.get(key(x, y)) ?? 0) | (1 << direction));
  const is = (x: number, y: number) => labelAt(plane, x, y) === label;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (!is(x, y)) continue;
      if (!is(x, y - 1)) add(x, y, EAST);
      if (!is(x + 1, y)) add(x + 1, y, SOUTH);
      if (!is(x, y + 1)) add(x + 1, y + 1, WEST);
      if (!is(x - 1, y)) add(x, y + 1, NORTH);
    }
  }
  const rings: Ring[] = [];
  for (const start of edges.keys()) {
    while (edges.get(start)) rings.push(walk(edges, start, columns, left, top));
  }
  return rings;
}

function walk(edges: Map<number, number>, start: number, columns: number, left: number, top: number): Ring {
  const ring: Position[] = [];
  let corner = start;
  let direction = -1;
  do {
    const open = edges.get(corner) ?? 0;
    // Where two pixels touch by a corner only, the walk stays with its own: it turns towards the label.
    const next =
      direction < 0
        ? lowest(open)
        : [direction + 1, direction, direction + 3].map((turn) => turn % 4).find((turn) => open & (1 << turn));
    if (next === undefined) break;
    if (next !== direction) ring.push([left + (corner % columns), top + Math.floor(corner / columns)]);
    edges.set(corner, open & ~(1 << next));
    direction = next;
    const [dx, dy] = STEPS[next] as Position;
    corner += dx + dy * columns;
  } while (corner !== start || hasTurnLeft(edges, corner, direction));
  // The walk began in the middle of a side: that is no corner.
  const [first, second, last] = [ring[0], ring[1], ring.at(-1)];
  if (first && second && last && isStraight(last, first, second)) ring.shift();
  return [...ring, ring[0] as Position];
}

/** Whether a walk that is back at its start goes on there, since its way leads through the corner once more. */
function hasTurnLeft(edges: Map<number, number>, corner: number, direction: number): boolean {
  return ((edges.get(corner) ?? 0) & (1 << ((direction + 1) % 4))) !== 0;
}

function lowest(open: number): number {
  return [EAST, SOUTH, WEST, NORTH].find((direction) => open & (1 << direction)) ?? EAST;
}

function isStraight(a: Position, b: Position, c: Position): boolean {
  return (a[0] === b[0] && b[0] === c[0]) || (a[1] === b[1] && b[1] === c[1]);
}

/** Whether a ring lies around another one; the two have no area in common on their edges. */
function surrounds(ring: Ring, hole: Ring): boolean {
  const top = hole.reduce(
    (best, at) => (at[1] < best[1] || (at[1] === best[1] && at[0] < best[0]) ? at : best),
    hole[0] as Position,
  );
  // The pixel just inside of the hole's upper left corner.
  const [x, y] = [top[0] + 0.5, top[1] + 0.5];
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1] as Position, ring[i] as Position];
    if (from[1] > y !== to[1] > y && x < ((to[0] - from[0]) * (y - from[1])) / (to[1] - from[1]) + from[0])
      inside = !inside;
  }
  return inside;
}
