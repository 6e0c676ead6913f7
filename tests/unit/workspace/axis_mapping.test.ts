import { describe, expect, it } from 'vitest';
import { NDArray, Table } from '../../../pwa/src/rpc/index.js';
import { axisMapping, regionsOf } from '../../../pwa/src/workspace/axis_mapping.js';
import { stacked } from '../../../pwa/src/workspace/stack_results.js';

const image = (axes: string, ...shape: number[]) => ({ axes, shape });

describe('an image is given to an op', () => {
  it('as it is, where the op takes its axes or any', () => {
    expect(axisMapping(['YX'], image('YX', 9, 9))).toEqual({ modes: [], extra: [], dropped: [] });
    expect(axisMapping(['YX', 'ZYX'], image('ZYX', 5, 9, 9))?.modes).toEqual([]);
    expect(axisMapping([], image('TCZYX', 2, 2, 2, 9, 9))?.modes).toEqual([]);
  });

  it('without axes of one step', () => {
    expect(axisMapping(['YX'], image('TCYX', 1, 1, 9, 9))).toEqual({ modes: [], extra: [], dropped: ['T', 'C'] });
  });

  it('plane by plane, where it has more axes', () => {
    const mapping = axisMapping(['YX'], image('CZYX', 2, 5, 9, 9));
    expect(mapping).toEqual({
      modes: ['current', 'all', 'channels'],
      extra: [
        { axis: 'C', size: 2 },
        { axis: 'Z', size: 5 },
      ],
      dropped: [],
    });
    expect(axisMapping(['ZYX', 'YX'], image('CZYX', 2, 5, 9, 9))?.extra).toEqual([{ axis: 'C', size: 2 }]);
    expect(axisMapping(['YX'], image('YXS', 9, 9, 3))?.modes).toEqual(['all']);
  });

  it('not at all, where it lacks an axis', () => {
    expect(axisMapping(['ZYX'], image('YX', 9, 9))).toBeNull();
  });
});

describe('the planes', () => {
  const mapping = axisMapping(['YX'], image('CZYX', 2, 3, 9, 9));
  if (mapping === null) throw new Error('no mapping');

  it('are the one that is shown, held within the image', () => {
    expect(regionsOf(mapping, 'current', { Z: 2, C: 7 })).toEqual([{ region: { C: 1, Z: 2 }, place: {} }]);
    expect(regionsOf(mapping, 'current', {})).toEqual([{ region: { C: 0, Z: 0 }, place: {} }]);
  });

  it('are all, in the order of the image', () => {
    const all = regionsOf(mapping, 'all', {});
    expect(all).toHaveLength(6);
    expect(all[1]).toEqual({ region: { C: 0, Z: 1 }, place: { C: 0, Z: 1 } });
  });

  it('are each channel at the place that is shown', () => {
    expect(regionsOf(mapping, 'channels', { Z: 1 })).toEqual([
      { region: { C: 0, Z: 1 }, place: { C: 0 } },
      { region: { C: 1, Z: 1 }, place: { C: 1 } },
    ]);
  });
});

describe('what an op gave for each plane', () => {
  const plane = (value: number) =>
    new NDArray(Uint16Array.of(value, value), [1, 2], 'uint16', {
      kind: 'labels',
      axes: 'YX',
      scale: [1, 0.5],
      unit: 'µm',
    });
  const results = [0, 1, 2].map((Z) => ({ place: { Z }, value: plane(Z) }));

  it('is stacked along the axes that were stepped through', () => {
    const stack = stacked(results, false, { pixelSize: { Z: 3 } }) as NDArray;
    expect([stack.shape, stack.axes, stack.scale, stack.unit, stack.kind]).toEqual([
      [3, 1, 2],
      'ZYX',
      [3, 1, 0.5],
      'µm',
      'labels',
    ]);
    expect([...(stack.data as Uint16Array)]).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('is put below one another, with the place of each row, where it is a table', () => {
    const tables = results.map(({ place }) => ({
      place,
      value: [plane(0), new Table(['area'], [[place.Z * 10], [1]], { units: { area: 'px' } })],
    }));
    const [, table] = stacked(tables, true, { pixelSize: {} }) as [NDArray, Table];
    expect(table.columns).toEqual(['Z', 'area']);
    expect(table.rows).toEqual([
      [1, 0],
      [1, 1],
      [2, 10],
      [2, 1],
      [3, 20],
      [3, 1],
    ]);
    expect(table.units).toEqual({ area: 'px' });
  });

  it('is the first, where the planes gave different things', () => {
    const odd = [...results, { place: { Z: 3 }, value: new NDArray(Uint16Array.of(1), [1, 1], 'uint16') }];
    expect(stacked(odd, false, { pixelSize: {} })).toBe(results[0]?.value);
    expect(stacked([{ place: { Z: 0 }, value: 'text' }], false, { pixelSize: {} })).toBe('text');
  });
});
