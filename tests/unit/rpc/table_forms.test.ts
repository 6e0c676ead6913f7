import { describe, expect, it } from 'vitest';
import { looksLikeTable, NDArray, Table, tableOf } from '../../../pwa/src/rpc/index.js';

describe('a table out of', () => {
  it('an array of objects has the columns of all of them', () => {
    const table = tableOf([
      { a: 1, b: 'x' },
      { a: 2, c: true },
    ]);
    expect(table?.columns).toEqual(['a', 'b', 'c']);
    expect(table?.rows).toEqual([
      [1, 'x', null],
      [2, null, true],
    ]);
  });

  it('columns and rows keeps units, name and the labels it tells of', () => {
    const parts = { columns: ['a'], rows: [[1], Float32Array.of(2)], units: { a: 'µm' }, name: 'T', labels: 'Cells' };
    expect(tableOf(parts)).toEqual(new Table(['a'], [[1], [2]], { units: { a: 'µm' }, name: 'T', labels: 'Cells' }));
  });

  it('an object of arrays takes typed ones and those of numpy', () => {
    const table = tableOf({ a: [1, 2], b: Uint8Array.of(3, 4), c: new NDArray(BigInt64Array.of(5n, 6n), [2]) });
    expect(table?.rows).toEqual([
      [1, 3, 5n],
      [2, 4, 6n],
    ]);
  });

  it.each([[null], [[]], [{}], ['text'], [[1, 2]], [{ a: 1 }], [[[1], [2]]]])('%j is none', (value) =>
    expect(tableOf(value)).toBeNull(),
  );

  it('parts that do not fit one another is refused', () => {
    expect(() => tableOf({ a: [1], b: [1, 2] })).toThrow('“a” has 1 and “b” has 2');
    expect(() => tableOf({ columns: ['a'], rows: [[1, 2]] })).toThrow('Row 0 has 2 cells');
    expect(() => tableOf({ columns: [1], rows: [] })).toThrow('A column’s name is 1');
  });
});

describe('what nobody calls a table', () => {
  it('looks like one when its rows are alike or its columns of one length', () => {
    expect(looksLikeTable([{ a: 1 }, { a: 'x' }])).toBe(true);
    expect(looksLikeTable({ a: [1, 2], b: ['x', null] })).toBe(true);
    expect(looksLikeTable({ columns: ['a'], rows: [[1]] })).toBe(true);
    expect(tableOf({ columns: ['a'], rows: [1] })?.columns).toEqual(['columns', 'rows']);
  });

  it.each([
    [[{ a: 1 }, { b: 1 }]],
    [[{ a: { deep: 1 } }]],
    [{ a: [1], b: [1, 2] }],
    [{ a: [1], b: 2 }],
    [{ a: [], b: [] }],
    [[1, 2]],
    [[]],
  ])('does not where they are not: %j', (value) => expect(looksLikeTable(value)).toBe(false));
});
