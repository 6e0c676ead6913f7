import { expect, it } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { imageFacts } from '../../../pwa/src/ui/windows/image_facts.js';
import type { ImageWindow } from '../../../pwa/src/workspace/model.js';
import { imageLayer, labelsLayer } from '../../../pwa/src/workspace/new_layers.js';

const place = (name: string) => ({ id: name, windowId: 'w', name });
const meta = { axes: 'CYX', scale: [1, 0.5, 0.5], unit: 'µm', name: 'cells.tif' };
const source = arraySource(new NDArray(new Uint16Array(24), [2, 3, 4], 'uint16', meta), 'cells.tif');
const window = (layers: ImageWindow['layers']): ImageWindow => ({
  kind: 'image',
  id: 'w',
  title: 'cells.tif',
  address: null,
  layers,
});

it('the facts of an image tell its file, axes, sizes, type, pixel size and metadata', () => {
  const facts = imageFacts(window([imageLayer(place('cells'), source)]));
  expect(facts).toMatchObject({
    File: 'cells.tif',
    Axes: 'CYX',
    'Size in pixels': { 'C (channels)': 2, 'Y (rows)': 3, 'X (columns)': 4 },
    'Type of the values': 'uint16',
    'Pixel size': { 'Y (rows)': '0.5 µm', 'X (columns)': '0.5 µm' },
  });
});

it('several layers are told of by their names', () => {
  const labels = new NDArray(new Uint8Array(12), [3, 4], 'uint8', { kind: 'labels', axes: 'YX' });
  const facts = imageFacts(window([imageLayer(place('cells'), source), labelsLayer(place('nuclei'), labels)]));
  expect(Object.keys(facts)).toEqual(['cells', 'nuclei']);
  expect(facts.nuclei).toMatchObject({ Axes: 'YX', 'Pixel size': 'not known' });
});
