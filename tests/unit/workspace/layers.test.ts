import { describe, expect, test } from 'vitest';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { History } from '../../../pwa/src/workspace/history.js';
import { Layers } from '../../../pwa/src/workspace/layers.js';
import type { Layer } from '../../../pwa/src/workspace/model.js';
import { labelsLayer, pointsLayer } from '../../../pwa/src/workspace/new_layers.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const labels = (id: string): Layer =>
  labelsLayer({ id, windowId: 'w', name: id }, new NDArray(new Int32Array(4), [2, 2], 'int32', { kind: 'labels' }));

function setUp() {
  const workspace = new Workspace({} as never);
  workspace.addWindow({
    kind: 'image',
    id: 'w',
    title: 'w',
    address: null,
    layers: [labels('a'), labels('b'), labels('c')],
  });
  const layers = new Layers(workspace, new History(workspace));
  return { workspace, layers, order: () => workspace.layers.map(({ name }) => name).join('') };
}

describe('layers', () => {
  test('one that was removed comes back to its place, as it was', () => {
    const { workspace, layers, order } = setUp();
    layers.set('b', { opacity: 0.25 });
    layers.remove('b');
    expect(order()).toBe('ac');
    expect(workspace.state.history.w).toEqual({ undo: ['Remove b'], redo: [] });
    layers.undo('w');
    expect(order()).toBe('abc');
    expect(workspace.layers[1]).toMatchObject({ id: 'b', opacity: 0.25 });
    layers.redo('w');
    expect(order()).toBe('ac');
  });

  test('are moved, renamed and added, and all of it is taken back step by step', () => {
    const { layers, order } = setUp();
    layers.move('a', 2);
    layers.rename('b', 'd');
    layers.add(pointsLayer({ id: 'p', windowId: 'w', name: 'p' }));
    expect(order()).toBe('dcap');
    layers.undo('w');
    layers.undo('w');
    layers.undo('w');
    layers.undo('w');
    expect(order()).toBe('abc');
    for (const _ of 'xyz') layers.redo('w');
    expect(order()).toBe('dcap');
  });

  test('what was undone can’t be done again after something else was done', () => {
    const { workspace, layers } = setUp();
    layers.remove('a');
    layers.undo('w');
    layers.rename('b', 'd');
    expect(workspace.state.history.w).toEqual({ undo: ['Rename b'], redo: [] });
  });

  test('values that were changed in place raise the revision', () => {
    const { workspace, layers } = setUp();
    const dirty = { x: [0, 1], y: [1, 2] } as const;
    layers.edited('a', dirty);
    expect(workspace.layers[0]).toMatchObject({ revision: 1, dirty });
  });

  test('a selection ends with its layer, and an empty one is none', () => {
    const { workspace, layers } = setUp();
    const selection = { layerId: 'a', labels: [7], featureIds: [] };
    layers.select(selection);
    expect(workspace.state.selection).toEqual(selection);
    layers.remove('a');
    expect(workspace.state.selection).toBeNull();
    layers.select({ layerId: 'b', labels: [], featureIds: [] });
    expect(workspace.state.selection).toBeNull();
  });

  test('the history of a window goes with it', async () => {
    const { workspace, layers } = setUp();
    layers.remove('a');
    workspace.closeWindow('w');
    await Promise.resolve();
    await Promise.resolve();
    expect(workspace.state.history).toEqual({});
  });
});
