import { describe, expect, test } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { colourOf } from '../../../pwa/src/workspace/colour_names.js';
import { arrayOf, changeOf, optionsOf, pointsOf, shapesOf } from '../../../pwa/src/workspace/layer_request.js';
import { imageLayer, labelsLayer } from '../../../pwa/src/workspace/new_layers.js';

const place = { id: 'l', windowId: 'w', name: 'l' };
const pair = new NDArray(new Uint16Array(24), [2, 3, 4], 'uint16');
const image = (options: object) => {
  const read = optionsOf('add_image', 'image', options);
  return changeOf('add_image', imageLayer(place, arraySource(arrayOf('add_image', pair, 'image', read))), read);
};

describe('what a caller wants of a layer', () => {
  test('is written as in Python or as in JavaScript', () => {
    const names = { contrastLimits: [1, 9], gamma: 2 };
    expect(image({ contrast_limits: [1, 9], gamma: 2 }).channels).toEqual(image(names).channels);
    expect(image(names).channels?.[0]).toMatchObject({ contrast: [1, 9], gamma: 2 });
  });

  test('may differ from channel to channel', () => {
    const { channels } = image({
      channel_axis: 0,
      colormap: ['red', '#00f'],
      contrast_limits: [
        [0, 1],
        [2, 3],
      ],
    });
    expect(channels?.map(({ color, contrast }) => [color, contrast])).toEqual([
      ['#ff0000', [0, 1]],
      ['#0000ff', [2, 3]],
    ]);
  });

  test('says which axis the channels are on', () => {
    expect(arrayOf('add_image', pair, 'image', { channel_axis: 0 }).axes).toBe('CYX');
    expect(arrayOf('add_image', pair, 'image', { channel_axis: -1 }).axes).toBe('YXC');
    expect(arrayOf('add_image', pair, 'image', { axes: 'zyx', scale: [2, 1, 1], unit: 'µm' })).toMatchObject({
      axes: 'ZYX',
      scale: [2, 1, 1],
      unit: 'µm',
    });
  });

  test('takes floats that are whole as labels, and no others', () => {
    const floats = (...values: number[]) => new NDArray(Float64Array.from(values), [1, values.length], 'float64');
    const taken = arrayOf('add_labels', floats(0, 3), 'labels', {});
    expect([taken.dtype, ...taken.data]).toEqual(['int32', 0, 3]);
    expect(() => arrayOf('add_labels', floats(0, 0.5), 'labels', {})).toThrow(/whole numbers.*float64.*0\.5/);
    expect(() => arrayOf('add_labels', [1], 'labels', {})).toThrow('got a list of 1');
  });

  test('gives labels colours and outlines', () => {
    const labels = labelsLayer(place, pair);
    expect(changeOf('set', labels, { contour: 2, colors: { 7: [1, 0, 0] } })).toEqual({
      outline: 2,
      colors: { 7: '#ff0000' },
    });
  });

  test.each([
    ['an option that there is not', () => optionsOf('add_image', 'image', { size: 3 }), /unknown argument “size”/],
    ['limits the wrong way round', () => image({ contrast_limits: [9, 1] }), /contrast_limits.*lower one first/],
    ['a colour that there is not', () => image({ colormap: 'plaid' }), /a colour: #rrggbb.*“plaid”/],
    ['an opacity beyond 1', () => image({ opacity: 2 }), /“opacity”, 0 to 1, got number 2/],
    ['no array', () => arrayOf('add_image', [1], 'image', {}), /add_image: expected an array/],
    [
      'a shape that there is not',
      () =>
        shapesOf(
          'add_shapes',
          [
            [
              [0, 0],
              [1, 1],
            ],
          ],
          { shape_type: 'star' },
        ),
      /shape_type/,
    ],
  ])('%s is refused in a sentence', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('coordinates as napari has them', () => {
  test('are y before x, in the middle of pixels for points, with the plane before them', () => {
    const [first] = pointsOf('add_points', new NDArray([3, 10, 20], [1, 3]), {});
    expect(first).toMatchObject({
      id: '1',
      geometry: { type: 'Point', coordinates: [20.5, 10.5] },
      plane: { Z: 3 },
    });
    expect(pointsOf('add_points', [[1, 2]], { face_color: ['red'], names: ['a'] })[0]?.properties).toMatchObject({
      name: 'a',
      color: '#ff0000',
    });
  });

  test('make rectangles of two corners, and closed polygons', () => {
    const [box, open, triangle] = shapesOf(
      'add_shapes',
      [
        [
          [0, 0],
          [2, 4],
        ],
        [
          [0, 0],
          [5, 5],
        ],
        [
          [0, 0],
          [0, 3],
          [3, 0],
        ],
      ],
      { shape_type: ['rectangle', 'line', 'polygon'] },
    );
    expect(box?.geometry.coordinates).toEqual([
      [
        [0, 0],
        [4, 0],
        [4, 2],
        [0, 2],
        [0, 0],
      ],
    ]);
    expect(open?.geometry.type).toBe('LineString');
    expect(triangle?.geometry).toMatchObject({ type: 'Polygon' });
  });

  test('of a single shape need no list around them', () => {
    const corners = [
      [0, 0],
      [2, 4],
    ];
    expect(shapesOf('add_shapes', corners, {})).toHaveLength(1);
    expect(shapesOf('add_shapes', new NDArray(corners.flat(), [2, 2]), {})).toHaveLength(1);
    expect(shapesOf('add_shapes', new NDArray(new Float64Array(8), [2, 2, 2]), {})).toHaveLength(2);
  });
});

test('colours are named, or given by their parts', () => {
  expect([colourOf('f', 'Magenta'), colourOf('f', '#ABC'), colourOf('f', [0, 0.5, 1, 1])]).toEqual([
    '#ff00ff',
    '#aabbcc',
    '#0080ff',
  ]);
});
