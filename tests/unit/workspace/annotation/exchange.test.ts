import { describe, expect, it } from 'vitest';
import { newFeature } from '../../../../pwa/src/images/annotation/geojson.js';
import { NDArray } from '../../../../pwa/src/rpc/index.js';
import { Asks } from '../../../../pwa/src/workspace/annotation/asks.js';
import { Exchange } from '../../../../pwa/src/workspace/annotation/exchange.js';
import { FeatureEdits } from '../../../../pwa/src/workspace/annotation/feature_edits.js';
import { Measurements } from '../../../../pwa/src/workspace/annotation/measurements.js';
import type { LabelsLayer, PointsLayer, ShapesLayer, TableWindow } from '../../../../pwa/src/workspace/model.js';
import { openDesk, WINDOW } from './desk.js';

const BOX = newFeature({
  type: 'Polygon',
  coordinates: [
    [
      [1, 1],
      [5, 1],
      [5, 3],
      [1, 3],
      [1, 1],
    ],
  ],
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

function open(shape?: readonly number[], axes?: string) {
  const desk = openDesk(shape, axes);
  const kept: string[] = [];
  const exchange = new Exchange(desk.workspace, desk.layers, {} as never, (id) => kept.push(id));
  const edits = new FeatureEdits(desk.workspace, desk.history, () => undefined);
  return { ...desk, exchange, edits, kept };
}

describe('annotations', () => {
  it('come in as GeoJSON, points as points, and are given to ops with the size of a pixel', () => {
    const { exchange, layer, kept } = open();
    const shapes = exchange.addGeoJson(WINDOW, collection({ ...BOX, type: 'Feature' }), 'glands.geojson');
    const points = exchange.addGeoJson(WINDOW, '{"type": "Point", "coordinates": [1, 2]}', 'glands.json');
    expect([layer(shapes), layer(points)]).toMatchObject([
      { kind: 'shapes', name: 'glands' },
      { kind: 'points', name: 'glands 2' },
    ]);
    expect(kept).toEqual([shapes, points]);
    expect(exchange.value(layer<ShapesLayer>(shapes))).toMatchObject({
      type: 'FeatureCollection',
      name: 'glands',
      pixelSize: { Y: 2, X: 0.5 },
      unit: 'µm',
      features: [{ id: BOX.id }],
    });
    expect(() => exchange.addGeoJson(WINDOW, collection(), 'none.geojson')).toThrow('none.geojson has no features.');
  });

  it('come in as masks of the same size only', () => {
    const { exchange, layer } = open();
    const mask = (shape: readonly number[], dtype: 'bool' | 'float32' | 'uint8') =>
      new NDArray(new Array(shape.reduce((all, size) => all * size, 1)).fill(1), shape, dtype);
    const id = exchange.addMask(WINDOW, mask([6, 8], 'bool'), 'mask.tif');
    expect(layer<LabelsLayer>(id)).toMatchObject({
      kind: 'labels',
      name: 'mask',
      data: { dtype: 'uint8', kind: 'labels' },
    });
    expect(() => exchange.addMask(WINDOW, mask([8, 6], 'uint8'), 'turned.tif')).toThrow(
      'turned.tif has 6 × 8 pixels, but the image has 8 × 6; a mask has to be of the same size.',
    );
    expect(() => exchange.addMask(WINDOW, mask([6, 8], 'float32'), 'f.tif')).toThrow(
      'f.tif holds float32; a mask holds whole numbers.',
    );
  });

  it('go from shapes to labels and back without losing a pixel', () => {
    const { exchange, layer, addShapes, edits } = open();
    addShapes();
    edits.add('shapes', [BOX], 'Add');
    const labels = exchange.toLabels('shapes', {});
    expect([...layer<LabelsLayer>(labels).data.data].filter((label) => label === 1)).toHaveLength(8);
    const outlines = exchange.toShapes(labels, {});
    expect(layer<ShapesLayer>(outlines).features[0]?.geometry).toEqual(BOX.geometry);
  });

  it('on a stack are filled on the plane that they were drawn on', () => {
    const { exchange, layer, addShapes, edits } = open([2, 3, 6, 8], 'CZYX');
    addShapes();
    edits.add('shapes', [{ ...BOX, plane: { Z: 2 } }], 'Add');
    const { data } = layer<LabelsLayer>(exchange.toLabels('shapes', { Z: 0 }));
    expect([data.axes, data.shape, data.scale, [...data.data].indexOf(1)]).toEqual([
      'ZYX',
      [3, 6, 8],
      [0.5, 2, 0.5],
      96 + 9,
    ]);
  });
});

describe('measuring', () => {
  it('opens a table in the unit of the image, with a column for each channel', async () => {
    const { workspace, addShapes, edits } = open([2, 6, 8], 'CYX');
    addShapes();
    edits.add('shapes', [BOX], 'Add');
    await new Measurements(workspace).layer('shapes', { C: 0 });
    const { table } = workspace.windows.at(-1) as TableWindow;
    expect(table.units.area).toBe('µm²');
    const row = Object.fromEntries(table.columns.map((column, at) => [column, table.rows[0]?.[at]]));
    expect(row).toMatchObject({ area: 8, 'min channel 1': 9, 'max channel 1': 20, 'min channel 2': 57, pixels: 8 });
  });

  it('of nothing is refused', async () => {
    const { workspace, addShapes } = open();
    addShapes();
    await expect(new Measurements(workspace).layer('shapes', {})).rejects.toThrow(
      'There is nothing in shapes to measure yet.',
    );
  });
});

describe('what an op asks for', () => {
  function asking() {
    const desk = open();
    const asks = new Asks(
      desk.workspace,
      (windowId, name) => desk.exchange.place(windowId, name),
      () => undefined,
    );
    const answer = asks.ask({ draws: 'points', text: 'Click', windowId: null });
    const [ask] = desk.workspace.state.asks;
    return { ...desk, asks, answer, ask: ask as NonNullable<typeof ask> };
  }

  it('is the layer that was drawn', async () => {
    const { asks, answer, ask, edits } = asking();
    expect(ask).toMatchObject({ windowId: WINDOW, draws: 'points', text: 'Click' });
    edits.draw(ask.layerId, { type: 'Point', coordinates: [1, 1] }, null, {});
    asks.finish(ask.id, true);
    expect((await answer) satisfies PointsLayer | ShapesLayer).toMatchObject({ id: ask.layerId, features: [{}] });
  });

  it('leaves no empty layer when it is given up', async () => {
    const { asks, answer, ask, workspace } = asking();
    asks.finish(ask.id, false);
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect([workspace.layers.length, workspace.state.asks]).toEqual([1, []]);
  });

  it('ends when the image is closed', async () => {
    const { answer, workspace } = asking();
    workspace.closeWindow(WINDOW);
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(workspace.state.asks).toEqual([]);
  });

  it('needs an image', async () => {
    const desk = open();
    desk.workspace.closeWindow(WINDOW);
    const asks = new Asks(
      desk.workspace,
      () => ({ id: '', windowId: '', name: '' }),
      () => undefined,
    );
    await expect(asks.ask({ draws: 'shapes', text: '', windowId: null })).rejects.toThrow(
      'There is no image to draw on. Open one first.',
    );
  });
});
