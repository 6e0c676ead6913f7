import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PLOT } from '../../../pwa/src/contracts/plot.js';
import { newFeature } from '../../../pwa/src/images/annotation/geojson.js';
import type { Feature } from '../../../pwa/src/images/layers.js';
import { NDArray, Table } from '../../../pwa/src/rpc/index.js';
import { Images } from '../../../pwa/src/workspace/images.js';
import { LinkedRows, labelsLayerOf } from '../../../pwa/src/workspace/linked_rows.js';
import { shapesLayer } from '../../../pwa/src/workspace/new_layers.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const box = (name: string): Feature => ({
  ...newFeature({ type: 'Point', coordinates: [1, 1] } as never),
  id: `box ${name}`,
  properties: { name, classification: null, color: null },
});
const told = () => new Promise((resolve) => setTimeout(resolve));

describe('the selected rows of tables', () => {
  let workspace: Workspace;
  let rows: LinkedRows;
  let layerId: string;
  const measured = new Table(
    ['label', 'area'],
    [
      [3, 1],
      [1, 2],
      [3, 3],
    ],
  );
  const other = new Table(
    ['note', 'Label'],
    [
      ['x', 1],
      ['y', 9],
    ],
  );
  const selected = (table: Table) => [...(workspace.state.selectedRows.get(table) ?? [])];

  beforeEach(async () => {
    workspace = new Workspace({} as never);
    rows = new LinkedRows(workspace);
    const data = new NDArray(new Int32Array(4), [2, 2], 'int32', { kind: 'labels', axes: 'YX' });
    new Images(workspace, {} as never, {} as never).show([data], 'labels');
    layerId = workspace.layers[0]?.id ?? '';
    const base = { labelsLayer: layerId } as const;
    workspace.addWindow({ ...base, kind: 'table', id: 'measured', title: 'Measured', table: measured });
    workspace.addWindow({ ...base, kind: 'plot', id: 'plot', title: 'Plot', table: measured, config: DEFAULT_PLOT });
    workspace.addWindow({ ...base, kind: 'table', id: 'other', title: 'Other', table: other });
    await told();
  });

  it('select labels, and the rows of other tables that tell of them', async () => {
    rows.select('plot', new Set([1]));
    await told();
    expect(workspace.state.selection).toEqual({ layerId, labels: [1], featureIds: [] });
    expect([selected(measured), selected(other)]).toEqual([[1], [0]]);
    rows.select('measured', new Set([0]));
    await told();
    expect(workspace.state.selection?.labels).toEqual([3]);
    // The other row of the label 3 was not chosen.
    expect([selected(measured), selected(other)]).toEqual([[0], []]);
    rows.select('measured', new Set());
    expect(workspace.state.selection).toBeNull();
  });

  it('follow what is selected in the image', async () => {
    workspace.update({ selection: { layerId, labels: [3], featureIds: [] } });
    await told();
    expect([selected(measured), selected(other)]).toEqual([[0, 2], []]);
    workspace.update({ selection: { layerId: 'another', labels: [3], featureIds: [] } });
    await told();
    expect(selected(measured)).toEqual([]);
  });

  it('of a table that is linked with no labels are its own', async () => {
    rows.link('measured', null);
    await told();
    expect(workspace.windows.filter((window) => 'labelsLayer' in window && window.labelsLayer === null)).toHaveLength(
      2,
    );
    rows.select('measured', new Set([1]));
    await told();
    expect(workspace.state.selection).toBeNull();
    expect([selected(measured), selected(other)]).toEqual([[1], []]);
  });

  it('are one with the shapes that have the names of their rows', async () => {
    const boxes = shapesLayer({ id: 'boxes', windowId: workspace.layers[0]?.windowId ?? '', name: 'Objects' }, [
      box('1'),
      box('3'),
      box(''),
    ]);
    workspace.addLayer(boxes);
    const origins = { made: [boxes], input: null, all: workspace.layers };
    expect(labelsLayerOf(measured, origins)).toBe('boxes');
    expect(labelsLayerOf(new Table(['label'], [[7]]), origins)).toBeNull();
    expect(labelsLayerOf(new Table(['label'], [[7]], { labels: 'Objects' }), { ...origins, made: [] })).toBe('boxes');
    rows.link('measured', 'boxes');
    rows.select('measured', new Set([1]));
    await told();
    expect(workspace.state.selection).toEqual({ layerId: 'boxes', labels: [], featureIds: ['box 1'] });
    workspace.update({ selection: { layerId: 'boxes', labels: [], featureIds: ['box 3', 'box '] } });
    await told();
    expect([selected(measured), selected(other)]).toEqual([[0, 2], []]);
  });

  it('are forgotten with the last window of their table', async () => {
    rows.select('measured', new Set([1]));
    workspace.closeWindow('measured');
    await told();
    expect(selected(measured)).toEqual([1]);
    workspace.closeWindow('plot');
    await told();
    expect(workspace.state.selectedRows.has(measured)).toBe(false);
  });
});
