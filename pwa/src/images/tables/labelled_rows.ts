/** Which row of a table tells of which label, or of which point or shape by its name. */
import type { Table } from '../../rpc/table.js';
import { numberOf } from './cells.js';

/** Columns that name labels, the first that there is. */
const NAMES = ['label', 'index'];

/** @returns the column whose numbers are labels; -1 where there is none. */
export function labelColumn(table: Pick<Table, 'columns'>): number {
  const names = table.columns.map((name) => name.trim().toLowerCase());
  return names.indexOf(NAMES.find((name) => names.includes(name)) ?? '');
}

/** The labels of these rows, each once. */
export function labelsOfRows(table: Table, rows: Iterable<number>): readonly number[] {
  const column = labelColumn(table);
  if (column < 0) return [];
  const labels = new Set<number>();
  for (const row of rows) {
    const label = numberOf(table.rows[row]?.[column]);
    if (Number.isInteger(label) && label !== 0) labels.add(label);
  }
  return [...labels];
}

/** The rows that tell of these labels. */
export function rowsOfLabels(table: Table, labels: readonly number[]): ReadonlySet<number> {
  const column = labelColumn(table);
  const wanted = new Set(labels);
  const rows = new Set<number>();
  if (column < 0 || wanted.size === 0) return rows;
  table.rows.forEach((cells, row) => {
    if (wanted.has(numberOf(cells[column]))) rows.add(row);
  });
  return rows;
}

/** The names of points or shapes that these rows tell of. */
export function namesOfRows(table: Table, rows: Iterable<number>): ReadonlySet<string> {
  const column = labelColumn(table);
  return new Set(column < 0 ? [] : [...rows].map((row) => String(table.rows[row]?.[column] ?? '')));
}

/** The rows that tell of points or shapes of these names. */
export function rowsOfNames(table: Table, names: ReadonlySet<string>): ReadonlySet<number> {
  const column = labelColumn(table);
  const rows = new Set<number>();
  if (column < 0 || names.size === 0) return rows;
  table.rows.forEach((cells, row) => {
    const name = String(cells[column] ?? '');
    if (name !== '' && names.has(name)) rows.add(row);
  });
  return rows;
}
