/** The order in which a table's rows are shown. */
import { columnKind, isMissing, numbersOf, type Rows } from './cells.js';

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });
const ASCII = /^[\0-\x7f]*$/;

/** Row numbers in the order they are shown; equal rows keep their order, and what has no value comes last. */
export function sortedRows(table: Rows, sorting: Sorting | null): readonly number[] {
  const order = Array.from({ length: table.rows.length }, (_, row) => row);
  if (!sorting) return order;
  const { column, descending } = sorting;
  const keys = columnKind(table, column) === 'text' ? ranksOf(table, column) : numbersOf(table, column);
  const there = order.filter((row) => !Number.isNaN(keys[row]));
  const missing = order.filter((row) => Number.isNaN(keys[row]));
  const key = (row: number): number => keys[row] as number;
  // Subtraction would make NaN of two infinities.
  const up = (a: number, b: number): number => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b);
  there.sort(descending ? (a, b) => (key(a) === key(b) ? a - b : up(b, a)) : up);
  return [...there, ...missing];
}

/** The place of each row's text among all different texts: texts are compared once each, not once a row. */
function ranksOf(table: Rows, column: number): Float64Array {
  const texts = table.rows.map((row) => (isMissing(row[column]) ? null : String(row[column])));
  const different = inOrder([...new Set(texts.filter((text): text is string => text !== null))]);
  const ranks = new Map(different.map((text, rank) => [text, rank]));
  return Float64Array.from(texts, (text) => (text === null ? Number.NaN : (ranks.get(text) ?? Number.NaN)));
}

/** Texts as people order them: whatever their case, with numbers in them by their size. */
function inOrder(texts: readonly string[]): readonly string[] {
  if (!texts.every((text) => ASCII.test(text))) return [...texts].sort(collator.compare);
  // Ten times as fast as the collator: a number is led by how many digits it has.
  const keyed = texts.map((text) => {
    const key = text
      .toLowerCase()
      .replace(/0*(\d+)/g, (_, digits: string) => String.fromCharCode(48 + Math.min(digits.length, 40)) + digits);
    return { text, key };
  });
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ text }) => text);
}
