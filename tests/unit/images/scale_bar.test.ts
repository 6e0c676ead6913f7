import { describe, expect, it } from 'vitest';
import { scaleBar } from '../../../pwa/src/images/scale_bar.js';

describe('a scale bar', () => {
  it.each([
    [0.325, 'um', 140, '20 µm'],
    [0.001, 'µm', 140, '100 nm'],
    [12, 'micron', 140, '1 mm'],
    [0.5, 'mm', 100, '50 mm'],
    [3, 'furlong', 100, '200 furlong'],
  ])('of %d %s a pixel and at most %d pixels is %s long', (perPixel, unit, most, text) => {
    const bar = scaleBar(perPixel, unit, most);
    expect(bar?.text).toBe(text);
    expect(bar?.length).toBeLessThanOrEqual(most);
    expect(bar?.length).toBeGreaterThanOrEqual(most / 2.6);
  });

  it('is not drawn when the size of a pixel is not known', () => {
    expect(scaleBar(0, 'µm', 140)).toBeNull();
    expect(scaleBar(Number.NaN, 'µm', 140)).toBeNull();
  });
});
