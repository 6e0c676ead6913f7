/** A channel of a volume as bytes, no larger than graphics memories hold. */
import type { Region } from '../contracts/image.js';
import { pictureAxes } from './axes.js';
import type { ChannelView, Range } from './layers.js';
import { type PlaneIndex, planeOf } from './plane.js';
import type { ImageSource } from './source.js';

/** Voxels along the longest edge. */
export const LONGEST = 256;

export interface VolumeBytes {
  /** X fastest, then Y, then Z: 0 at the black level, 255 at full brightness. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Along X, Y and Z. */
  readonly size: readonly [number, number, number];
  /** Of a voxel along X, Y and Z; where nothing is known all are alike. */
  readonly spacing: readonly [number, number, number];
  /** Pixels of the image along the edge of a voxel, across; 1 is full resolution. */
  readonly factor: number;
}

/**
 * Reads a channel's volume plane by plane, each voxel the mean of what is under it.
 *
 * @param channel step along C; null where there is none, or where `index` names it.
 * @param onFraction told how much is read, 0 to 1.
 */
export async function volumeBytes(
  source: ImageSource,
  channel: number | null,
  { contrast, gamma }: Pick<ChannelView, 'contrast' | 'gamma'>,
  index: PlaneIndex,
  signal: AbortSignal,
  onFraction: (fraction: number) => void = () => undefined,
): Promise<VolumeBytes> {
  const axes = pictureAxes(source);
  const depthAxis = axes?.leading.find(({ name }) => name === 'Z');
  if (axes === null || depthAxis === undefined) throw new TypeError(`${source.name} has no depth.`);
  const level = levelFor(source, axes.x, axes.y);
  const shape = source.levels[level] ?? source.shape;
  const [width, height, depth] = [shape[axes.x] ?? 1, shape[axes.y] ?? 1, shape[depthAxis.axis] ?? 1];
  const across = Math.ceil(Math.max(width, height) / LONGEST);
  const along = Math.ceil(depth / LONGEST);
  const size = [Math.ceil(width / across), Math.ceil(height / across), Math.ceil(depth / along)] as const;
  const bytes = new Uint8Array(size[0] * size[1] * size[2]);
  const sums = new Float64Array(size[0] * size[1]);
  const counts = new Uint32Array(size[0] * size[1]);
  const shade = shader(contrast ?? [0, 1], gamma);
  for (let z = 0; z < depth; z++) {
    const region: { [axis: string]: number } = { level, Z: z };
    for (const { name, size: length } of axes.leading)
      if (name !== 'Z')
        region[name] = Math.min(length - 1, name === 'C' && channel !== null ? channel : (index[name] ?? 0));
    const part = await source.read(region as Region, { signal });
    signal.throwIfAborted();
    const partAxes = pictureAxes(part);
    if (partAxes === null) throw new TypeError(`${source.name} gave no picture for a plane.`);
    addPlane(planeOf(part, partAxes, {}), across, size[0], sums, counts);
    if ((z + 1) % along === 0 || z === depth - 1) {
      const to = Math.floor(z / along) * size[0] * size[1];
      sums.forEach((sum, at) => {
        bytes[to + at] = shade(sum / (counts[at] || 1));
      });
      sums.fill(0);
      counts.fill(0);
      onFraction((z + 1) / depth);
      await new Promise((resume) => setTimeout(resume));
    }
  }
  const ratio = (axes.width / width) * across;
  const { X = 1, Y = X, Z = X } = source.pixelSize;
  const spacing = [Math.abs(X) * ratio, Math.abs(Y) * ratio, Math.abs(Z) * along] as const;
  return { bytes, size: [...size], spacing, factor: ratio };
}

/** The coarsest level that still has as many pixels as voxels are wanted. */
function levelFor({ levels }: ImageSource, x: number, y: number): number {
  const enough = levels.findLastIndex((shape) => Math.max(shape[x] ?? 0, shape[y] ?? 0) >= LONGEST);
  return Math.max(0, enough);
}

function addPlane(
  plane: ReturnType<typeof planeOf>,
  factor: number,
  width: number,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  const { values, offset, strideX, strideY } = plane;
  for (let y = 0; y < plane.height; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < plane.width; x++) {
      const value = values[offset + y * strideY + x * strideX] as number;
      if (Number.isNaN(value)) continue;
      const to = row + Math.floor(x / factor);
      sums[to] = (sums[to] ?? 0) + value;
      counts[to] = (counts[to] ?? 0) + 1;
    }
  }
}

function shader([low, high]: Range, gamma: number): (value: number) => number {
  return (value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))) ** gamma);
}
