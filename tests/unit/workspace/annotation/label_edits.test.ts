import { describe, expect, it } from 'vitest';
import { NDArray } from '../../../../pwa/src/rpc/index.js';
import { LabelEdits } from '../../../../pwa/src/workspace/annotation/label_edits.js';
import type { LabelsLayer } from '../../../../pwa/src/workspace/model.js';
import { openDesk, WINDOW } from './desk.js';

const dab = (x: number, y: number, size = 1) => ({ at: [x, y] as const, size });

function open(values: NDArray) {
  const desk = openDesk();
  const changes: (readonly [number, number] | null)[] = [];
  desk.addLabels(values);
  const edits = new LabelEdits(desk.workspace, desk.layers, desk.history, (_, range) => changes.push(range));
  const layer = () => desk.layer<LabelsLayer>('labels');
  return { ...desk, edits, changes, layer, values: () => [...layer().data.data].map(Number) };
}

const zeros = (dtype: 'uint8' | 'int64' | 'uint16' = 'uint16') =>
  new NDArray(new Array(48).fill(0), [6, 8], dtype, { kind: 'labels' });

describe('painting', () => {
  it('leaves the array that somebody else may hold as it is', () => {
    const given = zeros();
    const { edits, layer } = open(given);
    edits.paint('labels', {}, dab(1.5, 1.5), dab(1.5, 1.5), 3);
    expect(given.data.every((label) => Number(label) === 0)).toBe(true);
    expect(layer().data.data[9]).toBe(3);
  });

  it('changes an array that was made for it where it is', () => {
    const made = zeros();
    const { edits, layer } = open(made);
    edits.adopt(made);
    edits.paint('labels', {}, dab(1.5, 1.5), dab(1.5, 1.5), 3);
    expect([layer().data === made, made.data[9]]).toEqual([true, 3]);
  });

  it('is one step of the history for a whole stroke, and tells what changed', () => {
    const { edits, values, history, layer, changes, workspace } = open(zeros());
    edits.paint('labels', {}, dab(1.5, 1.5), dab(1.5, 1.5), 3);
    edits.paint('labels', {}, dab(1.5, 1.5), dab(5.5, 1.5), 3);
    const { data } = layer();
    edits.endStroke();
    expect(values().slice(8, 16)).toEqual([0, 3, 3, 3, 3, 3, 0, 0]);
    expect(layer()).toMatchObject({ revision: 2, dirty: { x: [2, 6], y: [1, 2] } });
    expect(changes).toEqual([null, [9, 9], [10, 13]]);
    expect(workspace.state.history[WINDOW]?.undo).toEqual(['Paint']);
    history.undo(WINDOW);
    expect(values().every((label) => label === 0)).toBe(true);
    history.redo(WINDOW);
    expect(values()[12]).toBe(3);
    expect(layer().data).toBe(data);
  });

  it('that was not meant leaves nothing behind', () => {
    const { edits, values, workspace } = open(zeros());
    edits.paint('labels', {}, dab(1.5, 1.5), dab(5.5, 4.5), 3);
    edits.cancelStroke();
    expect(values().every((label) => label === 0)).toBe(true);
    expect(workspace.state.history[WINDOW]).toBeUndefined();
  });

  it('with a label that the dtype does not hold goes to a wider one', () => {
    const { edits, layer } = open(zeros('uint8'));
    edits.paint('labels', {}, dab(0.5, 0.5), dab(0.5, 0.5), 300);
    expect([layer().data.dtype, layer().data.data[0]]).toEqual(['uint16', 300]);
  });

  it('on integers of 64 bits makes plain numbers of them', () => {
    const { edits, layer, values } = open(
      new NDArray(
        Array.from({ length: 48 }, (_, at) => (at < 8 ? 70_000 : 0)),
        [6, 8],
        'int64',
        { kind: 'labels' },
      ),
    );
    edits.paint('labels', {}, dab(0.5, 3.5), dab(0.5, 3.5), 2);
    expect([layer().data.dtype, values()[0], values()[24]]).toEqual(['int32', 70_000, 2]);
  });

  it('on a stack changes the plane that is shown', () => {
    const { edits, values } = open(
      new NDArray(new Uint16Array(96), [2, 6, 8], 'uint16', { kind: 'labels', axes: 'ZYX' }),
    );
    edits.paint('labels', { Z: 1 }, dab(0.5, 0.5), dab(0.5, 0.5), 4);
    expect(values().indexOf(4)).toBe(48);
  });
});

describe('regions', () => {
  const halves = () =>
    new NDArray(
      Array.from({ length: 48 }, (_, at) => (at % 8 < 4 ? 1 : 2)),
      [6, 8],
      'uint8',
      { kind: 'labels' },
    );

  it('are filled, split and merged, each in one step', () => {
    const { edits, values, history, workspace } = open(halves());
    expect(edits.fill('labels', {}, [7, 3], 5)).toBe(true);
    expect(values()[47]).toBe(5);
    expect(
      edits.split('labels', {}, [
        [-1, 2.5],
        [4, 2.5],
      ]),
    ).toBe(true);
    expect(new Set(values()).size).toBe(3);
    expect(
      edits.merge('labels', {}, [
        [1.5, 0.5],
        [6.5, 5.5],
      ]),
    ).toBe(true);
    expect(workspace.state.history[WINDOW]?.undo).toEqual(['Fill', 'Split', 'Merge']);
    for (let i = 0; i < 3; i++) history.undo(WINDOW);
    expect(values()).toEqual([...halves().data].map(Number));
  });

  it('that nothing can be done with are no step', () => {
    const { edits, workspace } = open(halves());
    expect(
      edits.split('labels', {}, [
        [1, 1],
        [2, 2],
      ]),
    ).toBe(false);
    expect(
      edits.merge('labels', {}, [
        [1, 1],
        [2, 2],
      ]),
    ).toBe(false);
    expect(edits.fill('labels', {}, [1, 1], 1)).toBe(false);
    expect(workspace.state.history[WINDOW]).toBeUndefined();
  });

  it('say which label is where, and which is free', () => {
    const { edits } = open(halves());
    expect([
      edits.labelAt('labels', {}, [7.9, 0]),
      edits.labelAt('labels', {}, [8, 0]),
      edits.newLabel('labels'),
    ]).toEqual([2, 0, 3]);
  });
});
