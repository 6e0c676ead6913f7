import { describe, expect, it } from 'vitest';
import { columnKind } from '../../../../pwa/src/images/tables/cells.js';
import { sortedRows } from '../../../../pwa/src/images/tables/sorting.js';

const rows = [
  [3, 'b10'],
  [null, 'b9'],
  [1, 'a'],
  [Number.NaN, 'a'],
  [2, null],
];

describe('the rows of a table', () => {
  it('keep their order until they are sorted', () => {
    expect(sortedRows({ rows }, null)).toEqual([0, 1, 2, 3, 4]);
  });

  it('are sorted by number, with what is missing last both ways', () => {
    expect(sortedRows({ rows }, { column: 0, descending: false })).toEqual([2, 4, 0, 1, 3]);
    expect(sortedRows({ rows }, { column: 0, descending: true })).toEqual([0, 4, 2, 1, 3]);
  });

  it('are sorted by text as people count, equal ones in their order', () => {
    expect(sortedRows({ rows }, { column: 1, descending: false })).toEqual([2, 3, 1, 0, 4]);
    const wells = ['B2', 'a10', 'A007', 'b', 'A9', 'A'].map((well) => [well]);
    expect(sortedRows({ rows: wells }, { column: 0, descending: false }).map((row) => wells[row]?.[0])).toEqual([
      'A',
      'A007',
      'A9',
      'a10',
      'b',
      'B2',
    ]);
  });

  it('are sorted by the letters of other languages, too', () => {
    const words = ['Zelle', 'Äpfel', 'Apfel', 'éclair', 'Eis'].map((word) => [word]);
    expect(sortedRows({ rows: words }, { column: 0, descending: false }).map((row) => words[row]?.[0])).toEqual([
      'Apfel',
      'Äpfel',
      'éclair',
      'Eis',
      'Zelle',
    ]);
  });

  it('are sorted with infinities and large numbers at their ends', () => {
    const many = [[5], [Number.POSITIVE_INFINITY], [2n ** 60n], [Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]];
    expect(sortedRows({ rows: many }, { column: 0, descending: false })).toEqual([3, 0, 2, 1, 4]);
  });
});

describe('a column', () => {
  it('is of numbers when all that are there are numbers', () => {
    expect(columnKind({ rows }, 0)).toBe('number');
    expect(columnKind({ rows }, 1)).toBe('text');
    expect(columnKind({ rows: [[null]] }, 0)).toBe('text');
    expect(columnKind({ rows: [[new Date(0)], [null]] }, 0)).toBe('date');
    expect(columnKind({ rows: [[new Date(0)], [1]] }, 0)).toBe('text');
  });
});
