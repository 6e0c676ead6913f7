import { describe, expect, it } from 'vitest';
import type { Region } from '../../../pwa/src/contracts/image.js';
import { arraySource, cut } from '../../../pwa/src/images/array_source.js';
import type { ImageSource } from '../../../pwa/src/images/source.js';
import { tilePixels } from '../../../pwa/src/images/tile_pixels.js';
import { TILE } from '../../../pwa/src/images/tiles.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

const never = new AbortController().signal;
/** A volume of two channels whose value tells where it stands. */
function volume(width: number, height: number, depth = 3): NDArray {
  const data = Float32Array.from({ length: 2 * depth * height * width }, (_, at) => {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const z = Math.floor(at / width / height) % depth;
    const c = Math.floor(at / width / height / depth);
    return x + 1000 * y + 1e6 * (z === 1 ? 5 : z) + 1e7 * c;
  });
  return new NDArray(data, [2, depth, height, width], 'float32', { axes: 'CZYX' });
}

/** The same as an image that is read from elsewhere, at full and at half resolution. */
function remote(array: NDArray): { readonly source: ImageSource; readonly asked: Region[] } {
  const near = arraySource(array);
  const [channels = 1, depth = 1, height = 1, width = 1] = array.shape;
  const half = [channels, depth, Math.ceil(height / 2), Math.ceil(width / 2)];
  const small = new NDArray(
    Float32Array.from({ length: half.reduce((all, each) => all * each, 1) }, (_, at) => at % (half[3] ?? 1)),
    half,
    'float32',
    { axes: 'CZYX' },
  );
  const asked: Region[] = [];
  const read = async (region: Region = {}): Promise<NDArray> => {
    asked.push(region);
    const { level = 0, ...rest } = region;
    return cut(level === 0 ? array : small, 'CZYX', rest);
  };
  return { source: { ...near, array: null, levels: [array.shape, half], read }, asked };
}

describe('the tiles of an image', () => {
  const place = { level: 0, column: 1, row: 0 };
  const bands = [
    { channel: 1, origin: 1e7 },
    { channel: 0, origin: 0 },
  ];

  it.each(['in memory', 'read'])('hold its channels in the order of the bands, %s', async (kind) => {
    const array = volume(300, 40);
    const pixels = tilePixels(kind === 'read' ? remote(array).source : arraySource(array));
    pixels?.stand({ index: { Z: 2 }, projected: false });
    const out = new Float32Array(TILE * TILE * 2);
    await pixels?.fill(place, bands, out, never);
    expect([...out.subarray(0, 4)]).toEqual([2e6 + 256, 2e6 + 256, 2e6 + 257, 2e6 + 257]);
    expect(out[2 * TILE * 3]).toBe(2e6 + 256 + 3000);
  });

  it.each(['in memory', 'read'])('hold the greatest values along the depth, %s', async (kind) => {
    const array = volume(300, 40);
    const pixels = tilePixels(kind === 'read' ? remote(array).source : arraySource(array));
    pixels?.stand({ index: { Z: 0 }, projected: true });
    const out = new Float32Array(TILE * TILE);
    await pixels?.fill(place, [{ channel: 0, origin: 0 }], out, never);
    expect(out[0]).toBe(5e6 + 256);
  });

  it('are read from the level of their resolution, and no more than they show', async () => {
    const { source, asked } = remote(volume(600, 300));
    const pixels = tilePixels(source);
    expect(pixels?.factors.slice(0, 2)).toEqual([1, 2]);
    pixels?.stand({ index: { Z: 1 }, projected: false });
    const out = new Float32Array(TILE * TILE);
    await pixels?.fill({ level: 1, column: 1, row: 0 }, [{ channel: 1, origin: 0 }], out, never);
    expect(asked).toEqual([{ level: 1, Y: [0, 150], X: [256, 300], Z: 1, C: 1 }]);
    expect([out[0], out[43], out[44]]).toEqual([256, 299, 299]);
  });

  it('of levels beyond the coarsest are means of that', async () => {
    const { source } = remote(volume(1200, 40));
    const pixels = tilePixels(source);
    expect(pixels?.factors).toEqual([1, 2, 4, 8]);
    pixels?.stand({ index: {}, projected: false });
    const out = new Float32Array(TILE * TILE);
    await pixels?.fill({ level: 2, column: 0, row: 0 }, [{ channel: 0, origin: 0 }], out, never);
    expect([...out.subarray(0, 3)]).toEqual([0.5, 2.5, 4.5]);
  });
});
