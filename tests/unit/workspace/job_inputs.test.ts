import { describe, expect, it } from 'vitest';
import type { OpDescription } from '../../../pwa/src/contracts/plugin.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { inputsAmong, namedAfter } from '../../../pwa/src/workspace/job_inputs.js';
import type { Layer } from '../../../pwa/src/workspace/model.js';

const image = (id: string, name: string, shape: number[], axes = 'YX') =>
  ({ id, name, kind: 'image', windowId: `w ${id}`, source: { shape, axes } }) as unknown as Layer;
const labels = (id: string, name: string, shape: [number, number]) =>
  ({
    id,
    name,
    kind: 'labels',
    windowId: 'w',
    data: new NDArray(new Uint16Array(shape[0] * shape[1]), shape),
  }) as unknown as Layer;
const op = (...params: [string, string][]) =>
  ({ name: 'grow', params: params.map(([name, kind]) => ({ name, type: { kind } })) }) as unknown as OpDescription;
const given = (param: string, name: string, shape: number[], axes?: string) => ({ param, name, shape, axes });

describe('the image that a job worked on', () => {
  it('is the one that was opened last of those with its name and size', () => {
    const layers = [
      image('a', 'cells', [4, 6]),
      image('b', 'cells', [4, 6]),
      image('c', 'cells', [6, 4]),
      image('d', 'x', [4, 6]),
    ];
    const found = inputsAmong(layers, op(['image', 'image']), [given('image', 'cells', [4, 6], 'YX')]);
    expect([found.input?.id, found.labels]).toEqual(['b', null]);
  });

  it('may have been a plane of it', () => {
    const layers = [image('a', 'stack', [3, 4, 6], 'ZYX')];
    expect(inputsAmong(layers, op(['image', 'image']), [given('image', 'stack', [4, 6])]).input?.id).toBe('a');
  });

  it('may have been labels alone', () => {
    const found = inputsAmong([labels('l', 'nuclei', [4, 6])], op(['nuclei', 'labels']), [
      given('nuclei', 'nuclei', [4, 6]),
    ]);
    expect([found.input?.id, found.labels?.id]).toEqual(['l', 'l']);
  });

  it('is none where it is not open, or where the op takes none', () => {
    const layers = [image('a', 'cells', [4, 6])];
    expect(inputsAmong(layers, op(['image', 'image']), [given('image', 'other', [4, 6])]).input).toBeNull();
    expect(inputsAmong(layers, op(), [given('image', 'cells', [4, 6])]).input).toBeNull();
  });

  it('gives its name to the array that is handed in', () => {
    const pixels = new NDArray(new Uint8Array(24), [4, 6], 'uint8', {
      kind: 'image',
      axes: 'YX',
      scale: [2, 2],
      unit: 'µm',
    });
    const named = namedAfter(
      [image('a', 'cells', [4, 6])],
      { image: { kind: 'layer', id: 'a' } },
      { image: pixels, sigma: 3 },
    );
    expect(named.sigma).toBe(3);
    const { name, kind, axes, scale, unit, data } = named.image as NDArray;
    expect({ name, kind, axes, scale, unit }).toEqual({
      name: 'cells',
      kind: 'image',
      axes: 'YX',
      scale: [2, 2],
      unit: 'µm',
    });
    expect(data).toBe(pixels.data);
  });
});
