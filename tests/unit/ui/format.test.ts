import { describe, expect, it } from 'vitest';
import { bytes, count, duration, measure, percent, shortHash } from '../../../pwa/src/ui/format.js';
import { niceStep } from '../../../pwa/src/ui/nice_step.js';

describe('numbers for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [999_949, '1.0 MB'],
    [21_400_000, '21.4 MB'],
    [3e12, '3.0 TB'],
  ])('%d bytes are %s', (value, text) => expect(bytes(value)).toBe(text));

  it.each([
    [400, '0.4 s'],
    [9960, '10 s'],
    [59_700, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [7_260_000, '2 h 1 min'],
  ])('%d milliseconds are %s', (value, text) => expect(duration(value)).toBe(text));

  it.each([
    [0.1 + 0.2, '0.3'],
    [-5, '−5'],
    [1234.5678, '1234.6'],
    [2.5e-7, '2.5000e−7'],
    [Number.NaN, 'NaN'],
  ])('%d is written %s', (value, text) => expect(measure(value)).toBe(text));

  it('keeps percent within 0 and 100', () => {
    expect([percent(-1), percent(0.426), percent(3)]).toEqual(['0 %', '43 %', '100 %']);
  });

  it('counts one and many', () => {
    expect([count(1, 'row'), count(100_000, 'row')]).toEqual(['1 row', '100,000 rows']);
  });

  it('shortens a hash from both ends', () => {
    expect(shortHash('3f2a9c1b'.repeat(8))).toBe('3f2a9c1b…9c1b');
  });

  it.each([
    [10, 0.1],
    [3, 0.02],
    [65_535, 500],
    [0, 1],
  ])('a slider over %d goes in steps of %d', (range, step) => expect(niceStep(range)).toBe(step));
});
