import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geometrySpans, polygonSpans } from '../../../../pwa/src/images/annotation/spans.js';
import type { Geometry, Position } from '../../../../pwa/src/images/layers.js';
import vectors from '../../../vectors/shapes.json' with { type: 'json' };
import { visited } from './planes.js';

const FRAME = { width: 8, height: 5 };

describe('the pixels of', () => {
  it.each(vectors)('$name are the same as in Python', ({ geometry, rows }) => {
    const width = rows[0]?.length ?? 0;
    const frame = { width, height: rows.length };
    expect(
      visited(width, rows.length, (span) => geometrySpans(geometry as unknown as Geometry, frame, span)).map(once),
    ).toEqual(rows);
  });

  it('a polygon with a hole are those whose middles it has', () => {
    const rings: Position[][] = [
      [
        [1, 0.4],
        [6.6, 0.4],
        [6.6, 4.4],
        [1, 4.4],
        [1, 0.4],
      ],
      [
        [3, 2],
        [5, 2],
        [5, 3],
        [3, 3],
        [3, 2],
      ],
    ];
    expect(visited(8, 5, (span) => polygonSpans(rings, FRAME, span))).toEqual([
      '.111111.',
      '.111111.',
      '.11..11.',
      '.111111.',
      '........',
    ]);
  });

  it('an area beyond the picture are cut at its edges', () => {
    const ring: Position[] = [
      [-10, -10],
      [20, -10],
      [20, 2],
      [-10, 2],
      [-10, -10],
    ];
    expect(visited(8, 5, (span) => polygonSpans([ring], FRAME, span))).toEqual([
      '11111111',
      '11111111',
      '........',
      '........',
      '........',
    ]);
  });

  it('the parts of an area are all of its pixels, each once', () => {
    const middle = fc.tuple(fc.nat(40), fc.nat(24)).map(([x, y]): Position => [x / 4, y / 4]);
    const corners: Position[] = [
      [0, 0],
      [10, 0],
      [10, 6],
      [0, 6],
    ];
    const frame = { width: 10, height: 6 };
    fc.assert(
      fc.property(middle, (inside) => {
        const parts = visited(10, 6, (span) => {
          // A fan of triangles around any place inside.
          corners.forEach((corner, i) => {
            const next = corners[(i + 1) % 4] as Position;
            polygonSpans([[inside, corner, next, inside]], frame, span);
          });
        });
        expect(parts).toEqual(Array(6).fill('1111111111'));
      }),
    );
  });

  it('lines and points are those that they go through', () => {
    const line: Position[] = [
      [0.5, 0.5],
      [6.5, 3.5],
    ];
    expect(visited(8, 5, (span) => geometrySpans({ type: 'LineString', coordinates: line }, FRAME, span))).toEqual([
      '1.......',
      '.11.....',
      '...11...',
      '.....11.',
      '........',
    ]);
    expect(
      visited(8, 5, (span) =>
        geometrySpans(
          {
            type: 'MultiPoint',
            coordinates: [
              [7.9, 4.1],
              [8, 1],
              [-0.1, 1],
            ],
          },
          FRAME,
          span,
        ),
      ).at(-1),
    ).toBe('.......1');
  });
});

/** Lines and points may visit a pixel more than once. */
function once(row: string): string {
  return row.replace(/[2-9]/g, '1');
}
