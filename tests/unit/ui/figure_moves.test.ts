import { describe, expect, it } from 'vitest';
import { axesAt, composed, inFrame, WHOLE, withMove, zoomed } from '../../../pwa/src/ui/windows/figure_moves.js';

const place = (left: number, right: number, moves = true) => ({ left, top: 0.1, right, bottom: 0.9, moves });

describe('moves of a figure', () => {
  it('one after the other are one', () => {
    expect(composed([0.5, 0, 1, 1], [0.5, 0, 1, 0.5])).toEqual([0.75, 0, 1, 0.5]);
    expect(composed([0.1, 0, 1.1, 1], [-0.1, 0, 0.9, 1])).toEqual([0, 0, 1, 1].map((edge) => expect.closeTo(edge, 12)));
    expect(composed(WHOLE, [0.2, 0.3, 0.4, 0.5])).toEqual([0.2, 0.3, 0.4, 0.5]);
  });

  it('of the same axes are drawn together, those of others beside them', () => {
    const first = withMove([], { axes: 1, box: [0, 0, 0.5, 1] });
    const second = withMove(first, { axes: 0, box: [0, 0, 1, 0.5] });
    expect(withMove(second, { axes: 1, box: [0, 0, 0.5, 1] })).toEqual([
      { axes: 1, box: [0, 0, 0.25, 1] },
      { axes: 0, box: [0, 0, 1, 0.5] },
    ]);
  });

  it('zoom around a place that stays where it is', () => {
    expect(zoomed(2)).toEqual([0.25, 0.25, 0.75, 0.75]);
    expect(zoomed(2, 0, 1)).toEqual([0, 0.5, 0.5, 1]);
    expect(zoomed(0.5)).toEqual([-0.5, -0.5, 1.5, 1.5]);
  });

  it('go to the axes that lie on top at a place, and that can be moved', () => {
    const axes = [place(0, 1), place(0.5, 1), place(0.8, 1, false)];
    expect(axesAt(axes, 0.2, 0.5)).toBe(0);
    expect(axesAt(axes, 0.9, 0.5)).toBe(1);
    expect(axesAt(axes, 0.9, 0.95)).toBe(-1);
    expect(inFrame(place(0.5, 1), 0.75, 0.1)).toEqual([0.5, 1]);
  });
});
