import { describe, expect, it } from 'vitest';
import { newFeature } from '../../../../pwa/src/images/annotation/geojson.js';
import { type Measurable, measureFeature, measureLabels } from '../../../../pwa/src/images/annotation/measure.js';
import { featureTable, labelTable } from '../../../../pwa/src/images/annotation/measure_table.js';
import type { Geometry } from '../../../../pwa/src/images/layers.js';
import { planeOf } from './planes.js';

const SCALE = { x: 0.5, y: 2, unit: 'µm' };
/** Ten columns and four rows; each value is its column, and NaN at (0, 0). */
const RAMP: Measurable = {
  name: '',
  sample: 0,
  plane: {
    values: Float32Array.from({ length: 40 }, (_, at) => (at === 0 ? Number.NaN : at % 10)),
    offset: 0,
    strideY: 10,
    strideX: 1,
    strideS: 0,
    width: 10,
    height: 4,
    samples: 1,
  },
};
const BOX: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [3, 0],
      [3, 2],
      [0, 2],
      [0, 0],
    ],
  ],
};

describe('measuring', () => {
  it('an area gives its size in real units and the values under it, without those that are none', () => {
    expect(measureFeature(newFeature(BOX), [RAMP], SCALE)).toEqual({
      area: 6,
      perimeter: 2 * (1.5 + 4),
      length: null,
      x: 0.75,
      y: 2,
      pixels: 6,
      intensities: [{ name: '', mean: (1 + 2 + 0 + 1 + 2) / 5, min: 0, max: 2 }],
    });
  });

  it('a line counts each pixel once, and has a length', () => {
    const line: Geometry = {
      type: 'LineString',
      coordinates: [
        [1.5, 1.5],
        [4.5, 1.5],
        [4.5, 3.5],
      ],
    };
    const { area, length, pixels, intensities } = measureFeature(newFeature(line), [RAMP], SCALE);
    expect([area, length, pixels, intensities[0]?.mean]).toEqual([null, 1.5 + 4, 6, (1 + 2 + 3 + 4 * 3) / 6]);
  });

  it('what lies outside of the picture has no values', () => {
    const { pixels, intensities } = measureFeature(newFeature({ type: 'Point', coordinates: [50, 1] }), [RAMP], SCALE);
    expect([pixels, intensities]).toEqual([0, [null]]);
  });

  it('labels gives each its area, its middle and its values', () => {
    const labels = planeOf('..11......', '..11......', '......2...', '..........');
    expect(measureLabels(labels, [RAMP], SCALE)).toEqual([
      {
        label: 1,
        area: 4,
        perimeter: null,
        length: null,
        x: 1.5,
        y: 2,
        pixels: 4,
        intensities: [{ name: '', mean: 2.5, min: 2, max: 3 }],
      },
      {
        label: 2,
        area: 1,
        perimeter: null,
        length: null,
        x: 3.25,
        y: 5,
        pixels: 1,
        intensities: [{ name: '', mean: 6, min: 6, max: 6 }],
      },
    ]);
  });
});

describe('the table of measurements', () => {
  it('has a row for each annotation, and columns for what there is', () => {
    const named = { ...newFeature(BOX, { name: 'Cell', color: '#ffffff' }) };
    const table = featureTable(
      [named],
      [
        { ...RAMP, name: 'DAPI' },
        { ...RAMP, name: 'DAPI' },
      ],
      SCALE,
      'Areas',
    );
    expect(table.columns).toEqual([
      'number',
      'name',
      'class',
      'type',
      'area',
      'perimeter',
      'x',
      'y',
      'pixels',
      'mean DAPI',
      'min DAPI',
      'max DAPI',
      'mean DAPI 2',
      'min DAPI 2',
      'max DAPI 2',
    ]);
    expect(table.rows[0]).toEqual([1, '', 'Cell', 'Polygon', 6, 11, 0.75, 2, 6, 1.2, 0, 2, 1.2, 0, 2]);
    expect(table.units).toEqual({ area: 'µm²', perimeter: 'µm', x: 'µm', y: 'µm' });
    expect(table.name).toBe('Areas');
  });

  it('of labels names them, so that they can be found in the picture', () => {
    const table = labelTable(measureLabels(planeOf('.7'), [], SCALE), [], SCALE, 'Labels');
    expect([table.columns, table.rows]).toEqual([['label', 'area', 'x', 'y'], [[7, 1, 0.75, 1]]]);
  });
});
