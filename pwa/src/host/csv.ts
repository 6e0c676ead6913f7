/** Tables as CSV (RFC 4180), in UTF-8. */
import type { Table } from '../rpc/table.js';

/** Units follow the column's name, as in `area (µm²)`. Empty cells are null. */
export function toCsv(table: Table): string {
  const header = table.columns.map((name) => (table.units[name] ? `${name} (${table.units[name]})` : name));
  return [header, ...table.rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
