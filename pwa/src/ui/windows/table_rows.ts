/** The texts and widths of a table's cells. Pure. */
import { ClockTime, Duration } from '../../rpc/clock.js';
import type { Table } from '../../rpc/table.js';

/** A cell as text: numbers with at most six significant digits, nothing for what is missing. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') {
    if (Number.isInteger(value) || !Number.isFinite(value)) return String(value).replace('-', '−');
    const size = Math.abs(value);
    return (size >= 1e9 || size < 1e-4 ? value.toExponential(4) : String(Number(value.toPrecision(6)))).replace(
      '-',
      '−',
    );
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ClockTime || value instanceof Duration) return value.toString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The columns' widths as a CSS grid template, from the header and some of the rows; the last one takes what is left. */
export function columnWidths(table: Pick<Table, 'rows' | 'columns' | 'units'>): string {
  const step = Math.max(1, Math.floor(table.rows.length / 200));
  const widths = table.columns.map((name, column) => {
    let longest = name.length + (table.units[name]?.length ?? 0) + 3;
    for (let row = 0; row < table.rows.length; row += step)
      longest = Math.max(longest, cellText(table.rows[row]?.[column]).length);
    return `calc(${Math.min(40, Math.max(4, longest))}ch + 52px)`;
  });
  return [`calc(${String(table.rows.length).length + 1}ch + 26px)`, ...widths, 'auto'].join(' ');
}

/** Rows with their header for the clipboard, cells apart by tabs; numbers whole, as they are. */
export function tabSeparated(table: Pick<Table, 'rows' | 'columns'>, rows: readonly number[]): string {
  const line = (cells: readonly unknown[]): string =>
    cells
      .map((cell) => (cell === null || cell === undefined ? '' : String(cell).replace(/[\t\r\n]+/g, ' ')))
      .join('\t');
  return [line(table.columns), ...rows.map((row) => line(table.rows[row] ?? []))].join('\n');
}
