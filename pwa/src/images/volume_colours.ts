/** The channels of a volume added up, as red, green, blue and how much each voxel covers. Pure. */
import { rgbOf } from './channels.js';
import type { VolumeBytes } from './volume_bytes.js';

export interface VolumeChannel {
  readonly volume: VolumeBytes;
  /** `#rrggbb`. */
  readonly color: string;
}

/** What is darker than this covers nothing, so that one sees through the dark around what is bright. */
const DARK = 12;
/** How much of the differences of brightness is kept, 0 to 1. */
const KEPT_BRIGHTNESS = 0.75;
/** How much the brightest voxel covers of what is behind it. */
const MOST_COVER = 0.4;

/** RGBA, voxel by voxel; the volumes are of one size. */
export function mixed(channels: readonly VolumeChannel[]): Uint8Array<ArrayBuffer> {
  const count = channels[0]?.volume.bytes.length ?? 0;
  const sums = new Float32Array(count * 3);
  for (const { volume, color } of channels) {
    const [red, green, blue] = rgbOf(color);
    for (let voxel = 0; voxel < count; voxel++) {
      const value = volume.bytes[voxel] ?? 0;
      const at = voxel * 3;
      sums[at] = (sums[at] ?? 0) + value * red;
      sums[at + 1] = (sums[at + 1] ?? 0) + value * green;
      sums[at + 2] = (sums[at + 2] ?? 0) + value * blue;
    }
  }
  const pixels = new Uint8ClampedArray(count * 4);
  for (let voxel = 0; voxel < count; voxel++) {
    const [red = 0, green = 0, blue = 0] = sums.subarray(voxel * 3, voxel * 3 + 3);
    const brightest = Math.max(red, green, blue);
    // Brighter than it is, so that what is faint hardly darkens what is behind it, but not in full colour: a bright
    // volume would be white all over, without a grey in it.
    const full = (255 / Math.max(brightest, 1)) ** (1 - KEPT_BRIGHTNESS);
    pixels[voxel * 4] = red * full;
    pixels[voxel * 4 + 1] = green * full;
    pixels[voxel * 4 + 2] = blue * full;
    pixels[voxel * 4 + 3] = brightest < DARK ? 0 : (Math.min(255, brightest) ** 2 / 255) * MOST_COVER;
  }
  return new Uint8Array(pixels.buffer);
}
