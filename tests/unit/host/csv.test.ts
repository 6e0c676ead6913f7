import { expect, test } from 'vitest';
import { toCsv } from '../../../pwa/src/host/csv.js';
import { Table } from '../../../pwa/src/rpc/index.js';

test('a table becomes CSV with units, quotes where they are needed and empty cells', () => {
  const table = new Table(
    ['label', 'area', 'note'],
    [
      [1, 12.5, 'a, "b"'],
      [2, null, 'two\nlines'],
    ],
    { units: { area: 'µm²' } },
  );
  expect(toCsv(table)).toBe('label,area (µm²),note\r\n1,12.5,"a, ""b"""\r\n2,,"two\nlines"\r\n');
});
