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

/**
 * Fills `out` (TILE × TILE × samples) with tile (column, row) of a level: mean of the finite values under each pixel,
 * less `origin`. Pixels beyond the plane repeat its edge.
 */
export function meanTile(
  plane: Plane,
  level: number,
  column: number,
  row: number,
  origin: number,
  out: Float32Array | Uint8Array,
): void {
  const { values, offset, strideX, strideY, strideS, width, height, samples } = plane;
  const factor = 2 ** level;
  const round = out instanceof Uint8Array ? 0.5 : 0;
  let at = 0;
  for (let j = 0; j < TILE; j++) {
    const y0 = Math.min((row * TILE + j) * factor, height - 1);
    const y1 = Math.min(y0 + factor, height);
    for (let i = 0; i < TILE; i++) {
      const x0 = Math.min((column * TILE + i) * factor, width - 1);
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
        const mean = count === 0 ? NOTHING : sum / count - origin;
        out[at++] = mean > 3e38 ? 3e38 : mean < NOTHING ? NOTHING : mean + round;
      }
    }
  }
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

/** Fills `out` (RGBA) with a tile of labels in their colours. Labels are not averaged: the first one under a pixel stands. */
export function labelTile(
  plane: Plane,
  level: number,
  column: number,
  row: number,
  colour: (label: number) => number,
  out: Uint8ClampedArray,
): void {
  const { values, offset, strideX, strideY, width, height } = plane;
  const factor = 2 ** level;
  const middle = factor >> 1;
  const pixels = new Uint32Array(out.buffer, out.byteOffset, TILE * TILE);
  for (let j = 0; j < TILE; j++) {
    const y = Math.min((row * TILE + j) * factor + middle, height - 1);
    const from = offset + y * strideY;
    for (let i = 0; i < TILE; i++) {
      const x = Math.min((column * TILE + i) * factor + middle, width - 1);
      pixels[j * TILE + i] = colour(values[from + x * strideX] as number);
    }
  }
}
