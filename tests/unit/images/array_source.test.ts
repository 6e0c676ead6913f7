import { describe, expect, it } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

const stack = new NDArray(
  Uint16Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i),
  [2, 3, 4, 5],
  'uint16',
  { axes: 'CZYX', scale: [1, 2, 0.5, 0.25], unit: 'µm', name: 'stack' },
);

describe('an array as a source', () => {
  it('tells what is known of the array', () => {
    expect(arraySource(stack)).toMatchObject({
      name: 'stack',
      axes: 'CZYX',
      shape: [2, 3, 4, 5],
      dtype: 'uint16',
      pixelSize: { Z: 2, Y: 0.5, X: 0.25 },
      unit: 'µm',
      levels: [[2, 3, 4, 5]],
    });
    expect(arraySource(stack).channels).toHaveLength(2);
  });

  it('is the same for the same array', () => {
    expect(arraySource(stack)).toBe(arraySource(stack));
  });

  it('gives the array itself when all of it is read', async () => {
    expect(await arraySource(stack).read()).toBe(stack);
  });

  it('cuts a part, and leaves out the axes that are given as one step', async () => {
    const part = await arraySource(stack).read({ C: 1, Z: 2, Y: [1, 3], X: [2, 5] });
    expect(part).toMatchObject({ shape: [2, 3], axes: 'YX', scale: [0.5, 0.25], dtype: 'uint16' });
    expect([...part.data]).toEqual([107, 108, 109, 112, 113, 114]);
  });

  it('cuts along a leading axis', async () => {
    const part = await arraySource(stack).read({ Z: [1, 2] });
    expect(part.shape).toEqual([2, 1, 4, 5]);
    expect([part.data[0], part.data[19], part.data[20], part.data[39]]).toEqual([20, 39, 80, 99]);
  });

  it('cuts complex numbers as pairs', async () => {
    const array = new NDArray(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [1, 3],
      'complex64',
      { axes: 'YX' },
    );
    expect([...(await arraySource(array).read({ X: [1, 3] })).data]).toEqual([3, 4, 5, 6]);
  });

  it('names the axis and the position that are beyond the image', async () => {
    await expect(arraySource(stack).read({ Z: 3 })).rejects.toThrow(
      'Z 3 to 4 is beyond the image, whose Z has 3 steps',
    );
    await expect(arraySource(stack).read({ T: 0 })).rejects.toThrow('no axis T in an image of the axes CZYX');
  });

  it('numbers the axes of an array that names none', async () => {
    const bare = new NDArray(new Float32Array(24), [2, 3, 4]);
    expect(arraySource(bare).axes).toBe('0YX');
    expect((await arraySource(bare).read({ '0': 1 } as never)).shape).toEqual([3, 4]);
  });
});
