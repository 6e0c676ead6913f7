/** Reads what a caller gave to an api function. Callers are not trusted: every value is looked at. */
import { Figure, NDArray, Table } from '../rpc/index.js';
import type { PluginRequest, WindowRequest } from './services.js';

/** @throws TypeError naming the function, the argument and what was given. */
function fail(fn: string, expected: string, given: unknown): never {
  throw new TypeError(`${fn}: expected ${expected}, got ${describe(given)}.`);
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `“${value.length > 40 ? `${value.slice(0, 37)}…` : value}”`;
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`;
  return `a ${value.constructor?.name ?? 'object'}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as never)
  );
}

function known(fn: string, record: Record<string, unknown>, keys: readonly string[]): void {
  const extra = Object.keys(record).find((key) => !keys.includes(key));
  if (extra !== undefined) throw new TypeError(`${fn}: unknown argument “${extra}”; there are ${keys.join(', ')}.`);
}

export function text(fn: string, value: unknown, name = 'text'): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return fail(fn, name, value);
}

/** A plugin by its name or address, or `{name | src, sha256, confirm}`. */
export function pluginRequest(fn: string, value: unknown, maySkipQuestion: boolean): PluginRequest {
  if (typeof value === 'string') return { src: value, sha256: null, confirm: true };
  if (!isRecord(value)) return fail(fn, 'the name or address of a plugin', value);
  known(fn, value, ['src', 'name', 'sha256', 'confirm']);
  const src = value.src ?? value.name;
  if (typeof src !== 'string' || src === '') return fail(fn, '“src”, the address of a plugin, or “name”', src);
  const sha256 = value.sha256 ?? null;
  if (sha256 !== null && (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)))
    return fail(fn, '“sha256” of 64 hexadecimal digits', sha256);
  return { src, sha256: sha256?.toLowerCase() ?? null, confirm: !(maySkipQuestion && value.confirm === false) };
}

/** `{type, name, data}`; the type may be left out where the data tells it. */
export function windowRequest(value: unknown): WindowRequest {
  const fn = 'createWindow';
  const config = isRecord(value) ? value : { data: value };
  known(fn, config, ['type', 'name', 'title', 'data']);
  const { data } = config;
  const type: unknown = config.type ?? typeOf(data);
  const name = text(fn, config.name ?? config.title ?? nameOf(data) ?? 'Untitled', '“name”, a text');
  switch (type) {
    case 'image':
    case 'labels': {
      const layers = Array.isArray(data) ? data : [data];
      if (layers.length === 0 || !layers.every((layer) => layer instanceof NDArray))
        return fail(fn, '“data”, an array (NDArray) or a list of them', data);
      return { type: 'image', name, layers };
    }
    case 'table':
      if (!(data instanceof Table)) return fail(fn, '“data”, a Table', data);
      return { type: 'table', name, table: data };
    case 'figure':
      if (data instanceof Figure)
        return { type: 'figure', name, picture: new Blob([new Uint8Array(data.bytes)], { type: data.mime }) };
      if (data instanceof Blob) return { type: 'figure', name, picture: data };
      return fail(fn, '“data”, a figure', data);
    case 'text':
      return { type: 'text', name, text: text(fn, data, '“data”, a text') };
    default:
      return fail(fn, '“type”, one of image, table, figure, text', type);
  }
}

/** The kind of window that shows a value. */
export function typeOf(value: unknown): WindowRequest['type'] | null {
  if (
    value instanceof NDArray ||
    (Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof NDArray))
  )
    return 'image';
  if (value instanceof Table) return 'table';
  if (value instanceof Figure) return 'figure';
  return typeof value === 'string' ? 'text' : null;
}

function nameOf(value: unknown): string | null {
  if (value instanceof NDArray || value instanceof Table) return value.name ?? null;
  return value instanceof Figure && value.title !== '' ? value.title : null;
}

/** An image's bytes or address. */
export function imageSource(value: unknown): Blob | URL {
  const fn = 'openImage';
  if (value instanceof Blob) return value;
  if (value instanceof Uint8Array) return new Blob([new Uint8Array(value)]);
  const address = value instanceof URL ? value.href : value;
  if (typeof address === 'string' && URL.canParse(address, document.baseURI)) {
    const url = new URL(address, document.baseURI);
    if (['http:', 'https:', 'blob:'].includes(url.protocol)) return url;
  }
  return fail(fn, 'a file or an address that begins with https:', value);
}

/** A file's content: bytes, text, a Blob or a figure. */
export function fileContent(value: unknown): Blob {
  if (value instanceof Blob) return value;
  if (value instanceof Uint8Array) return new Blob([new Uint8Array(value)]);
  if (value instanceof Figure) return new Blob([new Uint8Array(value.bytes)], { type: value.mime });
  if (typeof value === 'string') return new Blob([value], { type: 'text/plain' });
  return fail('exportFile', 'bytes, a text or a file', value);
}
