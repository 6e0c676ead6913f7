import { describe, expect, it } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';
import { describeImage, readout, stackAxes } from '../../../pwa/src/ui/windows/image_words.js';
import type { ImageWindow, Layer } from '../../../pwa/src/workspace/model.js';
import { imageLayer, labelsLayer } from '../../../pwa/src/workspace/new_layers.js';

interface Shown {
  readonly contrast?: readonly [number, number];
  readonly visible?: boolean;
}
const layer = (name: string, kind: 'image' | 'labels', data: NDArray, shown: Shown = {}): Layer => {
  const { contrast = null, visible = true } = shown;
  const place = { id: name, windowId: 'w', name };
  if (kind === 'labels') return { ...labelsLayer(place, data), visible };
  const made = imageLayer(place, arraySource(data));
  return { ...made, visible, channels: made.channels.map((channel) => ({ ...channel, contrast })) };
};
const window = (...layers: Layer[]): ImageWindow => ({
  kind: 'image',
  id: 'w',
  title: 'cells.tif',
  address: null,
  layers,
});
const cells = new NDArray(Uint16Array.of(0, 1, 2, 3, 4, 5), [2, 3], 'uint16', {
  axes: 'YX',
  scale: [0.5, 0.5],
  unit: 'µm',
});
const nuclei = new NDArray(Int32Array.of(0, 0, 7, 0, 0, 0), [2, 3], 'int32', { kind: 'labels', axes: 'YX' });

describe('a picture in words', () => {
  it('says each visible layer, with its size, kind of numbers and contrast', () => {
    const item = window(
      layer('raw', 'image', cells, { contrast: [1, 4] }),
      layer('Nuclei', 'labels', nuclei),
      layer('old', 'image', cells, { visible: false }),
    );
    expect(describeImage(item, {})).toBe(
      'cells.tif. Image raw, 3 × 2 pixels, uint16, black at 1, white at 4; labels Nuclei, 3 × 2 pixels',
    );
  });

  it('says when nothing is visible', () => {
    expect(describeImage(window(layer('raw', 'image', cells, { visible: false })), {})).toBe(
      'cells.tif. No layer is visible',
    );
  });

  it('says where a stack stands', () => {
    const stack = new NDArray(new Uint8Array(24), [4, 2, 3], 'uint8', { axes: 'ZYX' });
    expect(stackAxes(window(layer('s', 'image', stack)))).toMatchObject([{ name: 'Z', size: 4 }]);
    expect(describeImage(window(layer('s', 'image', stack)), { Z: 2 })).toContain('Depth 3 of 4');
  });
});

describe('the value at a place', () => {
  it('is said for all visible layers, the top one first, with the place in pixels and in units', () => {
    expect(readout(window(layer('raw', 'image', cells), layer('Nuclei', 'labels', nuclei)), {}, 2.4, 0.9)).toBe(
      'x 2, y 0 (1.2, 0.45 µm): label 7 · 2',
    );
  });

  it('is nothing outside', () => {
    expect(readout(window(layer('raw', 'image', cells)), {}, 3, 0)).toBe('');
  });
});
