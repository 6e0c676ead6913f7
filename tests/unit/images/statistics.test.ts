import { describe, expect, it } from 'vitest';
import type { Region } from '../../../pwa/src/contracts/image.js';
import { arraySource, cut } from '../../../pwa/src/images/array_source.js';
import { BARS, histogram, statisticsOf } from '../../../pwa/src/images/statistics.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';

const two = new NDArray(
  Uint16Array.from({ length: 2 * 16 }, (_, at) => (at < 16 ? at : 100 + 10 * at)),
  [2, 4, 4],
  'uint16',
  { axes: 'CYX' },
);

describe('the statistics of a channel', () => {
  it('are its own, and known at once where the image is in memory', () => {
    expect(statisticsOf(arraySource(two), 0)).toMatchObject({ full: [0, 15], whole: true });
    expect(statisticsOf(arraySource(two), 1)).toMatchObject({ full: [260, 410] });
  });

  it('are read from the middle of the coarsest level of others', async () => {
    const asked: Region[] = [];
    const source = {
      ...arraySource(two),
      array: null,
      shape: [2, 8, 8],
      levels: [
        [2, 8, 8],
        [2, 4, 4],
      ],
      read: async (region: Region = {}) => {
        asked.push(region);
        const { level: _, ...rest } = region;
        return cut(two, 'CYX', rest);
      },
    };
    expect(await statisticsOf(source, 1)).toMatchObject({ full: [260, 410] });
    expect(asked).toEqual([{ level: 1, Y: [0, 4], X: [0, 4], C: 1 }]);
    expect(statisticsOf(source, 1)).not.toBeInstanceOf(Promise);
  });

  it('have a bar for each step from the least to the greatest', () => {
    const bars = histogram(Float64Array.of(0, 0, 5, 10), [0, 10]);
    expect([bars.length, bars[0], bars[BARS / 2], bars[BARS - 1]]).toEqual([BARS, 2, 1, 1]);
  });
});
