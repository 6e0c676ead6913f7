import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, changesBetween } from '../../../../pwa/src/images/annotation/feature_changes.js';
import { newFeature } from '../../../../pwa/src/images/annotation/geojson.js';
import type { Feature, Geometry } from '../../../../pwa/src/images/layers.js';
import { FeatureEdits } from '../../../../pwa/src/workspace/annotation/feature_edits.js';
import type { ShapesLayer } from '../../../../pwa/src/workspace/model.js';
import { openDesk, WINDOW } from './desk.js';

const POINT: Geometry = { type: 'Point', coordinates: [1, 2] };
const CELL = { name: 'Cell', color: '#ff0000' };

function open() {
  const desk = openDesk();
  const touched: string[] = [];
  desk.addShapes();
  const edits = new FeatureEdits(desk.workspace, desk.history, (id) => touched.push(id));
  return { ...desk, edits, touched, features: () => desk.layer<ShapesLayer>('shapes').features };
}

describe('shapes', () => {
  it('are drawn, moved, named, given classes and deleted, and all of it is taken back step by step', () => {
    const { edits, features, history, workspace, touched } = open();
    const states: (readonly Feature[])[] = [features()];
    const id = edits.draw('shapes', POINT, null, { Z: 3 });
    states.push(features());
    edits.reshape('shapes', new Map([[id, { type: 'Point', coordinates: [5, 5] }]]));
    states.push(features());
    edits.rename('shapes', id, 'Left one');
    states.push(features());
    edits.classify('shapes', [id], CELL);
    states.push(features());
    edits.reclassify(WINDOW, 'Cell', { name: 'Nucleus', color: '#00ff00' });
    expect(features()[0]).toMatchObject({
      geometry: { coordinates: [5, 5] },
      plane: { Z: 3 },
      properties: { name: 'Left one', classification: { name: 'Nucleus', color: '#00ff00' } },
    });
    states.push(features());
    edits.remove('shapes', [id]);
    expect(features()).toEqual([]);
    expect(touched).toContain('shapes');
    for (const state of states.reverse()) {
      history.undo(WINDOW);
      expect(features()).toEqual(state);
    }
    for (let i = 0; i < 6; i++) history.redo(WINDOW);
    expect(features()).toEqual([]);
    expect(workspace.state.history[WINDOW]?.redo).toEqual([]);
  });

  it('that are locked stay where they are', () => {
    const { edits, features } = open();
    const locked = newFeature(POINT);
    edits.add('shapes', [{ ...locked, properties: { ...locked.properties, isLocked: true } }], 'Add');
    edits.reshape('shapes', new Map([[locked.id, { type: 'Point', coordinates: [9, 9] }]]));
    edits.remove('shapes', [locked.id]);
    expect(features().map(({ geometry }) => geometry)).toEqual([POINT]);
  });

  it('that did not change are no step of the history', () => {
    const { edits, features, workspace } = open();
    const id = edits.draw('shapes', POINT, null, {});
    const before = workspace.state.history[WINDOW]?.undo.length;
    edits.reshape('shapes', new Map([[id, { type: 'Point', coordinates: [1, 2] }]]));
    edits.remove('shapes', ['another']);
    expect(workspace.state.history[WINDOW]?.undo).toHaveLength(before ?? 0);
    expect(features()).toHaveLength(1);
  });
});

describe('what differs between two lists', () => {
  it('takes the one to the other and back, whatever they are', () => {
    const made = Array.from({ length: 8 }, (_, i) => ({ ...newFeature(POINT), id: String(i) }));
    const list = fc
      .uniqueArray(fc.nat(7), { maxLength: 8 })
      .map((ids) => [...ids].sort().map((i) => made[i] as Feature));
    const changed = fc.subarray(made).map((all) => new Set(all.map(({ id }) => id)));
    fc.assert(
      fc.property(list, list, changed, (before, kept, edited) => {
        const after = kept.map((feature) => (edited.has(feature.id) ? { ...feature } : feature));
        const changes = changesBetween(before, after);
        expect(applyChanges(before, changes, 'redo')).toEqual(after);
        expect(applyChanges(after, changes, 'undo')).toEqual(before);
      }),
    );
  });
});
