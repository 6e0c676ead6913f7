import { describe, expect, it } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { pictureAxes } from '../../../pwa/src/images/axes.js';
import { LinkedViews } from '../../../pwa/src/images/linked_views.js';
import { aspectOf, isVolume, orthogonal } from '../../../pwa/src/images/orthogonal.js';
import { planeOf } from '../../../pwa/src/images/plane.js';
import { volumeBytes } from '../../../pwa/src/images/volume_bytes.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

/** 2 × 3 × 4 voxels, each telling its place as zyx. */
const array = new NDArray(
  Uint16Array.from({ length: 24 }, (_, at) => 100 * Math.floor(at / 12) + 10 * (Math.floor(at / 4) % 3) + (at % 4)),
  [2, 3, 4],
  'uint16',
  { axes: 'ZYX', scale: [3, 1, 0.5], unit: 'µm' },
);
const source = arraySource(array);

describe('a volume from the side', () => {
  it.each([
    ['XZ' as const, { width: 4, height: 2 }, 1, 112],
    ['YZ' as const, { width: 2, height: 3 }, 3, 113],
  ])('%s shows its depth, and steps along the axis that is looked along', (side, size, step, value) => {
    const seen = orthogonal(source, side).array;
    const axes = seen && pictureAxes(seen);
    expect(axes).toMatchObject(size);
    if (!seen || !axes) return;
    const plane = planeOf(seen, axes, { Z: step });
    const [x, y] = side === 'XZ' ? [2, 1] : [1, 1];
    expect(plane.values[plane.offset + y * plane.strideY + x * plane.strideX]).toBe(value);
  });

  it('keeps its proportions', () => {
    expect(aspectOf(orthogonal(source, 'XZ'))).toBe(6);
    expect(aspectOf(orthogonal(source, 'YZ'))).toBeCloseTo(1 / 3);
    expect(aspectOf({ pixelSize: {} })).toBe(1);
  });

  it('is read by the letters of the original', async () => {
    const far = { ...source, array: null };
    const part = await orthogonal(far, 'XZ').read({ Z: 1, Y: [1, 2], X: [0, 4] });
    expect([part.axes, [...part.data]]).toEqual(['YX', [110, 111, 112, 113]]);
  });

  it('needs a depth', () => {
    expect(isVolume(source)).toBe(true);
    expect(isVolume({ axes: 'YX', shape: [3, 4] })).toBe(false);
  });
});

describe('a volume in bytes', () => {
  it('goes from the black level to full brightness, with the size of its voxels', async () => {
    const view = { contrast: [0, 113] as const, gamma: 1 };
    const { bytes, size, spacing, factor } = await volumeBytes(source, null, view, {}, new AbortController().signal);
    expect([size, spacing, factor]).toEqual([[4, 3, 2], [0.5, 1, 3], 1]);
    expect([bytes[0], bytes[23]]).toEqual([0, 255]);
    expect(bytes[11]).toBe(Math.round((255 * 23) / 113));
  });

  it('takes the mean of several pixels where there are too many', async () => {
    const wide = new NDArray(
      Float32Array.from({ length: 2 * 2 * 512 }, (_, at) => at % 2),
      [2, 2, 512],
      'float32',
      { axes: 'ZYX' },
    );
    const view = { contrast: [0, 1] as const, gamma: 1 };
    const { bytes, size } = await volumeBytes(arraySource(wide), null, view, {}, new AbortController().signal);
    expect(size).toEqual([256, 1, 2]);
    expect(new Set(bytes)).toEqual(new Set([128]));
  });
});

describe('linked views', () => {
  it('hear of one another, and not of themselves', () => {
    const linked = new LinkedViews();
    const heard: string[] = [];
    const leave = linked.join('a', () => heard.push('a'));
    linked.join('b', () => {
      heard.push('b');
      // What follows from following goes no further.
      linked.tell('b', {});
    });
    linked.tell('a', { index: { Z: 1 } });
    expect(heard).toEqual(['b']);
    leave();
    linked.tell('b', {});
    linked.tell('a', {});
    expect(heard).toEqual(['b']);
  });
});
