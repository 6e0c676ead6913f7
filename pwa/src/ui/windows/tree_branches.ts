/** A value as a tree: what stands on a line, and what unfolds below it. Pure. */
import { Figure, NDArray, Table } from '../../rpc/index.js';

export interface Branch {
  /** Its place among its value's entries. */
  readonly at: number;
  readonly key: string;
  /** A word or two for the value. */
  readonly text: string;
  readonly value: unknown;
  readonly unfolds: boolean;
}

/** Entries of one value that are shown; the rest is counted. */
const MOST_BRANCHES = 500;
const LONGEST = 200;

export function branch(key: string, value: unknown, at = 0): Branch {
  return { at, key, text: textOf(value), value, unfolds: entriesOf(value).length > 0 };
}

/** @param wanted the places of the entries that are shown; null means all of them. */
export function branchesOf(
  value: unknown,
  wanted: ReadonlySet<number> | null = null,
): { readonly shown: readonly Branch[]; readonly more: number } {
  const all = entriesOf(value).map(([key, each], at) => [key, each, at] as const);
  const entries = wanted === null ? all : all.filter(([, , at]) => wanted.has(at));
  return {
    shown: entries.slice(0, MOST_BRANCHES).map((entry) => branch(...entry)),
    more: Math.max(0, entries.length - MOST_BRANCHES),
  };
}

/** The value at a path of places, from the root. */
export function valueAt(root: unknown, path: readonly number[]): unknown {
  return path.reduce((value, at) => entriesOf(value)[at]?.[1], root);
}

export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((each, i) => [String(i), each]);
  if (value instanceof Map) return [...value].map(([key, each]) => [textOf(key), each]);
  if (value instanceof Set) return [...value].map((each, i) => [String(i), each]);
  if (value instanceof Table) return value.columns.map((name, i) => [name, value.rows.map((row) => row[i])]);
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : [];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return shortened(JSON.stringify(value));
  if (value === null || value === undefined || typeof value !== 'object') {
    return typeof value === 'function' ? 'function' : String(value);
  }
  if (value instanceof NDArray) return `${value.dtype} array (${value.shape.join(' × ')})`;
  if (value instanceof Table) return `table, ${value.rows.length} rows`;
  if (value instanceof Figure) return `figure ${value.title}`.trim();
  if (value instanceof Blob) return `${value instanceof File ? value.name : 'file'}, ${value.size} bytes`;
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return shortened(`${value.name}: ${value.message}`);
  if (value instanceof Map) return `map, ${value.size} entries`;
  if (value instanceof Set) return `set, ${value.size} entries`;
  if (Array.isArray(value)) return `list, ${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  const count = entriesOf(value).length;
  return count > 0 ? `${count} ${count === 1 ? 'entry' : 'entries'}` : (value.constructor?.name ?? 'object');
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
