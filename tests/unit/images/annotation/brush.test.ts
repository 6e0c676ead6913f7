import { describe, expect, it } from 'vitest';
import { nextSize, pressedSize, strokeSpans } from '../../../../pwa/src/images/annotation/brush.js';
import type { Position } from '../../../../pwa/src/images/layers.js';
import { visited } from './planes.js';

const dab = (x: number, y: number, size: number) => ({ at: [x, y] as Position, size });
const FRAME = { width: 12, height: 7 };

describe('a brush', () => {
  it('of one pixel paints the pixel under it', () => {
    expect(
      visited(3, 2, (span) => strokeSpans(dab(1.99, 1.01, 1), dab(1.99, 1.01, 1), { width: 3, height: 2 }, span)),
    ).toEqual(['...', '.1.']);
  });

  it('paints a disc', () => {
    expect(
      visited(7, 7, (span) => strokeSpans(dab(3.5, 3.5, 5), dab(3.5, 3.5, 5), { width: 7, height: 7 }, span)),
    ).toEqual(['.......', '..111..', '.11111.', '.11111.', '.11111.', '..111..', '.......']);
  });

  it('leaves no gap between two places, and paints each row once', () => {
    const painted = visited(12, 7, (span) => strokeSpans(dab(2.5, 3.5, 3), dab(9.5, 3.5, 3), FRAME, span));
    expect(painted).toEqual([
      '............',
      '............',
      '.1111111111.',
      '.1111111111.',
      '.1111111111.',
      '............',
      '............',
    ]);
  });

  it('paints exactly what lies within its radius of the way', () => {
    const [from, to] = [dab(2.3, 1.2, 4), dab(9.1, 5.7, 4)];
    const length = Math.hypot(6.8, 4.5);
    const expected = Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: 12 }, (_, x) => {
        const [px, py] = [x + 0.5 - 2.3, y + 0.5 - 1.2];
        const along = Math.min(length, Math.max(0, (px * 6.8 + py * 4.5) / length));
        return Math.hypot(px - (along * 6.8) / length, py - (along * 4.5) / length) <= 2 ? '1' : '.';
      }).join(''),
    );
    expect(visited(12, 7, (span) => strokeSpans(from, to, FRAME, span))).toEqual(expected);
  });

  it('beyond the picture paints what reaches into it', () => {
    expect(
      visited(12, 7, (span) => strokeSpans(dab(-1, -1, 4), dab(-1, 9, 4), FRAME, span)).every(
        (row) => row === '1...........',
      ),
    ).toBe(true);
  });

  it('grows and shrinks by a tenth, within bounds', () => {
    expect([nextSize(1, 1), nextSize(50, 1), nextSize(50, -1), nextSize(1, -1), nextSize(500, 1)]).toEqual([
      2, 55, 45, 1, 500,
    ]);
  });

  it('goes by the pressure of pencils only', () => {
    expect([
      pressedSize(20, 0.5, 'mouse'),
      pressedSize(20, 0, 'pen'),
      pressedSize(20, 0.5, 'pen'),
      pressedSize(20, 0.1, 'pen'),
    ]).toEqual([20, 20, 20, 8]);
  });
});
