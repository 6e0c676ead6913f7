import { describe, expect, it } from 'vitest';
import { readOme, readParts } from '../../../../pwa/src/images/zarr/ome.js';

const axes = [
  { name: 't', type: 'time', unit: 'millisecond' },
  { name: 'c', type: 'channel' },
  { name: 'y', type: 'space', unit: 'micrometer' },
  { name: 'x', type: 'space', unit: 'micrometer' },
];
const multiscales = [
  {
    version: '0.4',
    name: 'cells',
    axes,
    datasets: [
      { path: '0', coordinateTransformations: [{ type: 'scale', scale: [500, 1, 0.5, 0.25] }] },
      { path: '1', coordinateTransformations: [{ type: 'scale', scale: [500, 1, 1, 0.5] }] },
    ],
  },
];
const omero = {
  channels: [
    { label: 'DAPI', color: '0000FF', window: { start: 10, end: 200, min: 0, max: 65535 } },
    { color: 'blue' },
  ],
};

describe('the metadata of OME-Zarr', () => {
  it('of version 0.4 tell axes, scale, unit, levels and channels', () => {
    expect(readOme({ multiscales, omero }, 'a')).toEqual({
      version: '0.4',
      name: 'cells',
      axes: 'TCYX',
      unit: 'µm',
      levels: [
        { path: '0', scale: [0.5, 1, 0.5, 0.25] },
        { path: '1', scale: [0.5, 1, 1, 0.5] },
      ],
      channels: [
        { name: 'DAPI', color: '#0000ff', window: [10, 200] },
        { name: '', color: null, window: null },
      ],
    });
  });

  it('of version 0.5 stand below “ome”', () => {
    const image = readOme({ ome: { version: '0.5', multiscales } }, 'a');
    expect(image?.version).toBe('0.5');
    expect(image?.axes).toBe('TCYX');
  });

  it('multiply the scale of a level by that of the image', () => {
    const [first] = multiscales;
    const common = [{ type: 'scale', scale: [1, 1, 2, 2] }];
    const image = readOme({ multiscales: [{ ...first, coordinateTransformations: common }] }, 'a');
    expect(image?.levels[0]?.scale).toEqual([0.5, 1, 1, 0.5]);
  });

  it('of old versions mean five axes', () => {
    expect(readOme({ multiscales: [{ version: '0.1', datasets: [{ path: '0' }] }] }, 'a')?.axes).toBe('TCZYX');
    expect(readOme({ multiscales: [{ axes: ['z', 'y', 'x'], datasets: [{ path: '0' }] }] }, 'a')?.axes).toBe('ZYX');
  });

  it('may name an axis as they like, which then takes the first free letter', () => {
    const named = [{ name: 'angle' }, { name: 'y' }, { name: 'x' }];
    expect(readOme({ multiscales: [{ axes: named, datasets: [{ path: '0' }] }] }, 'a')?.axes).toBe('TYX');
  });

  it.each([
    ['no levels', { multiscales: [{ axes, datasets: [] }] }, 'a tells of no resolution'],
    ['a level without a path', { multiscales: [{ axes, datasets: [{ path: 7 }] }] }, 'a: resolution 0 of its image'],
    ['no rows', { multiscales: [{ axes: ['c', 'x'], datasets: [{ path: '0' }] }] }, 'a has the axes CX'],
    ['axes that are no list', { multiscales: [{ axes: 'yx', datasets: [{ path: '0' }] }] }, 'a: the axes'],
  ])('with %s are refused by a sentence', (_, attributes, sentence) => {
    expect(() => readOme(attributes, 'a')).toThrow(sentence);
  });

  it('of a scale that is none are left out', () => {
    const datasets = [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [0, 1, 'x', 1] }] }];
    expect(readOme({ multiscales: [{ axes, datasets }] }, 'a')?.levels).toEqual([{ path: '0', scale: null }]);
  });

  it('of plates and collections name their images', () => {
    expect(readParts({ plate: { wells: [{ path: 'A/1' }, { path: 'B/2' }] } })).toEqual({
      paths: ['A/1/0', 'B/2/0'],
      names: ['A/1', 'B/2'],
    });
    expect(readParts({ ome: { well: { images: [{ path: '0' }, { path: '1' }] } } })?.names).toEqual([
      'Field 0',
      'Field 1',
    ]);
    expect(readParts({ 'bioformats2raw.layout': 3 })?.paths).toEqual(['0']);
    expect(readParts({ ome: {} })).toBeNull();
  });
});
