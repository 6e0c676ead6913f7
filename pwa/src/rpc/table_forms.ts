/** What stands for a table in JavaScript: rows, columns, or both apart. */
import { NDArray } from './ndarray.js';
import { Table, type TableMeta } from './table.js';

type Plain = { readonly [key: string]: unknown };

/** What a cell may be, for a list or an object to be taken for a table without anybody saying so. */
const CELLS = new Set(['string', 'number', 'boolean', 'bigint']);

/**
 * A table out of an array of objects, `{columns, rows}` (with `units`, `name` and `labels`, if there are any), or an
 * object of arrays.
 *
 * @returns null for what is none of these.
 * @throws TypeError when columns differ in length, a row has another number of cells, or a name is there twice.
 */
export function tableOf(value: unknown): Table | null {
  if (value instanceof Table) return value;
  if (Array.isArray(value)) return value.length > 0 && value.every(isPlain) ? fromRows(value) : null;
  if (!isPlain(value)) return null;
  if (isParted(value)) return fromParts(value);
  const names = Object.keys(value);
  const cells = names.map((name) => cellsOf(value[name]));
  return names.length > 0 && cells.every((each) => each !== null) ? fromColumns(names, cells) : null;
}

/** Whether a value that nobody calls a table looks like one: rows or columns of texts, numbers and dates. */
export function looksLikeTable(value: unknown): boolean {
  if (value instanceof Table) return true;
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isPlain)) return false;
    const keys = Object.keys(value[0] ?? {});
    return (
      keys.length > 0 &&
      value.every(
        (row) =>
          Object.keys(row).length === keys.length && keys.every((key) => Object.hasOwn(row, key) && isCell(row[key])),
      )
    );
  }
  if (!isPlain(value)) return false;
  if (isParted(value)) return true;
  const cells = Object.values(value).map(cellsOf);
  const length = cells[0]?.length ?? 0;
  return length > 0 && cells.every((each) => each?.length === length && each.every(isCell));
}

function fromRows(rows: readonly Plain[]): Table {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return new Table(
    columns,
    rows.map((row) => columns.map((name) => row[name] ?? null)),
  );
}

interface Parts extends Plain {
  readonly columns: readonly unknown[];
  readonly rows: readonly unknown[];
}

/** Whether columns and rows stand apart; an object of two columns of these names holds cells in both. */
function isParted(value: Plain): value is Parts {
  const { columns, rows } = value;
  const known = ['columns', 'rows', 'units', 'name', 'labels'];
  return (
    Array.isArray(columns) &&
    Array.isArray(rows) &&
    Object.keys(value).every((key) => known.includes(key)) &&
    (rows.length === 0 || !isCell(rows[0]))
  );
}

function fromParts({ columns, rows, units, name, labels }: Parts): Table {
  const stray = columns.find((each) => typeof each !== 'string');
  if (stray !== undefined) throw new TypeError(`A column’s name is ${String(stray)}; names are texts.`);
  const cells = rows.map((row, i) => {
    const list = cellsOf(row);
    if (list === null) throw new TypeError(`Row ${i} of “rows” is no list of cells.`);
    return list;
  });
  const meta: TableMeta = {
    units: isPlain(units) ? Object.fromEntries(Object.entries(units).map(([key, unit]) => [key, String(unit)])) : {},
    name: typeof name === 'string' ? name : undefined,
    labels: typeof labels === 'string' ? labels : undefined,
  };
  return new Table(columns as readonly string[], cells, meta);
}

function fromColumns(names: readonly string[], columns: readonly (readonly unknown[])[]): Table {
  const length = columns[0]?.length ?? 0;
  const other = columns.findIndex((column) => column.length !== length);
  if (other > 0) {
    throw new TypeError(
      `The columns of a table are of one length, but “${names[0]}” has ${length} and “${names[other]}” has ${columns[other]?.length}.`,
    );
  }
  return new Table(
    names,
    Array.from({ length }, (_, row) => columns.map((column) => column[row] ?? null)),
  );
}

/** The cells of a column or row; null for what is no list. */
function cellsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value instanceof NDArray) return value.shape.length === 1 ? Array.from(value.data as ArrayLike<unknown>) : null;
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : null;
}

function isCell(value: unknown): boolean {
  return value === null || value === undefined || CELLS.has(typeof value) || value instanceof Date;
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
