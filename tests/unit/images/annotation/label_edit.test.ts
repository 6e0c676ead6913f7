import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPatch,
  greatestLabel,
  joinPatches,
  LabelEdit,
  type LabelPatch,
  labelAt,
  patchExtent,
} from '../../../../pwa/src/images/annotation/label_edit.js';
import { planeOf, textOf } from './planes.js';

describe('an edit of labels', () => {
  it('is kept as runs of what was there, and taken back', () => {
    const plane = planeOf('1122..', '......');
    const edit = new LabelEdit(plane);
    edit.fill(0, 1, 5, 3);
    expect(textOf(plane)).toEqual(['13333.', '......']);
    const patch = edit.take() as LabelPatch;
    expect([...patch.runs]).toEqual([1, 1, 1, 3, 2, 2, 2, 3, 4, 1, 0, 3]);
    applyPatch(plane.values, patch, 'undo');
    expect(textOf(plane)).toEqual(['1122..', '......']);
    applyPatch(plane.values, patch, 'redo');
    expect(textOf(plane)).toEqual(['13333.', '......']);
  });

  it('that changes nothing is none', () => {
    const edit = new LabelEdit(planeOf('11'));
    edit.fill(0, 0, 2, 1);
    expect(edit.take()).toBeNull();
  });

  it('can spare what has other labels', () => {
    const plane = planeOf('1.2.');
    new LabelEdit(plane).fill(0, 0, 4, 5, 0);
    expect(textOf(plane)).toEqual(['1525']);
  });

  it('of a plane within a stack whose columns come first is taken back, too', () => {
    const values = new Uint16Array(24);
    const plane = { values, offset: 12, strideY: 1, strideX: 4, width: 3, height: 4 };
    const edit = new LabelEdit(plane);
    edit.fill(2, 0, 3, 9);
    const patch = edit.take() as LabelPatch;
    expect([values[14], values[18], values[22], labelAt(plane, 2.9, 2.1)]).toEqual([9, 9, 9, 9]);
    expect(patchExtent(patch)).toEqual([14, 22]);
    applyPatch(values, patch, 'undo');
    expect(values.every((label) => label === 0)).toBe(true);
  });

  it('any number of them, joined, is taken back to the first', () => {
    const fill = fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9), fc.nat(3));
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 20 }), (fills) => {
        const plane = planeOf('1122..3333', '1122..3333', '..........', '4444444444');
        const before = textOf(plane);
        const patches: LabelPatch[] = [];
        const edit = new LabelEdit(plane);
        for (const [y, a, b, label] of fills) {
          edit.fill(y, Math.min(a, b), Math.max(a, b) + 1, label);
          const patch = edit.take();
          if (patch) patches.push(patch);
        }
        const after = textOf(plane);
        const joined = joinPatches(patches);
        if (joined === null) return;
        applyPatch(plane.values, joined, 'undo');
        expect(textOf(plane)).toEqual(before);
        applyPatch(plane.values, joined, 'redo');
        expect(textOf(plane)).toEqual(after);
      }),
    );
  });

  it('knows what is the greatest label, and that outside there is none', () => {
    const plane = planeOf('1z.', '...');
    expect([greatestLabel(plane.values), labelAt(plane, -1, 0), labelAt(plane, 0, 2)]).toEqual([35, 0, 0]);
  });
});
