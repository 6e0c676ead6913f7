import { describe, expect, it } from 'vitest';
import { cellText, tabSeparated } from '../../../pwa/src/ui/windows/table_rows.js';

describe('the rows of a table', () => {
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
});
