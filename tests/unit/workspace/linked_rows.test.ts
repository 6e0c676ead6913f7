import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PLOT } from '../../../pwa/src/contracts/plot.js';
import { NDArray, Table } from '../../../pwa/src/rpc/index.js';
import { Images } from '../../../pwa/src/workspace/images.js';
import { LinkedRows } from '../../../pwa/src/workspace/linked_rows.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

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
