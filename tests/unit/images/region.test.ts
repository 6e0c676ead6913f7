import { describe, expect, it } from 'vitest';
import { rangesOf, regionOf } from '../../../pwa/src/images/region.js';

const facts = {
  name: 'a.tif',
  axes: 'CZYX',
  levels: [
    [2, 5, 100, 200],
    [2, 5, 50, 100],
  ],
};

describe('a region', () => {
  it('is read whatever the case of its letters', () => {
    const region = { c: 1, Z: [0, 2], y: [10, 20], LEVEL: 1 };
    expect(regionOf(region, facts)).toEqual({ C: 1, Z: [0, 2], Y: [10, 20], level: 1 });
    expect(regionOf(null, facts)).toEqual({});
    expect(regionOf({ x: null, y: undefined, level: 0 }, facts)).toEqual({});
  });

  it('counts in pixels of its level', () => {
    expect(regionOf({ x: [150, 160] }, facts)).toEqual({ X: [150, 160] });
    expect(() => regionOf({ x: [150, 160], level: 1 }, facts)).toThrow('a.tif has 100 steps along X');
  });

  it.each([
    [{ t: 0 }, 'a.tif has no axis t; there are C, Z, Y, X.'],
    [{ z: 5 }, 'a.tif has 5 steps along Z, so 5 is not in it.'],
    [{ z: -1 }, 'a.tif has 5 steps along Z, so -1 is not in it.'],
    [{ y: [20, 20] }, 'a.tif has 100 steps along Y, so [20,20] is not in it.'],
    [{ y: [1, 2, 3] }, 'Y: a range is [first, behind the last], not [1,2,3].'],
    [{ x: 0.5 }, 'X: a position is a whole number, not 0.5.'],
    [{ x: 'left' }, 'X: a position is a whole number, not left.'],
    [{ level: 2 }, 'a.tif has 2 levels, so there is no level 2.'],
    [[1, 2], 'A region names axes'],
    ['z3', 'A region names axes'],
  ])('%j is refused by a sentence', (region, sentence) => {
    expect(() => regionOf(region, facts)).toThrow(sentence);
  });

  it('has ranges along all axes, and keeps those that are no single step', () => {
    expect(rangesOf({ C: 1, Y: [10, 20] }, 'CYX', [2, 100, 200])).toEqual({
      ranges: [
        [1, 2],
        [10, 20],
        [0, 200],
      ],
      kept: [false, true, true],
    });
  });
});
