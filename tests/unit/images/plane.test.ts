import { describe, expect, it } from 'vitest';
import { pictureAxes } from '../../../pwa/src/images/axes.js';
import { pixelText, planeOf } from '../../../pwa/src/images/plane.js';
import type { DType } from '../../../pwa/src/rpc/dtype.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

function text(array: NDArray, x: number, y: number, index = {}): string | null {
  const axes = pictureAxes(array);
  if (!axes) throw new Error('not a picture');
  return pixelText(array, axes, index, x, y);
}

describe('a pixel', () => {
  it('is read where it stands in a stack', () => {
    const data = Uint16Array.from({ length: 24 }, (_, value) => value);
    const array = new NDArray(data, [2, 3, 4], 'uint16', { axes: 'ZYX' });
    expect(text(array, 2.9, 1.2)).toBe('6');
    expect(text(array, 2, 1, { Z: 1 })).toBe('18');
  });

  it.each<[DType, (number | bigint | boolean | readonly [number, number])[], string]>([
    ['bool', [false, true, false, false], 'true'],
    ['int64', [0n, -9007199254740993n, 0n, 0n], '-9007199254740993'],
    ['uint64', [0n, 18446744073709551615n, 0n, 0n], '18446744073709551615'],
    ['float16', [0, 0.333251953125, 0, 0], '0.333252'],
    ['float32', [0, 0.1, 0, 0], '0.1'],
    ['float64', [0, 0.1, 0, 0], '0.1'],
    ['complex64', [0, [1, -2], 0, 0], '1−2i'],
  ])('of %s says its exact value', (dtype, values, expected) => {
    expect(text(new NDArray(values, [2, 2], dtype), 1, 0)).toBe(expected);
  });

  it('of a colour picture says each sample', () => {
    expect(
      text(
        new NDArray(
          Uint8Array.from({ length: 12 }, (_, value) => value),
          [2, 2, 3],
          'uint8',
          { axes: 'YXS' },
        ),
        1,
        1,
      ),
    ).toBe('9, 10, 11');
  });

  it('is not there outside the picture', () => {
    const array = new NDArray(new Uint8Array(4), [2, 2]);
    for (const [x, y] of [
      [-0.1, 0],
      [0, 2],
      [2, 0],
      [Number.NaN, 0],
    ] as const)
      expect(text(array, x, y)).toBeNull();
  });
});

describe('a plane', () => {
  const plane = (array: NDArray, index = {}) => {
    const axes = pictureAxes(array);
    if (!axes) throw new Error('not a picture');
    const { values, offset, strideX, strideY, width, height } = planeOf(array, axes, index);
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => values[offset + y * strideY + x * strideX]),
    );
  };

  it('is read in place, whatever the order of its axes', () => {
    const data = Uint8Array.from({ length: 12 }, (_, value) => value);
    const array = new NDArray(data, [2, 3, 2], 'uint8', { axes: 'XYC' });
    expect(plane(array, { C: 1 })).toEqual([
      [1, 7],
      [3, 9],
      [5, 11],
    ]);
  });

  it('of complex numbers is their magnitude', () => {
    expect(
      plane(
        new NDArray(
          [
            [3, 4],
            [0, -2],
          ],
          [1, 2],
          'complex128',
        ),
      ),
    ).toEqual([[5, 2]]);
  });

  it('of 64-bit integers is made of numbers', () => {
    expect(plane(new NDArray([1n, -2n], [1, 2], 'int64'))).toEqual([[1, -2]]);
  });
});
