import { describe, expect, it } from 'vitest';
import { labelColour, labelPixel } from '../../../pwa/src/images/label_colours.js';

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, channel) => value - (b[channel] ?? 0)));

describe('the colour of a label', () => {
  it('is nothing for 0', () => {
    expect(labelPixel(0)).toBe(0);
  });

  it('is opaque and the same each time for any other', () => {
    for (const label of [1, 2, 125, 70_000, 2 ** 40, -3]) {
      expect(labelPixel(label) >>> 24).toBe(255);
      expect(labelPixel(label)).toBe(labelPixel(label));
    }
  });

  it('differs clearly between labels that follow one another', () => {
    for (let label = 1; label < 2000; label++) {
      expect(distance(labelColour(label), labelColour(label + 1))).toBeGreaterThan(60);
    }
  });

  it('is never so dark that it is lost on black', () => {
    for (let label = 1; label < 2000; label++) expect(Math.max(...labelColour(label))).toBeGreaterThan(120);
  });
});
