import { describe, expect, it } from 'vitest';
import { labelColumn, labelsOfRows, rowsOfLabels } from '../../../../pwa/src/images/tables/labelled_rows.js';
import { Table } from '../../../../pwa/src/rpc/index.js';

describe('a table of labels', () => {
  const table = new Table(
    ['Label', 'area'],
    [
      [3, 1],
      [1, 2],
      [3, 3],
      [0, 4],
      [null, 5],
    ],
  );

  it('names them in its column label, else index, else not at all', () => {
    expect(labelColumn(table)).toBe(0);
    expect(labelColumn({ columns: ['index', 'label'] })).toBe(1);
    expect(labelColumn({ columns: ['area', 'Index '] })).toBe(1);
    expect(labelColumn({ columns: ['labels'] })).toBe(-1);
  });

  it('tells which rows belong to which labels, and the other way round', () => {
    expect(labelsOfRows(table, [2, 0, 3, 4])).toEqual([3]);
    expect([...rowsOfLabels(table, [3, 9])]).toEqual([0, 2]);
    expect(rowsOfLabels(table, []).size).toBe(0);
    expect(labelsOfRows(new Table(['area'], [[1]]), [0])).toEqual([]);
  });
});
