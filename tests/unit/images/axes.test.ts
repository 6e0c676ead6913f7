import { describe, expect, it } from 'vitest';
import { pictureAxes } from '../../../pwa/src/images/axes.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

const shown = (shape: number[], dtype: 'uint8' | 'uint16' | 'float32' | 'int32', meta = {}) =>
  pictureAxes(
    new NDArray(
      new ArrayBuffer(
        shape.reduce((size, length) => size * length, { uint8: 1, uint16: 2, float32: 4, int32: 4 }[dtype]),
      ),
      shape,
      dtype,
      meta,
    ),
  );

describe('the axes of a picture', () => {
  it('are the named ones, wherever they stand', () => {
    expect(shown([3, 5, 7, 4], 'uint8', { axes: 'CYXZ' })).toMatchObject({
      width: 7,
      height: 5,
      sampleCount: 1,
      leading: [
        { name: 'C', axis: 0, size: 3 },
        { name: 'Z', axis: 3, size: 4 },
      ],
    });
  });

  it('are the last two when none are named', () => {
    expect(shown([9, 5, 7], 'float32')).toMatchObject({ width: 7, height: 5, leading: [{ name: '0', size: 9 }] });
  });

  it('take three or four last bytes as colour', () => {
    expect(shown([20, 30, 3], 'uint8')).toMatchObject({
      width: 30,
      height: 20,
      sampleCount: 3,
      samples: 2,
      leading: [],
    });
    expect(shown([20, 30, 4], 'uint8', { axes: 'YXS' })).toMatchObject({ sampleCount: 4 });
  });

  it('never take labels for colour', () => {
    expect(shown([2, 30, 3], 'int32', { kind: 'labels' })).toMatchObject({ width: 3, height: 30, sampleCount: 1 });
  });

  it('step through samples that are no colour', () => {
    expect(shown([20, 30, 5], 'uint8', { axes: 'YXS' })).toMatchObject({
      sampleCount: 1,
      leading: [{ name: 'S', size: 5 }],
    });
  });

  it.each([
    ['a single row', [12], {}],
    ['no X', [4, 5], { axes: 'ZY' }],
    ['nothing in it', [0, 5], {}],
    ['no plane', [0, 4, 5], { axes: 'ZYX' }],
  ])('are not there for an array with %s', (_, shape, meta) => {
    expect(shown(shape, 'uint8', meta)).toBeNull();
  });
});
