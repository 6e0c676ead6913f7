/** Square tiles cut from a plane at halved and halved again resolutions, each pixel the mean of those it stands for. */
import type { Plane } from './plane.js';

/** Pixels along a tile's edge. */
export const TILE = 256;
/** From this level on, tiles are made from an overview of the plane, so that no tile reads more than 16 pixels for one. */
export const OVERVIEW_LEVEL = 3;
/** What NaN is shown as: less than any contrast limit, so black. Shaders may do anything with NaN itself. */
const NOTHING = -3e38;

/** Levels until the whole picture fits on one tile; level 0 is full resolution. */
export function levelCount(width: number, height: number): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE))) + 1;
}

/** Where the values of a plane go in a tile of several bands. */
export interface Bands {
  /** Values of a pixel of the tile. */
  readonly count: number;
  /** Which of them is the plane's first sample. */
  readonly first: number;
}

/**
 * Fills `out` (TILE × TILE × bands) with tile (column, row) of a level: mean of the finite values under each pixel,
 * less `origin`. Pixels beyond the plane repeat its edge.
 *
 * @param factor pixels of the plane along the edge of a pixel of the tile.
 */
export function meanTile(
  plane: Plane,
  factor: number,
  column: number,
  row: number,
  origin: number,
  out: Float32Array | Uint8Array,
  bands: Bands = { count: plane.samples, first: 0 },
): void {
  const { values, offset, strideX, strideY, strideS, width, height, samples } = plane;
  const round = out instanceof Uint8Array ? 0.5 : 0;
  for (let j = 0; j < TILE; j++) {
    const y0 = Math.min((row * TILE + j) * factor, height - 1);
    const y1 = Math.min(y0 + factor, height);
    let at = j * TILE * bands.count + bands.first;
    for (let i = 0; i < TILE; i++, at += bands.count) {
      const x0 = Math.min((column * TILE + i) * factor, width - 1);
      if (factor === 1) {
        const from = offset + y0 * strideY + x0 * strideX;
        for (let s = 0; s < samples; s++) out[at + s] = held((values[from + s * strideS] as number) - origin) + round;
        continue;
      }
      const x1 = Math.min(x0 + factor, width);
      for (let s = 0; s < samples; s++) {
        let sum = 0;
        let count = 0;
        for (let y = y0; y < y1; y++) {
          let from = offset + y * strideY + x0 * strideX + s * strideS;
          for (let x = x0; x < x1; x++, from += strideX) {
            const value = values[from] as number;
            if (!Number.isNaN(value)) {
              sum += value;
              count++;
            }
          }
        }
        out[at + s] = held(count === 0 ? Number.NaN : sum / count - origin) + round;
      }
    }
  }
}

/** A number that shaders can work with. */
function held(value: number): number {
  return value > 3e38 ? 3e38 : Number.isNaN(value) ? NOTHING : Math.max(value, NOTHING);
}

/** The plane at an eighth of its resolution, by means; made in slices, so that the page stays alive. */
export async function overviewOf(plane: Plane, signal: AbortSignal): Promise<Plane> {
  const factor = 2 ** OVERVIEW_LEVEL;
  const { values, offset, strideX, strideY, strideS, samples } = plane;
  const width = Math.ceil(plane.width / factor);
  const height = Math.ceil(plane.height / factor);
  const out = new Float64Array(width * height * samples);
  let pausedAt = performance.now();
  for (let j = 0; j < height; j++) {
    const y1 = Math.min((j + 1) * factor, plane.height);
    for (let i = 0; i < width; i++) {
      const x1 = Math.min((i + 1) * factor, plane.width);
      for (let s = 0; s < samples; s++) {
        let sum = 0;
        let count = 0;
        for (let y = j * factor; y < y1; y++) {
          for (let x = i * factor; x < x1; x++) {
            const value = values[offset + y * strideY + x * strideX + s * strideS] as number;
            if (!Number.isNaN(value)) {
              sum += value;
              count++;
            }
          }
        }
        out[(j * width + i) * samples + s] = count === 0 ? Number.NaN : sum / count;
      }
    }
    if (performance.now() - pausedAt > 12) {
      await new Promise((resume) => setTimeout(resume));
      signal.throwIfAborted();
      pausedAt = performance.now();
    }
  }
  return { values: out, offset: 0, strideY: width * samples, strideX: samples, strideS: 1, width, height, samples };
}

/** How labels are drawn. */
export interface LabelLook {
  /** The colour of a label as a little-endian RGBA pixel; 0 for none. */
  colour(label: number): number;
  /** Width of outlines in pixels of the tile; 0 fills the objects. */
  readonly outline: number;
  /** These have a white outline. */
  readonly selected: ReadonlySet<number>;
}

const WHITE = 0xffffffff;
/** Pixels of a tile. */
const SELECTED_OUTLINE = 2;

/** Fills `out` (RGBA) with a tile of labels. Labels are not averaged: the one in the middle under a pixel stands. */
export function labelTile(
  plane: Plane,
  factor: number,
  column: number,
  row: number,
  look: LabelLook,
  out: Uint8ClampedArray,
): void {
  const { values, offset, strideX, strideY, width, height } = plane;
  const { outline, selected } = look;
  const middle = factor >> 1;
  const pixels = new Uint32Array(out.buffer, out.byteOffset, TILE * TILE);
  const reach = Math.max(outline, selected.size > 0 ? SELECTED_OUTLINE : 0);
  const side = TILE + 2 * reach;
  // The labels under the tile and around it, so that outlines go on across the edges of tiles.
  const labels = new Float64Array(side * side);
  for (let j = 0; j < side; j++) {
    const y = Math.min(Math.max(0, (row * TILE + j - reach) * factor + middle), height - 1);
    const from = offset + y * strideY;
    for (let i = 0; i < side; i++) {
      const x = Math.min(Math.max(0, (column * TILE + i - reach) * factor + middle), width - 1);
      labels[j * side + i] = values[from + x * strideX] as number;
    }
  }
  for (let j = 0; j < TILE; j++) {
    for (let i = 0; i < TILE; i++) {
      const at = (j + reach) * side + i + reach;
      const label = labels[at] as number;
      const isSelected = selected.size > 0 && selected.has(label);
      const isEdge = (width: number): boolean => label !== 0 && differsAround(labels, side, at, width);
      pixels[j * TILE + i] =
        isSelected && isEdge(SELECTED_OUTLINE)
          ? WHITE
          : outline === 0 || isSelected || isEdge(outline)
            ? look.colour(label)
            : 0;
    }
  }
}

/** Whether another label is within some pixels of a place, to the sides. */
function differsAround(labels: Float64Array, side: number, at: number, width: number): boolean {
  const label = labels[at];
  for (let step = 1; step <= width; step++) {
    if (labels[at - step] !== label || labels[at + step] !== label) return true;
    if (labels[at - step * side] !== label || labels[at + step * side] !== label) return true;
  }
  return false;
}
