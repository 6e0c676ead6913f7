/** Fetches a file as a stream that is taken up again where it broke off, in this visit or a later one. */
import { STALL, Watch, wait } from '../../../service_worker/asset_cache.js';
import { FetchError } from '../contracts/errors.js';

/** By what a host tells that a file is still the same one. */
export interface Validators {
  readonly etag: string | null;
  readonly modified: string | null;
  /** Bytes of the whole file, where the host says so. */
  readonly total: number | null;
}

export interface StreamOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Bytes that are there already, and of what file. */
  readonly from: number;
  readonly known: Validators | null;
  /** Told before the first byte of each connection. */
  readonly onStart: (validators: Validators) => Promise<void>;
  /** Told that the file is another one than what is there belongs to, or can't be continued: it begins anew. */
  readonly onRestart: () => Promise<void>;
  readonly onBytes: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Milliseconds without a byte after which a connection counts as cut. */
  readonly stall?: number | undefined;
  /** Milliseconds to wait before tries that come after one which got no further. */
  readonly pauses?: readonly number[] | undefined;
}

const PAUSES = [300, 1500, 5000];

/** @throws FetchError; the signal's reason when it was aborted; what the callbacks throw. */
export async function streamDownload(url: URL, options: StreamOptions): Promise<void> {
  const { signal, pauses = PAUSES } = options;
  const state: State = { received: options.from, known: options.known };
  for (let tries = 0; ; ) {
    const before = state.received;
    try {
      await connect(url, options, state);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Cut)) throw error;
      if (state.received > before) tries = 0;
      const pause = pauses[tries++];
      if (pause === undefined) throw new FetchError(words(url, state.received), url.href, null, { cause: error.cause });
      await wait(pause, signal);
    }
  }
}

interface State {
  received: number;
  known: Validators | null;
}

/** A connection that broke off before the file was whole. */
class Cut extends Error {}

async function connect(url: URL, options: StreamOptions, state: State): Promise<void> {
  const { signal, stall = STALL } = options;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort, { once: true });
  const watch = new Watch(stall, onAbort);
  try {
    const response = await request(url, options, state, stop.signal);
    const total = await begin(url, response, options, state);
    if (total === state.received) return;
    const reader = response.body?.getReader();
    for (;;) {
      watch.alive();
      const { done, value } = (await reader?.read().catch(cut)) ?? { done: true, value: undefined };
      if (done) break;
      // Counted before: the bytes' memory moves on.
      state.received += value.byteLength;
      watch.stop();
      await options.onBytes(value as Uint8Array<ArrayBuffer>);
    }
    if (total !== null && state.received < total) throw new Cut();
  } finally {
    watch.stop();
    signal?.removeEventListener('abort', onAbort);
    stop.abort();
  }
}

async function request(
  url: URL,
  { fetch }: StreamOptions,
  { received }: State,
  signal: AbortSignal,
): Promise<Response> {
  // No `If-Range`: a host of another origin would have to allow it first, and most have never heard of it.
  const headers: HeadersInit = received > 0 ? { range: `bytes=${received}-` } : {};
  const response = await fetch(url.href, { signal, headers, cache: 'no-store', credentials: 'omit' }).catch(cut);
  if (response.status === 416) return response;
  if (!response.ok)
    throw new FetchError(
      `${url.href} could not be fetched: its host answered ${response.status}. Check the address.`,
      url.href,
      response.status,
    );
  return response;
}

/** @returns the bytes that there are in all, where that is known. */
async function begin(url: URL, response: Response, options: StreamOptions, state: State): Promise<number | null> {
  const now = validatorsOf(response, response.status === 206 ? state.received : 0);
  const continued = response.status === 206 && isSame(state.known, now) && fitsRange(response, state.received);
  if (!continued && state.received > 0) {
    // Everything is there, and the host only says that there is nothing beyond.
    if (response.status === 416 && state.known?.total === state.received) return state.received;
    state.received = 0;
    state.known = null;
    await options.onRestart();
    if (response.status !== 200) throw new Cut();
  }
  if (response.status === 416)
    throw new FetchError(`${url.href} is empty, or its host refuses to send it.`, url.href, response.status);
  state.known = { ...now, total: now.total ?? state.known?.total ?? null };
  await options.onStart(state.known);
  return now.total;
}

function validatorsOf(response: Response, from: number): Validators {
  const { headers } = response;
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  return {
    etag: headers.get('etag'),
    modified: headers.get('last-modified'),
    total: length === null ? null : from + Number(length),
  };
}

/** What both say has to agree; hosts of another origin hide much of it. */
function isSame(before: Validators | null, now: Validators): boolean {
  if (before === null) return false;
  const keys = ['etag', 'modified', 'total'] as const;
  return keys.every((key) => before[key] === null || now[key] === null || before[key] === now[key]);
}

function fitsRange(response: Response, from: number): boolean {
  const range = response.headers.get('content-range');
  return range === null || range.startsWith(`bytes ${from}-`);
}

function cut(cause: unknown): never {
  throw new Cut('', { cause });
}

function words(url: URL, received: number): string {
  if (globalThis.navigator?.onLine === false)
    return `${url.href} could not be fetched: this device is offline. What has come is kept; connect it and try again.`;
  return received > 0
    ? `The connection to ${url.host} broke off after ${(received / 1e6).toFixed(1)} MB. What has come is kept; try again to go on.`
    : `${url.href} could not be fetched: there is no such host, it can't be reached, or it does not let other sites read its files (CORS). Check the address, or open a copy from this device.`;
}
