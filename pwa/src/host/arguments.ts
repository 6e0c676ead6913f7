/** Reads what a caller gave to an api function. Callers are not trusted: every value is looked at. */
import { Figure } from '../rpc/index.js';
import type { PluginRequest } from './services.js';

/** @throws TypeError naming the function, the argument and what was given. */
export function fail(fn: string, expected: string, given: unknown): never {
  throw new TypeError(`${fn}: expected ${expected}, got ${describe(given)}.`);
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `“${value.length > 40 ? `${value.slice(0, 37)}…` : value}”`;
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const name = value.constructor?.name || 'object';
  return `${/^([aeiou]|ND)/i.test(name) ? 'an' : 'a'} ${name}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as never)
  );
}

export function known(fn: string, record: Record<string, unknown>, keys: readonly string[]): void {
  const extra = Object.keys(record).find((key) => !keys.includes(key));
  if (extra !== undefined) throw new TypeError(`${fn}: unknown argument “${extra}”; there are ${keys.join(', ')}.`);
}

export function text(fn: string, value: unknown, name = 'text'): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return fail(fn, name, value);
}

/** A plugin by its name or address, or `{name, src, tag, sha256, confirm}`. */
export function pluginRequest(fn: string, value: unknown, maySkipQuestion: boolean): PluginRequest {
  if (typeof value === 'string') return { src: value, sha256: null, confirm: true };
  if (!isRecord(value)) return fail(fn, 'the name or address of a plugin', value);
  known(fn, value, ['src', 'name', 'tag', 'sha256', 'confirm']);
  const { name, tag } = value;
  const given = value.src ?? name;
  if (typeof given !== 'string' || given === '') return fail(fn, '“src”, the address of a plugin, or “name”', given);
  if (name != null && typeof name !== 'string') return fail(fn, '“name”, the name of a plugin', name);
  if (tag != null && typeof tag !== 'string') return fail(fn, '“tag”, one of the tags of the plugin', tag);
  const src = tag && value.src != null && !given.endsWith(`@${tag}`) ? `${given}@${tag}` : given;
  const sha256 = value.sha256 ?? null;
  if (sha256 !== null && (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)))
    return fail(fn, '“sha256” of 64 hexadecimal digits', sha256);
  const confirm = !(maySkipQuestion && value.confirm === false);
  const named = typeof name === 'string' && name !== src ? { name } : {};
  return { src, ...named, sha256: sha256?.toLowerCase() ?? null, confirm };
}

/** A file, its bytes, or an address. */
export function fileOrAddress(fn: string, value: unknown): Blob | URL {
  if (value instanceof Blob) return value;
  if (value instanceof Uint8Array) return new Blob([new Uint8Array(value)]);
  if (value instanceof ArrayBuffer) return new Blob([value]);
  const address = value instanceof URL ? value.href : value;
  if (typeof address === 'string' && URL.canParse(address, document.baseURI)) {
    const url = new URL(address, document.baseURI);
    if (['http:', 'https:', 'blob:'].includes(url.protocol)) return url;
  }
  return fail(fn, 'a file or an address that begins with https:', value);
}

/** A file's content: bytes, text, a Blob or a figure. */
export function fileContent(fn: string, value: unknown): Blob {
  if (value instanceof Blob) return value;
  if (value instanceof Uint8Array) return new Blob([new Uint8Array(value)]);
  if (value instanceof Figure) return new Blob([new Uint8Array(value.bytes)], { type: value.mime });
  if (typeof value === 'string') return new Blob([value], { type: 'text/plain' });
  return fail(fn, 'bytes, a text or a file', value);
}
