import { describe, expect, it } from 'vitest';
import { newFeature, parseGeoJson, readGeoJson, toGeoJson } from '../../../../pwa/src/images/annotation/geojson.js';

const SQUARE = [
  [1, 2],
  [5, 2],
  [5, 6],
  [1, 6],
  [1, 2],
];
/** As QuPath 0.5 exports an annotation. */
const QUPATH = {
  type: 'Feature',
  id: '3f0e1c4a-0000-4000-8000-000000000001',
  geometry: {
    type: 'Polygon',
    coordinates: [
      SQUARE,
      [
        [2, 3],
        [3, 3],
        [3, 4],
        [2, 3],
      ],
    ],
    plane: { c: -1, z: 3, t: 0 },
  },
  properties: {
    objectType: 'annotation',
    name: 'Gland 1',
    color: [1, 2, 3],
    classification: { name: 'Tumor', color: [200, 0, 0] },
    isLocked: true,
    measurements: { 'Area µm^2': 12.5 },
    metadata: { seenBy: 'me' },
  },
};
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

describe('GeoJSON', () => {
  it('of QuPath is read with class, colour, plane, holes and measurements', () => {
    const [feature] = readGeoJson(collection(QUPATH), 'a.geojson');
    expect(feature).toEqual({
      id: QUPATH.id,
      geometry: { type: 'Polygon', coordinates: QUPATH.geometry.coordinates },
      plane: { Z: 3, T: 0 },
      properties: {
        objectType: 'annotation',
        name: 'Gland 1',
        color: '#010203',
        classification: { name: 'Tumor', color: '#c80000' },
        isLocked: true,
        measurements: { 'Area µm^2': 12.5 },
        metadata: { seenBy: 'me' },
      },
    });
  });

  it('is written as it was read', () => {
    expect(toGeoJson(readGeoJson(collection(QUPATH), 'a.geojson'))).toEqual(collection(QUPATH));
  });

  it.each([
    ['a list of features', [QUPATH]],
    ['one feature', QUPATH],
    ['a bare geometry', QUPATH.geometry],
    ['a collection of geometries', { type: 'GeometryCollection', geometries: [QUPATH.geometry] }],
  ])('may be %s', (_what, value) => {
    expect(readGeoJson(value, 'a.geojson').map(({ geometry }) => geometry.type)).toEqual(['Polygon']);
  });

  it('of older QuPaths is understood: one number for a colour, a list of measurements, names of derived classes', () => {
    const properties = {
      object_type: 'detection',
      classification: { names: ['Tumor', 'Positive'], colorRGB: -3670016 },
      measurements: [
        { name: 'Mean', value: 3 },
        { name: 'NaN', value: null },
      ],
    };
    const [feature] = readGeoJson({ ...QUPATH, properties }, 'a.geojson');
    expect(feature?.properties).toEqual({
      objectType: 'detection',
      name: '',
      color: null,
      classification: { name: 'Tumor: Positive', color: '#c80000' },
      measurements: { Mean: 3 },
    });
  });

  it('closes rings that were left open, leaves heights out, and tells twins apart', () => {
    const open = { type: 'Polygon', coordinates: [SQUARE.slice(0, 4).map((at) => [...at, 7])] };
    const found = readGeoJson(collection({ ...QUPATH, geometry: open }, QUPATH), 'a.geojson');
    expect(found[0]?.geometry).toEqual({ type: 'Polygon', coordinates: [SQUARE] });
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['no JSON', '{"type": ', /^a\.geojson is no GeoJSON: /],
    [
      'another thing',
      '{"type": "Topology"}',
      'a.geojson: “type” has to be FeatureCollection, Feature or a geometry, but it is "Topology".',
    ],
    [
      'a feature that is none',
      JSON.stringify(collection(QUPATH, 7)),
      'a.geojson, feature 2: “type” has to be Feature, but it is 7.',
    ],
    [
      'no geometry',
      JSON.stringify({ type: 'Feature' }),
      'a.geojson, feature 1: “geometry” has to be a geometry, but it is missing.',
    ],
    [
      'an unknown geometry',
      JSON.stringify({ type: 'Circle', coordinates: [1, 2] }),
      /feature 1: “geometry\.type” has to be Point, .* but it is "Circle"\./,
    ],
    [
      'a position that is none',
      JSON.stringify({
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, null],
        ],
      }),
      'a.geojson, feature 1: “geometry.coordinates[1]” has to be a position of two numbers, [x, y], but it is [3,null].',
    ],
    [
      'a ring of two corners',
      JSON.stringify({
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 4],
            [1, 2],
          ],
        ],
      }),
      /“geometry\.coordinates\[0\]” has to be a ring of at least three corners/,
    ],
    [
      'an empty polygon',
      JSON.stringify({ type: 'Polygon', coordinates: [] }),
      /“geometry\.coordinates” has to be a list that is not empty, but it is \[\]\./,
    ],
    [
      'a plane before the first',
      JSON.stringify({ ...QUPATH, geometry: { ...QUPATH.geometry, plane: { z: -1 } } }),
      /“geometry\.plane\.z” has to be a whole number of 0 or more, but it is -1\./,
    ],
    [
      'a colour beyond 255',
      JSON.stringify({ ...QUPATH, properties: { color: [0, 0, 256] } }),
      /“properties\.color” has to be three numbers from 0 to 255, but it is \[0,0,256\]\./,
    ],
    [
      'a class without a name',
      JSON.stringify({ ...QUPATH, properties: { classification: {} } }),
      /“properties\.classification\.name” has to be a text, but it is missing\./,
    ],
  ])('with %s is refused by a sentence that names the place', (_what, text, message) => {
    expect(() => parseGeoJson(text, 'a.geojson')).toThrow(message);
  });

  it('of what was drawn here says that it is an annotation', () => {
    const feature = newFeature({ type: 'Point', coordinates: [1.5, 2.5] }, { name: 'Cell', color: '#ff8000' });
    expect(toGeoJson([feature])).toEqual(
      collection({
        type: 'Feature',
        id: feature.id,
        geometry: { type: 'Point', coordinates: [1.5, 2.5] },
        properties: { objectType: 'annotation', classification: { name: 'Cell', color: [255, 128, 0] } },
      }),
    );
  });
});
