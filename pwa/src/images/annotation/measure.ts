/** What can be measured of shapes and labels, in real units. Pure. */
import type { Feature, Geometry, Position } from '../layers.js';
import type { Plane } from '../plane.js';
import {
  areaOf,
  centroidOf,
  lengthOf,
  linesOf,
  mapPositions,
  type PixelSize,
  perimeterOf,
  polygonsOf,
} from './geometry.js';
import type { LabelPlane } from './label_edit.js';
import { geometrySpans } from './spans.js';

/** Size of a pixel and its unit: 1 by 1 “px” where nothing is known. */
export interface PixelScale extends PixelSize {
  readonly unit: string;
}

/** A plane whose values are measured. Channels and samples each have a name; one alone has ''. */
export interface Measurable {
  readonly name: string;
  readonly plane: Plane;
  /** Column and row of the picture that the plane begins at, where it is only a part of it. */
  readonly origin?: Position;
  /** Which sample of each pixel. */
  readonly sample: number;
}

export interface Intensity {
  readonly name: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Null where it does not apply, as the area of a line. Positions count in the unit, from the picture's corner. */
export interface Measured {
  readonly area: number | null;
  readonly perimeter: number | null;
  readonly length: number | null;
  readonly x: number;
  readonly y: number;
  /** Whole pixels that were looked at for the intensities. */
  readonly pixels: number;
  /** In the order of the planes; none where no pixel with a value lies under it. */
  readonly intensities: readonly (Intensity | null)[];
}

export function measureFeature({ geometry }: Feature, planes: readonly Measurable[], scale: PixelScale): Measured {
  const isArea = polygonsOf(geometry).length > 0;
  const [x, y] = centroidOf(geometry);
  const under = planes.map((measurable) => intensityUnder(geometry, measurable));
  return {
    area: isArea ? areaOf(geometry, scale) : null,
    perimeter: isArea ? perimeterOf(geometry, scale) : null,
    length: linesOf(geometry).length > 0 ? lengthOf(geometry, scale) : null,
    x: x * scale.x,
    y: y * scale.y,
    pixels: under[0]?.pixels ?? 0,
    intensities: under.map(({ intensity }) => intensity),
  };
}

function intensityUnder(whole: Geometry, { name, plane, sample, origin: [left, top] = [0, 0] }: Measurable) {
  const geometry = left === 0 && top === 0 ? whole : mapPositions(whole, ([x, y]) => [x - left, y - top]);
  const sum = new Sum();
  const { values, offset, strideX, strideY, strideS } = plane;
  // Lines go through some of their pixels twice.
  const seen = polygonsOf(geometry).length > 0 ? null : new Set<number>();
  geometrySpans(geometry, plane, (y, x0, x1) => {
    for (let x = x0; x < x1; x++) {
      if (seen?.has(y * plane.width + x)) continue;
      seen?.add(y * plane.width + x);
      sum.add(values[offset + y * strideY + x * strideX + sample * strideS] as number);
    }
  });
  return { pixels: sum.pixels, intensity: sum.result(name) };
}

class Sum {
  pixels = 0;
  x = 0;
  y = 0;
  private count = 0;
  private total = 0;
  private min = Infinity;
  private max = -Infinity;

  add(value: number): void {
    this.pixels++;
    if (Number.isNaN(value)) return;
    this.count++;
    this.total += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  result(name: string): Intensity | null {
    return this.count === 0 ? null : { name, mean: this.total / this.count, min: this.min, max: this.max };
  }
}

/** Measures every label of a plane, in the order of the labels. Planes of another size are read as far as they reach. */
export function measureLabels(
  labels: LabelPlane,
  planes: readonly Measurable[],
  scale: PixelScale,
): readonly (Measured & { readonly label: number })[] {
  const found = new Map<number, { readonly place: Sum; readonly sums: readonly Sum[] }>();
  const { values, offset, strideX, strideY, width, height } = labels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = values[offset + y * strideY + x * strideX] as number;
      if (label === 0) continue;
      let entry = found.get(label);
      if (entry === undefined) {
        entry = { place: new Sum(), sums: planes.map(() => new Sum()) };
        found.set(label, entry);
      }
      entry.place.add(0);
      entry.place.x += x + 0.5;
      entry.place.y += y + 0.5;
      for (let i = 0; i < planes.length; i++) {
        const { plane, sample } = planes[i] as Measurable;
        if (x >= plane.width || y >= plane.height) continue;
        const at = plane.offset + y * plane.strideY + x * plane.strideX + sample * plane.strideS;
        (entry.sums[i] as Sum).add(plane.values[at] as number);
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([label, { place, sums }]) => ({
      label,
      area: place.pixels * Math.abs(scale.x * scale.y),
      perimeter: null,
      length: null,
      x: (place.x / place.pixels) * scale.x,
      y: (place.y / place.pixels) * scale.y,
      pixels: place.pixels,
      intensities: sums.map((sum, i) => sum.result(planes[i]?.name ?? '')),
    }));
}
