import { describe, expect, it } from 'vitest';
import { applyPatch, type LabelPatch } from '../../../../pwa/src/images/annotation/label_edit.js';
import { floodFill, labelsUnder, mergeLabels, splitLabels } from '../../../../pwa/src/images/annotation/regions.js';
import { planeOf, textOf } from './planes.js';

describe('filling', () => {
  it('goes as far as edges join the same label', () => {
    const plane = planeOf('111...', '1.1.11', '11.111', '..111.');
    floodFill(plane, 1.5, 1.5, 7);
    expect(textOf(plane)).toEqual(['111...', '171.11', '11.111', '..111.']);
    floodFill(plane, 4, 1, 2);
    expect(textOf(plane)).toEqual(['111...', '171.22', '11.222', '..222.']);
  });

  it('of a large picture needs no deep stack, and is taken back', () => {
    const plane = planeOf(...Array.from({ length: 400 }, () => '.'.repeat(600)));
    const patch = floodFill(plane, 300, 200, 3) as LabelPatch;
    expect(plane.values.every((label) => label === 3)).toBe(true);
    applyPatch(plane.values, patch, 'undo');
    expect(plane.values.every((label) => label === 0)).toBe(true);
  });

  it('with the label that is there, or outside, does nothing', () => {
    const plane = planeOf('11');
    expect([floodFill(plane, 0, 0, 1), floodFill(plane, 2, 0, 5), floodFill(plane, 0, -1, 5)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('splitting', () => {
  it('gives the smaller parts new labels and spares other labels', () => {
    const plane = planeOf('111111..2', '111111..2', '111111..2');
    const patch = splitLabels(
      plane,
      [
        [2.5, -1],
        [2.5, 4],
      ],
      9,
    ) as LabelPatch;
    expect(textOf(plane)).toEqual(['999111..2', '999111..2', '999111..2']);
    applyPatch(plane.values, patch, 'undo');
    expect(textOf(plane)).toEqual(['111111..2', '111111..2', '111111..2']);
  });

  it('takes several labels apart at once, and a label into several parts', () => {
    const plane = planeOf('1111222', '1111222', '1111222');
    splitLabels(
      plane,
      [
        [0.5, 1.5],
        [6.5, 1.5],
      ],
      5,
    );
    const [top, , bottom] = textOf(plane);
    expect(new Set(`${top}${bottom}`).size).toBe(4);
    expect([top?.[0], top?.[6]]).not.toEqual([bottom?.[0], bottom?.[6]]);
  });

  it('along a slanting line leaves no way through', () => {
    const plane = planeOf(...Array.from({ length: 9 }, () => '1'.repeat(9)));
    splitLabels(
      plane,
      [
        [-1, -1.2],
        [10, 9.4],
      ],
      2,
    );
    expect(textOf(plane).join('')).toMatch(/2/);
    expect([textOf(plane)[8]?.[0], textOf(plane)[0]?.[8]].sort()).toEqual(['1', '2']);
  });

  it('by a line that ends inside changes nothing', () => {
    const plane = planeOf('11111', '11111', '11111');
    expect(
      splitLabels(
        plane,
        [
          [2.5, -1],
          [2.5, 1.5],
        ],
        2,
      ),
    ).toBeNull();
    expect(textOf(plane)).toEqual(['11111', '11111', '11111']);
  });
});

describe('merging', () => {
  it('gives all labels under a line the first one, all over a stack', () => {
    const plane = planeOf('11.22.33', '11.22.33');
    const labels = labelsUnder(plane, [
      [3.5, 0.5],
      [7.5, 0.5],
    ]);
    expect(labels).toEqual([2, 3]);
    const patch = mergeLabels(plane.values, labels) as LabelPatch;
    expect(textOf(plane)).toEqual(['11.22.22', '11.22.22']);
    applyPatch(plane.values, patch, 'undo');
    expect(textOf(plane)).toEqual(['11.22.33', '11.22.33']);
  });

  it('of one label alone is nothing', () => {
    expect(mergeLabels(planeOf('11').values, [1])).toBeNull();
  });
});
