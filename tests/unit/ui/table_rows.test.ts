import { describe, expect, it } from 'vitest';
import { cellText, isNumeric, sortedRows, tabSeparated } from '../../../pwa/src/ui/windows/table_rows.js';

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
  });

  it('go to the clipboard whole, with their header', () => {
    expect(
      tabSeparated(
        {
          columns: ['a', 'b\tc'],
          rows: [
            [0.1234567891, 'x\ny'],
            [null, 2n],
          ],
        },
        [1, 0],
      ),
    ).toBe('a\tb c\n\t2\n0.1234567891\tx y');
  });
});

describe('a cell', () => {
  it.each([
    [0.123456789, '0.123457'],
    [-12, '−12'],
    [1234567, '1234567'],
    [0.00001234, '1.2340e−5'],
    [null, ''],
    [true, 'true'],
    [[1, 2], '[1,2]'],
  ])('%j is shown as %j', (value, text) => expect(cellText(value)).toBe(text));

  it('belongs to a column of numbers when all that are there are numbers', () => {
    expect(isNumeric({ rows }, 0)).toBe(true);
    expect(isNumeric({ rows }, 1)).toBe(false);
    expect(isNumeric({ rows: [[null]] }, 0)).toBe(false);
  });
});
