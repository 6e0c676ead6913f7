/** A picture as plugins name it: bytes, a data address, base64, an array, or an address of the network. */
import { Figure, NDArray } from '../rpc/index.js';
import { fail, isRecord } from './arguments.js';
import type { Picture } from './window_types.js';

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['PHN2Zy', 'image/svg+xml'],
];

/** @throws TypeError when the value is no picture. */
export function pictureOf(fn: string, value: unknown): Picture {
  if (value instanceof NDArray || value instanceof Blob || value instanceof URL) return value;
  if (value instanceof Uint8Array) return new Blob([new Uint8Array(value)]);
  if (value instanceof Figure) return new Blob([new Uint8Array(value.bytes)], { type: value.mime });
  if (isRecord(value) && value.src !== undefined) return pictureOf(fn, value.src);
  if (typeof value !== 'string') return fail(fn, 'a picture: bytes, an array, a data: address or base64', value);
  if (value.startsWith('data:')) return fromDataAddress(fn, value);
  const known = SIGNATURES.find(([start]) => value.startsWith(start));
  if (known !== undefined) return new Blob([decoded(fn, value)], { type: known[1] });
  // Protocol-relative addresses are common in old files.
  const address = value.startsWith('//') ? `https:${value}` : value;
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return new URL(address);
  return fail(fn, 'a picture: bytes, an array, a data: address or base64', value);
}

function fromDataAddress(fn: string, address: string): Blob {
  const match = /^data:([^;,]*)((?:;[^;,]*)*),/.exec(address);
  if (match === null) return fail(fn, 'a data: address', address);
  const [head, type = '', parameters = ''] = match;
  const body = address.slice(head.length);
  if (/;\s*base64$/i.test(parameters)) return new Blob([decoded(fn, body)], { type });
  try {
    return new Blob([decodeURIComponent(body)], { type });
  } catch {
    return fail(fn, 'a data: address', address);
  }
}

function decoded(fn: string, base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64.replace(/\s+/g, '')), (char) => char.charCodeAt(0));
  } catch {
    return fail(fn, 'base64', base64);
  }
}
