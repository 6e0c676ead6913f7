import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlinesOf } from '../../../../pwa/src/images/annotation/outlines.js';
import { geometrySpans } from '../../../../pwa/src/images/annotation/spans.js';
import { planeOf, textOf, visited } from './planes.js';

describe('the outline of a label', () => {
  it('has a corner only where it turns', () => {
    expect(outlinesOf(planeOf('....', '.55.', '.55.', '....'))[0]?.geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [1, 1],
          [3, 1],
          [3, 3],
          [1, 3],
          [1, 1],
        ],
      ],
    });
  });

  it('leaves holes out, and what lies in a hole is a part of its own', () => {
    const plane = planeOf('11111', '1...1', '1.1.1', '1...1', '11111');
    const geometry = outlinesOf(plane)[0]?.geometry;
    expect(geometry?.type).toBe('MultiPolygon');
    expect(geometry?.coordinates.map((rings) => (rings as unknown[]).length).sort()).toEqual([1, 2]);
  });

  it('comes in the order of the labels, and background has none', () => {
    expect(outlinesOf(planeOf('7.2', '...')).map(({ label }) => label)).toEqual([2, 7]);
    expect(outlinesOf(planeOf('..'))).toEqual([]);
  });

  it('filled again gives exactly the same pixels, whatever they are', () => {
    const rows = fc.array(fc.stringMatching(/^[.12]{9}$/), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const plane = planeOf(...drawn);
        for (const { label, geometry } of outlinesOf(plane)) {
          const filled = visited(9, 7, (span) => geometrySpans(geometry, plane, span));
          expect(filled).toEqual(
            textOf(plane).map((row) => row.replace(/[12]/g, (each) => (each === String(label) ? '1' : '.'))),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
