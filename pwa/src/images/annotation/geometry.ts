/** Lengths, areas and places of geometries. Pure; positions are in pixels, sizes in the unit of the pixel size. */
import type { Geometry, Position } from '../layers.js';

/** The outline of an area or a hole; the last position repeats the first. */
export type Ring = readonly Position[];

/** Size of a pixel along x and y; 1 by 1 where it is not known. */
export interface PixelSize {
  readonly x: number;
  readonly y: number;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every position, rings with their closing one. */
function positionsOf(geometry: Geometry): readonly Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates];
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates;
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates.flat();
    case 'MultiPolygon':
      return geometry.coordinates.flat(2);
  }
}

/** The geometry with every position replaced. */
export function mapPositions(geometry: Geometry, change: (at: Position) => Position): Geometry {
  const line = (positions: readonly Position[]) => positions.map(change);
  switch (geometry.type) {
    case 'Point':
      return { ...geometry, coordinates: change(geometry.coordinates) };
    case 'MultiPoint':
    case 'LineString':
      return { ...geometry, coordinates: line(geometry.coordinates) };
    case 'MultiLineString':
    case 'Polygon':
      return { ...geometry, coordinates: geometry.coordinates.map(line) };
    case 'MultiPolygon':
      return { ...geometry, coordinates: geometry.coordinates.map((rings) => rings.map(line)) };
  }
}

/** The areas of a geometry, each an outline and its holes; none for points and lines. */
export function polygonsOf(geometry: Geometry): readonly (readonly Ring[])[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
}

export function linesOf(geometry: Geometry): readonly (readonly Position[])[] {
  if (geometry.type === 'LineString') return [geometry.coordinates];
  return geometry.type === 'MultiLineString' ? geometry.coordinates : [];
}

export function pointsOf(geometry: Geometry): readonly Position[] {
  if (geometry.type === 'Point') return [geometry.coordinates];
  return geometry.type === 'MultiPoint' ? geometry.coordinates : [];
}

export function boundsOf(geometry: Geometry): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positionsOf(geometry)) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** The area of its polygons, less their holes. */
export function areaOf(geometry: Geometry, size: PixelSize): number {
  const pixels = polygonsOf(geometry).reduce(
    (sum, [outline = [], ...holes]) =>
      sum + Math.abs(signedArea(outline)) - holes.reduce((less, hole) => less + Math.abs(signedArea(hole)), 0),
    0,
  );
  return pixels * Math.abs(size.x * size.y);
}

/** Lengths of all outlines, those of the holes included; 0 for points and lines. */
export function perimeterOf(geometry: Geometry, size: PixelSize): number {
  return polygonsOf(geometry)
    .flat()
    .reduce((sum, ring) => sum + lineLength(ring, size), 0);
}

/** The length of its lines; 0 for points and areas. */
export function lengthOf(geometry: Geometry, size: PixelSize): number {
  return linesOf(geometry).reduce((sum, line) => sum + lineLength(line, size), 0);
}

/** The middle: of the area, else of the lines, else of the points. */
export function centroidOf(geometry: Geometry): Position {
  let [x, y, weight] = [0, 0, 0];
  const add = (at: Position, by: number) => {
    x += at[0] * by;
    y += at[1] * by;
    weight += by;
  };
  for (const [outline = [], ...holes] of polygonsOf(geometry)) {
    add(ringCentroid(outline), Math.abs(signedArea(outline)));
    for (const hole of holes) add(ringCentroid(hole), -Math.abs(signedArea(hole)));
  }
  if (weight <= 0) {
    [x, y, weight] = [0, 0, 0];
    for (const line of linesOf(geometry)) {
      line.slice(1).forEach((to, i) => {
        const from = line[i] as Position;
        add([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], Math.hypot(to[0] - from[0], to[1] - from[1]));
      });
    }
  }
  if (weight <= 0) {
    [x, y, weight] = [0, 0, 0];
    for (const at of positionsOf(geometry)) add(at, 1);
  }
  return [x / weight, y / weight];
}

function lineLength(line: readonly Position[], { x, y }: PixelSize): number {
  let length = 0;
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1] as Position, line[i] as Position];
    length += Math.hypot((to[0] - from[0]) * x, (to[1] - from[1]) * y);
  }
  return length;
}

/** By the shoelace formula, in pixels; its sign tells which way round the ring goes. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1] as Position, ring[i] as Position];
    twice += from[0] * to[1] - to[0] * from[1];
  }
  return twice / 2;
}

function ringCentroid(ring: Ring): Position {
  const area = signedArea(ring);
  const origin = ring[0] ?? [0, 0];
  if (area === 0) return origin;
  let [x, y] = [0, 0];
  // Relative to the first corner: far from the origin the products would lose their last digits.
  for (let i = 1; i < ring.length; i++) {
    const [fromX, fromY] = [(ring[i - 1] as Position)[0] - origin[0], (ring[i - 1] as Position)[1] - origin[1]];
    const [toX, toY] = [(ring[i] as Position)[0] - origin[0], (ring[i] as Position)[1] - origin[1]];
    const cross = fromX * toY - toX * fromY;
    x += (fromX + toX) * cross;
    y += (fromY + toY) * cross;
  }
  return [origin[0] + x / (6 * area), origin[1] + y / (6 * area)];
}
