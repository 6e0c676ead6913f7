import { expect, it } from 'vitest';
import type { VolumeBytes } from '../../../pwa/src/images/volume_bytes.js';
import { mixed } from '../../../pwa/src/images/volume_colours.js';

const volume = (...bytes: number[]): VolumeBytes => ({
  bytes: Uint8Array.from(bytes),
  size: [bytes.length, 1, 1],
  spacing: [1, 1, 1],
  factor: 1,
});

it('channels of a volume are added up, bright and dark stay apart, and what is dark covers nothing', () => {
  const colours = mixed([
    { volume: volume(0, 100, 200), color: '#ff0000' },
    { volume: volume(5, 100, 0), color: '#0000ff' },
  ]);
  expect([...colours.subarray(0, 4)].at(3)).toBe(0);
  expect([...colours.subarray(4, 8)]).toEqual([126, 0, 126, 16]);
  expect([...colours.subarray(8, 12)]).toEqual([213, 0, 0, 63]);
});
