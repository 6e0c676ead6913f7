/** What a table's cells are to sorting, filtering, measuring and plotting. */
import type { Table } from '../../rpc/table.js';

export type Rows = Pick<Table, 'rows'>;

export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

/** A cell as a number: moments in milliseconds, true and false as 1 and 0; NaN for what is none. */
export function numberOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'bigint':
    case 'boolean':
      return Number(value);
    default:
      return value instanceof Date ? value.getTime() : Number.NaN;
  }
}

/** A column as numbers, one a row. */
export function numbersOf(table: Rows, column: number): Float64Array {
  return Float64Array.from(table.rows, (row) => numberOf(row[column]));
}

export type ColumnKind = 'number' | 'date' | 'text';

const kinds = new WeakMap<readonly unknown[], Map<number, ColumnKind>>();

/** What a column holds: numbers or moments where all its cells that are there are such, else texts. */
export function columnKind(table: Rows, column: number): ColumnKind {
  const known = kinds.get(table.rows) ?? new Map<number, ColumnKind>();
  kinds.set(table.rows, known);
  const kind = known.get(column) ?? readKind(table, column);
  known.set(column, kind);
  return kind;
}

function readKind(table: Rows, column: number): ColumnKind {
  let found: ColumnKind | null = null;
  for (const row of table.rows) {
    const cell = row[column];
    if (isMissing(cell) && typeof cell !== 'number') continue;
    const kind =
      typeof cell === 'number' || typeof cell === 'bigint' ? 'number' : cell instanceof Date ? 'date' : 'text';
    if (kind === 'text' || (found !== null && found !== kind)) return 'text';
    found = kind;
  }
  return found ?? 'text';
}
