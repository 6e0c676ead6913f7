/** Reads what came over a plugin's port. Plugins are not trusted: every field is looked at. */
import type { FetchRequest, NetworkRequest } from '../../contracts/network.js';

/** Bytes that one request may carry, and characters of its address. */
const LARGEST_BODY = 1_000_000_000;
const LONGEST_ADDRESS = 100_000;
const MOST_HEADERS = 500;

const MODES: readonly unknown[] = ['cors', 'no-cors', 'same-origin'];
const REDIRECTS: readonly unknown[] = ['follow', 'error', 'manual'];
const CACHES: readonly unknown[] = ['default', 'force-cache', 'no-cache', 'no-store', 'only-if-cached', 'reload'];

/** @returns null for what is no request. */
export function readRequest(data: unknown): NetworkRequest | null {
  if (typeof data !== 'object' || data === null) return null;
  const given = data as { readonly [key: string]: unknown };
  const { id } = given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  switch (given.t) {
    case 'fetch':
      return readFetch(given, id);
    case 'pull':
    case 'abort':
      return { t: given.t, id };
    case 'socket': {
      const { url, protocols } = given;
      if (!isAddress(url) || !Array.isArray(protocols) || !protocols.every((name) => typeof name === 'string'))
        return null;
      return { t: 'socket', id, url, protocols };
    }
    case 'send':
      return typeof given.data === 'string' || given.data instanceof ArrayBuffer
        ? { t: 'send', id, data: given.data }
        : null;
    case 'close': {
      const { code, reason } = given;
      if ((code !== null && typeof code !== 'number') || typeof reason !== 'string') return null;
      return { t: 'close', id, code, reason };
    }
    default:
      return null;
  }
}

function readFetch(given: { readonly [key: string]: unknown }, id: number): FetchRequest | null {
  const { url, method, headers, body, mode, redirect, cache, integrity } = given;
  if (!isAddress(url) || typeof method !== 'string' || method.length > 100 || !isHeaders(headers)) return null;
  if (body !== null && !(body instanceof ArrayBuffer && body.byteLength <= LARGEST_BODY)) return null;
  if (!MODES.includes(mode) || !REDIRECTS.includes(redirect) || !CACHES.includes(cache)) return null;
  if (typeof integrity !== 'string') return null;
  return {
    t: 'fetch',
    id,
    url,
    method,
    headers,
    body,
    mode: mode as FetchRequest['mode'],
    redirect: redirect as FetchRequest['redirect'],
    cache: cache as RequestCache,
    integrity,
    keep: given.keep === true && method === 'GET',
  };
}

function isAddress(url: unknown): url is string {
  return typeof url === 'string' && url.length <= LONGEST_ADDRESS;
}

function isHeaders(headers: unknown): headers is [string, string][] {
  const isPair = (pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
  return Array.isArray(headers) && headers.length <= MOST_HEADERS && headers.every(isPair);
}
