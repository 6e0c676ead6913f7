/**
 * Which rows a table shows: a condition for each column, in a small grammar.
 *
 * Columns of numbers and moments: `5` or `=5`, `!=5`, `>5`, `>=5`, `<5`, `<=5`, and ranges that hold their ends, `5..10`,
 * `5..`, `..10`; several, apart by spaces, have to be true together. Columns of texts: `abc` (contains, whatever the case),
 * `!abc` (does not contain), `=abc`, `!=abc` (is, is not). Everywhere `=` alone is what is empty, `!=` alone what is not.
 */
import { type ColumnKind, isMissing, numberOf, type Rows } from './cells.js';

export type Test = (cell: unknown) => boolean;

/** What can't be read as a condition. */
export class FilterError extends Error {
  override readonly name = 'FilterError';

  constructor(
    /** The part that is not understood. */
    readonly part: string,
    readonly kind: ColumnKind,
  ) {
    super(
      kind === 'date'
        ? `“${part}” is no condition for dates. Write one such as >2026-01-31, or a range such as 2026-01-01..2026-01-31.`
        : `“${part}” is no condition for numbers. Write one such as >5, <=2.5 or =3, or a range such as 5..10.`,
    );
  }
}

/** @returns null for a condition without words, which all rows meet. @throws FilterError when it can't be read. */
export function readFilter(text: string, kind: ColumnKind): Test | null {
  const condition = text.trim();
  if (condition === '') return null;
  if (condition === '=') return isEmpty;
  if (condition === '!=') return (cell) => !isEmpty(cell);
  return kind === 'text' ? textTest(condition) : numberTest(condition, kind);
}

/** @returns the rows, out of `order`, that meet all conditions. */
export function filteredRows(
  table: Rows,
  order: readonly number[],
  tests: ReadonlyMap<number, Test>,
): readonly number[] {
  if (tests.size === 0) return order;
  const all = [...tests];
  return order.filter((row) => {
    const cells = table.rows[row];
    return cells !== undefined && all.every(([column, test]) => test(cells[column]));
  });
}

function isEmpty(cell: unknown): boolean {
  return isMissing(cell) || cell === '';
}

function textTest(condition: string): Test {
  const [, sign = '', word = ''] = /^(!=|=|!)?\s*(.*)$/s.exec(condition) ?? [];
  const wanted = word.toLocaleLowerCase();
  const text = (cell: unknown): string => (isMissing(cell) ? '' : String(cell).toLocaleLowerCase());
  switch (sign) {
    case '=':
      return (cell) => text(cell) === wanted;
    case '!=':
      return (cell) => text(cell) !== wanted;
    case '!':
      return (cell) => !text(cell).includes(wanted);
    default:
      return (cell) => text(cell).includes(wanted);
  }
}

function numberTest(condition: string, kind: ColumnKind): Test {
  // A space after a sign belongs to what follows it.
  const parts = condition
    .replace(/(>=|<=|!=|>|<|=|\.\.)\s+/g, '$1')
    .replace(/\s+\.\./g, '..')
    .split(/\s+/);
  const tests = parts.map((part) => partTest(part, kind));
  return (cell) => {
    const value = numberOf(cell);
    return !Number.isNaN(value) && tests.every((test) => test(value));
  };
}

function partTest(part: string, kind: ColumnKind): (value: number) => boolean {
  const read = (word: string): number => {
    const value = kind === 'date' ? Date.parse(word) : word.trim() === '' ? Number.NaN : Number(word.replace('−', '-'));
    if (Number.isNaN(value)) throw new FilterError(part, kind);
    return value;
  };
  const range = /^(.*?)\.\.(.*)$/.exec(part);
  if (range) {
    const [, from = '', to = ''] = range;
    if (from === '' && to === '') throw new FilterError(part, kind);
    const low = from === '' ? Number.NEGATIVE_INFINITY : read(from);
    const high = to === '' ? Number.POSITIVE_INFINITY : read(to);
    return (value) => value >= low && value <= high;
  }
  const [, sign = '', word = ''] = /^(>=|<=|!=|>|<|=)?(.*)$/.exec(part) ?? [];
  const than = read(word);
  switch (sign) {
    case '>':
      return (value) => value > than;
    case '>=':
      return (value) => value >= than;
    case '<':
      return (value) => value < than;
    case '<=':
      return (value) => value <= than;
    case '!=':
      return (value) => value !== than;
    default:
      return (value) => value === than;
  }
}
