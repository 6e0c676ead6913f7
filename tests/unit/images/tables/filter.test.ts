import { describe, expect, it } from 'vitest';
import { FilterError, filteredRows, readFilter, type Test } from '../../../../pwa/src/images/tables/filter.js';

const numbers = [-1, 0, 2.5, 5, 10, null, Number.NaN, 7n];
const texts = ['Round', 'round cell', 'flat', '', null];
const keep = (condition: string, cells: readonly unknown[], kind: 'number' | 'text' | 'date' = 'number') =>
  cells.filter(readFilter(condition, kind) ?? (() => true));

describe('a condition for numbers', () => {
  it.each([
    ['5', [5]],
    ['=5', [5]],
    ['!=5', [-1, 0, 2.5, 10, 7n]],
    ['>2.5', [5, 10, 7n]],
    ['>= 2.5', [2.5, 5, 10, 7n]],
    ['<0', [-1]],
    ['<=−1', [-1]],
    ['2.5..7', [2.5, 5, 7n]],
    ['5 .. 7', [5, 7n]],
    ['7..', [10, 7n]],
    ['..0', [-1, 0]],
    ['>0 <6', [2.5, 5]],
    ['> 0 != 5', [2.5, 10, 7n]],
    ['1e1', [10]],
    ['=', [null, Number.NaN]],
    ['!=', [-1, 0, 2.5, 5, 10, 7n]],
    ['  ', numbers],
  ])('%s keeps some', (condition, kept) => expect(keep(condition, numbers)).toEqual(kept));

  it.each(['abc', '>', '>abc', '5..x', '..', '5;6', '=>5', '5-10'])(
    '%j is refused with how to write one',
    (condition) => {
      expect(() => readFilter(condition, 'number')).toThrow(FilterError);
      expect(() => readFilter(condition, 'number')).toThrow(/is no condition for numbers\. Write one such as >5/);
    },
  );

  it('names the part that is not understood', () => {
    expect(() => readFilter('>5 <x', 'number')).toThrow('“<x” is no condition for numbers.');
  });
});

describe('a condition for texts', () => {
  it.each([
    ['round', ['Round', 'round cell']],
    ['!round', ['flat', '', null]],
    ['=round', ['Round']],
    ['!=flat', ['Round', 'round cell', '', null]],
    ['=', ['', null]],
    ['!=', ['Round', 'round cell', 'flat']],
    ['l', ['round cell', 'flat']],
  ])('%j keeps %j', (condition, kept) => expect(keep(condition, texts, 'text')).toEqual(kept));
});

describe('a condition for dates', () => {
  const days = ['2026-01-01', '2026-02-01', '2026-03-01'].map((day) => new Date(day));

  it('compares moments', () => {
    expect(keep('>2026-01-15', days, 'date')).toEqual(days.slice(1));
    expect(keep('2026-01-01..2026-02-01', days, 'date')).toEqual(days.slice(0, 2));
    expect(() => readFilter('>soon', 'date')).toThrow('“>soon” is no condition for dates.');
  });
});

describe('the rows of a filtered table', () => {
  const table = { rows: numbers.map((value, row) => [value, texts[row % texts.length]]) };

  it('meet the conditions of all columns, in the order given', () => {
    const tests = new Map<number, Test>([
      [0, readFilter('>=0', 'number') as Test],
      [1, readFilter('l', 'text') as Test],
    ]);
    expect(filteredRows(table, [7, 6, 5, 4, 3, 2, 1, 0], tests)).toEqual([7, 2, 1]);
    expect(filteredRows(table, [1, 0], new Map())).toEqual([1, 0]);
  });
});
