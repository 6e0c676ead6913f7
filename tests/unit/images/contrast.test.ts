import { describe, expect, it } from 'vitest';
import { autoRange, intensitiesOf, percentile, sampleOf } from '../../../pwa/src/images/contrast.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

const ramp = (length: number): Float64Array => Float64Array.from({ length }, (_, value) => value);

describe('the automatic contrast', () => {
  it('goes from the 0.1 to the 99.8 percentile', () => {
    expect(autoRange(ramp(1001), [0, 1000])).toEqual([1, 998]);
  });

  it('is not drawn away by a few hot pixels', () => {
    const sample = ramp(1000);
    sample[0] = 1e9;
    expect(autoRange(sample, [0, 1e9])[1]).toBeLessThan(1000);
  });

  it('takes the full range of a picture that is nearly empty', () => {
    const sample = new Float64Array(10_000);
    sample[5] = 700;
    expect(autoRange(sample, [0, 700])).toEqual([0, 700]);
  });

  it('has a width even when all pixels are equal', () => {
    const { auto, full } = intensitiesOf(new NDArray(new Float32Array(16).fill(3), [4, 4]));
    expect(auto[1]).toBeGreaterThan(auto[0]);
    expect(full).toEqual([0, 3]);
  });

  it('leaves NaN and infinities out', () => {
    const { full } = intensitiesOf(
      new NDArray([Number.NaN, Number.NEGATIVE_INFINITY, -2, 5, Number.POSITIVE_INFINITY, 0], [2, 3], 'float32'),
    );
    expect(full).toEqual([-2, 5]);
  });

  it('shows a colour picture of bytes as it was made', () => {
    const array = new NDArray(new Uint8Array(2 * 2 * 3).fill(40), [2, 2, 3], 'uint8', { axes: 'YXS' });
    expect(intensitiesOf(array).auto).toEqual([0, 255]);
  });

  it('reads 64-bit integers and half floats as numbers', () => {
    expect(intensitiesOf(new NDArray([0n, 9007199254740993n], [1, 2], 'int64')).full).toEqual([0, 9007199254740992]);
    expect(intensitiesOf(new NDArray([-1.5, 2.25], [1, 2], 'float16')).full).toEqual([-1.5, 2.25]);
  });
});

describe('a percentile', () => {
  it.each([
    [0, 10],
    [25, 17.5],
    [50, 25],
    [99, 39.7],
    [100, 40],
  ])('of %d per cent lies between its neighbours as numpy puts it', (percent, value) => {
    expect(percentile(Float64Array.of(10, 20, 30, 40), percent)).toBeCloseTo(value, 12);
  });
});

describe('a sample', () => {
  it('looks at every column of a large picture', () => {
    const width = 64;
    const data = Uint16Array.from({ length: width * 640 }, (_, element) => element % width);
    const seen = new Set(sampleOf(new NDArray(data, [640, width]), 640));
    expect(seen.size).toBe(width);
  });

  it('is all of a small picture', () => {
    expect(sampleOf(new NDArray(Uint8Array.of(1, 2, 3, 4), [2, 2]))).toEqual(Float64Array.of(1, 2, 3, 4));
  });
});
