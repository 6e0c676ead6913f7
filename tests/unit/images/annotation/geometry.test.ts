import { describe, expect, it } from 'vitest';
import {
  areaOf,
  boundsOf,
  centroidOf,
  lengthOf,
  mapPositions,
  perimeterOf,
} from '../../../../pwa/src/images/annotation/geometry.js';
import type { Geometry } from '../../../../pwa/src/images/layers.js';

/** 10 by 6 pixels with a hole of 2 by 3. */
const FRAME: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 6],
      [0, 6],
      [0, 0],
    ],
    [
      [2, 1],
      [2, 4],
      [4, 4],
      [4, 1],
      [2, 1],
    ],
  ],
};
const SIZE = { x: 0.5, y: 2 };

describe('a geometry', () => {
  it('has the area of its outlines without its holes, in real units', () => {
    expect(areaOf(FRAME, SIZE)).toBe((60 - 6) * 0.5 * 2);
    expect(
      areaOf(
        {
          type: 'MultiPolygon',
          coordinates: [
            FRAME.coordinates,
            [
              [
                [20, 0],
                [24, 0],
                [20, 2],
                [20, 0],
              ],
            ],
          ],
        },
        SIZE,
      ),
    ).toBe(54 + 4);
  });

  it('has a perimeter and a length that go by the shape of its pixels', () => {
    expect(perimeterOf(FRAME, SIZE)).toBe(2 * (5 + 12) + 2 * (1 + 6));
    expect(
      lengthOf(
        {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [6, 2],
            [6, 4],
          ],
        },
        SIZE,
      ),
    ).toBe(5 + 4);
    expect([lengthOf(FRAME, SIZE), areaOf({ type: 'Point', coordinates: [1, 1] }, SIZE)]).toEqual([0, 0]);
  });

  it('has its middle where its area, its line or its points have it', () => {
    const [x, y] = centroidOf(FRAME);
    expect(x).toBeCloseTo((60 * 5 - 6 * 3) / 54, 12);
    expect(y).toBeCloseTo((60 * 3 - 6 * 2.5) / 54, 12);
    expect(
      centroidOf({
        type: 'LineString',
        coordinates: [
          [0, 0],
          [4, 0],
          [4, 2],
        ],
      }),
    ).toEqual([(4 * 2 + 2 * 4) / 6, (2 * 1) / 6]);
    expect(
      centroidOf({
        type: 'MultiPoint',
        coordinates: [
          [0, 0],
          [4, 2],
        ],
      }),
    ).toEqual([2, 1]);
  });

  it('far from the origin keeps its middle', () => {
    const moved = mapPositions({ type: 'Polygon', coordinates: [FRAME.coordinates[0] as never] }, ([x, y]) => [
      x + 1e7,
      y + 1e7,
    ]);
    expect(centroidOf(moved)).toEqual([1e7 + 5, 1e7 + 3]);
    expect(boundsOf(moved)).toEqual({ left: 1e7, top: 1e7, right: 1e7 + 10, bottom: 1e7 + 6 });
  });
});
