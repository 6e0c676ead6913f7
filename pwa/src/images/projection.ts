/** The greatest values along the depth of a stack. */
import type { NDArray } from '../rpc/ndarray.js';
import type { PictureAxes } from './axes.js';
import { type Plane, type PlaneIndex, planeOf } from './plane.js';

/** Milliseconds of work between two pauses. */
const SLICE = 12;

/**
 * The maximum projection along Z; the plane itself where there is no Z. Values that are not numbers are left out.
 *
 * @throws what `signal` was aborted with.
 */
export async function projectionOf(
  array: NDArray,
  axes: PictureAxes,
  index: PlaneIndex,
  signal: AbortSignal,
): Promise<Plane> {
  const depth = axes.leading.find(({ name }) => name === 'Z')?.size ?? 1;
  const first = planeOf(array, axes, { ...index, Z: 0 });
  if (depth === 1) return first;
  const { width, height, samples } = first;
  const out = new Float64Array(width * height * samples).fill(Number.NaN);
  let pausedAt = performance.now();
  for (let z = 0; z < depth; z++) {
    const { values, offset, strideX, strideY, strideS } = planeOf(array, axes, { ...index, Z: z });
    for (let y = 0; y < height; y++) {
      let at = y * width * samples;
      for (let x = 0; x < width; x++) {
        for (let s = 0; s < samples; s++, at++) {
          const value = values[offset + y * strideY + x * strideX + s * strideS] as number;
          if (!((out[at] as number) >= value)) out[at] = Number.isNaN(value) ? (out[at] as number) : value;
        }
      }
      if ((y & 63) === 0 && performance.now() - pausedAt > SLICE) {
        await new Promise((resume) => setTimeout(resume));
        signal.throwIfAborted();
        pausedAt = performance.now();
      }
    }
  }
  return { values: out, offset: 0, strideY: width * samples, strideX: samples, strideS: 1, width, height, samples };
}
