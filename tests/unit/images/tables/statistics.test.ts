import { describe, expect, it } from 'vitest';
import { quantile, statisticsOf } from '../../../../pwa/src/images/tables/statistics.js';

describe('the statistics of a column', () => {
  it('count, bound and average its numbers, and say how many are missing', () => {
    const rows = [[4], [1], [null], [3], [Number.NaN], [100]];
    expect(statisticsOf({ rows }, 0, [0, 1, 2, 3, 4])).toEqual({
      count: 3,
      missing: 2,
      min: 1,
      max: 4,
      mean: 8 / 3,
      median: 3,
      deviation: expect.closeTo(Math.sqrt(7 / 3), 12),
    });
    expect(statisticsOf({ rows }, 0, [2, 4])).toBeNull();
    expect(statisticsOf({ rows }, 0, [1])?.deviation).toBeNaN();
  });

  it('have quantiles as numpy has them', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile([1, 2, 4, 8], share))).toEqual([1, 1.75, 3, 5, 8]);
  });
});
