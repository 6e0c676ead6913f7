import { describe, expect, it } from 'vitest';
import type { Plane } from '../../../pwa/src/images/plane.js';
import { labelTile, levelCount, meanTile, overviewOf, TILE } from '../../../pwa/src/images/tiles.js';

function planeOf(width: number, height: number, value: (x: number, y: number) => number, samples = 1): Plane {
  const values = Float64Array.from({ length: width * height * samples }, (_, at) =>
    value(Math.floor(at / samples) % width, Math.floor(at / samples / width)),
  );
  return { values, offset: 0, strideY: width * samples, strideX: samples, strideS: 1, width, height, samples };
}

describe('the levels of a picture', () => {
  it.each([
    [1, 1, 1],
    [256, 256, 1],
    [257, 10, 2],
    [3675, 2755, 5],
    [10_000, 10_000, 7],
  ])('of %d × %d pixels are %d', (width, height, levels) => {
    expect(levelCount(width, height)).toBe(levels);
  });
});

describe('a tile', () => {
  it('at full resolution holds the pixels themselves, less the origin', () => {
    const out = new Float32Array(TILE * TILE);
    meanTile(
      planeOf(600, 600, (x, y) => 1e9 + x + y),
      1,
      1,
      2,
      1e9,
      out,
    );
    expect(out[0]).toBe(256 + 512);
    expect(out[TILE * 3 + 5]).toBe(256 + 5 + 512 + 3);
  });

  it('at a lower resolution holds the mean of each block, so that small things are not lost', () => {
    const out = new Float32Array(TILE * TILE);
    meanTile(
      planeOf(1024, 1024, (x, y) => (x === 5 && y === 6 ? 160 : 0)),
      4,
      0,
      0,
      0,
      out,
    );
    expect(out[TILE + 1]).toBe(10);
    expect(out.reduce((sum, value) => sum + value)).toBe(10);
  });

  it('repeats the edge beyond the picture', () => {
    const out = new Float32Array(TILE * TILE);
    meanTile(
      planeOf(3, 2, (x, y) => x + 10 * y),
      1,
      0,
      0,
      0,
      out,
    );
    expect([out[2], out[3], out[TILE - 1]]).toEqual([2, 2, 2]);
    expect(out[TILE * 5 + 1]).toBe(11);
  });

  it('leaves NaN out of a mean, and shows nothing but NaN as less than any value', () => {
    const out = new Float32Array(TILE * TILE);
    meanTile(
      planeOf(4, 2, (x, y) => (x < 2 && y === 0 ? Number.NaN : 6)),
      2,
      0,
      0,
      0,
      out,
    );
    expect(out[0]).toBe(6);
    meanTile(
      planeOf(2, 1, () => Number.NaN),
      1,
      0,
      0,
      0,
      out,
    );
    expect(out[0]).toBeLessThan(-1e38);
    expect(Number.isFinite(out[0])).toBe(true);
  });

  it('keeps red, green and blue apart', () => {
    const values = Uint8Array.from([10, 20, 30, 40, 50, 60]);
    const plane: Plane = { values, offset: 0, strideY: 6, strideX: 3, strideS: 1, width: 2, height: 1, samples: 3 };
    const out = new Uint8Array(TILE * TILE * 3);
    meanTile(plane, 2, 0, 0, 0, out);
    expect([...out.slice(0, 3)]).toEqual([25, 35, 45]);
  });

  it('made from an overview is the one made from the picture', async () => {
    const plane = planeOf(2048, 2048, (x, y) => ((x * 7919 + y * 104_729) % 997) / 7);
    const direct = new Float32Array(TILE * TILE);
    const through = new Float32Array(TILE * TILE);
    meanTile(plane, 8, 0, 0, 0, direct);
    meanTile(await overviewOf(plane, new AbortController().signal), 1, 0, 0, 0, through);
    expect(through).toEqual(direct);
  });

  it('holds several planes side by side, as the bands of a pixel', () => {
    const out = new Float32Array(TILE * TILE * 3);
    for (const first of [0, 1, 2]) {
      const plane = planeOf(4, 4, (x) => 10 * first + x);
      meanTile(plane, 1, 0, 0, 0, out, { count: 3, first });
    }
    expect([...out.subarray(0, 6)]).toEqual([0, 10, 20, 1, 11, 21]);
  });

  const look = { colour: (label: number) => label, outline: 0, selected: new Set<number>() };
  /** Labels 1 and 200 side by side, each 8 pixels wide. */
  const halves = planeOf(16, 16, (x) => (x < 8 ? 1 : 200));
  const labelRow = (factor: number, more: Partial<typeof look> = {}) => {
    const out = new Uint8ClampedArray(TILE * TILE * 4);
    labelTile(halves, factor, 0, 0, { ...look, ...more }, out);
    return [...new Uint32Array(out.buffer).subarray(0, 16 / factor)];
  };

  it('of labels takes a label as it is, never a mean of two', () => {
    expect(labelRow(2)).toEqual([1, 1, 1, 1, 200, 200, 200, 200]);
  });

  it('of labels can show their outlines alone', () => {
    expect(labelRow(1, { outline: 1 })).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 200, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('of labels frames those that are selected in white', () => {
    const white = 0xffffffff;
    expect(labelRow(1, { selected: new Set([1]) }).slice(4, 10)).toEqual([1, 1, white, white, 200, 200]);
  });
});
