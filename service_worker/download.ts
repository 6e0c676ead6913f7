/** Fetches a file whole. A connection that is cut is taken up again where it broke off, as far as the host can. */
import { AssetFault, statusWords } from './asset_fault.js';
import { STALL, Watch, wait } from './connection.js';
import type { Bytes } from './content.js';

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Told of the bytes that are there, and how many there will be if the host says so. */
  readonly onBytes?: ((received: number, total: number | null) => void) | undefined;
  /** Most bytes to take. */
  readonly limit?: number | undefined;
  readonly cache?: RequestCache | undefined;
  /** Milliseconds without a byte after which the connection counts as cut. */
  readonly stall?: number | undefined;
  /** Milliseconds to wait before tries that come after one which got no further; with the last one it is given up. */
  readonly pauses?: readonly number[] | undefined;
  /** What to call the file in messages; its address by default. */
  readonly source?: string | undefined;
}

const PAUSES = [300, 1500];

/** A connection that broke off. */
class Cut extends Error {
  constructor(
    readonly received: number,
    readonly why: string,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}

/** @throws AssetFault when it can't be had; the signal's reason when it was aborted. */
export async function download(url: URL, options: DownloadOptions): Promise<Bytes> {
  const attempt = new Attempt(url, options);
  let furthest = 0;
  let tries = 0;
  for (;;) {
    try {
      await attempt.go();
      return attempt.joined();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Cut)) throw error;
      if (error.received > furthest) tries = 0;
      furthest = Math.max(furthest, error.received);
      const pause = (options.pauses ?? PAUSES)[tries++];
      // Where no host has ever answered there is nothing to take up: tell at once.
      if (!attempt.answered || pause === undefined) throw attempt.fault(error);
      await wait(pause, options.signal);
    }
  }
}

class Attempt {
  readonly #url: URL;
  readonly #options: DownloadOptions;
  #parts: Bytes[] = [];
  #received = 0;
  #resumable = true;
  /** Whether the host has begun an answer at least once. */
  answered = false;

  constructor(url: URL, options: DownloadOptions) {
    this.#url = url;
    this.#options = options;
  }

  joined(): Bytes {
    const [only] = this.#parts;
    if (only && this.#parts.length === 1) return only;
    const out = new Uint8Array(this.#received);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.byteLength;
    }
    return out;
  }

  fault(cut: Cut): AssetFault {
    const source = this.#options.source ?? this.#url.href;
    return new AssetFault({ kind: 'fetch', source, status: null, why: cut.why }, { cause: cut.cause });
  }

  /** One connection. @throws Cut when it ends before the file does. */
  async go(): Promise<void> {
    if (!this.#resumable) this.#restart();
    const { signal, stall = STALL } = this.#options;
    const stop = new AbortController();
    const watch = new Watch(stall, () => stop.abort());
    const onAbort = (): void => stop.abort();
    signal?.throwIfAborted();
    signal?.addEventListener('abort', onAbort);
    try {
      await this.#receive(stop.signal, watch);
    } catch (cause) {
      if (cause instanceof AssetFault || cause instanceof Cut) throw cause;
      throw new Cut(this.#received, watch.over ? `nothing came for ${stall / 1000} s.` : this.#why(), { cause });
    } finally {
      watch.stop();
      signal?.removeEventListener('abort', onAbort);
      // Lets the connection go when reading ended early; it has no effect on one that is complete.
      stop.abort();
    }
  }

  async #receive(signal: AbortSignal, watch: Watch): Promise<void> {
    const response = await this.#request(signal);
    this.answered = true;
    const total = this.#check(response);
    const reader = response.body?.getReader();
    for (;;) {
      watch.alive();
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      this.#take(value as Bytes, total);
    }
    if (total !== null && this.#received < total) throw new Cut(this.#received, this.#why());
  }

  #request(signal: AbortSignal): Promise<Response> {
    const { fetch, cache = 'default' } = this.#options;
    const headers: HeadersInit = this.#received > 0 ? { range: `bytes=${this.#received}-` } : {};
    return fetch(this.#url.href, { signal, headers, cache: this.#received > 0 ? 'no-store' : cache });
  }

  /** @returns the bytes that there will be in all, if the host says so. @throws AssetFault for an answer that is no file. */
  #check(response: Response): number | null {
    const continued =
      response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${this.#received}-`);
    if (!continued) {
      const from = this.#received;
      this.#restart();
      if (response.status === 416 || response.status === 206) throw new Cut(from, 'its host sent another part of it.');
    }
    if (!response.ok) {
      const source = this.#options.source ?? this.#url.href;
      throw new AssetFault({ kind: 'fetch', source, status: response.status, why: statusWords(response.status) });
    }
    // What the host compressed on the way is counted and continued in bytes that are not seen here.
    this.#resumable = !response.headers.get('content-encoding');
    const length = response.headers.get('content-length');
    return length === null || !this.#resumable ? null : this.#received + Number(length);
  }

  #take(part: Bytes, total: number | null): void {
    const { limit = Number.POSITIVE_INFINITY, onBytes } = this.#options;
    this.#parts.push(part);
    this.#received += part.byteLength;
    if (this.#received > limit) {
      const source = this.#options.source ?? this.#url.href;
      throw new AssetFault({ kind: 'fetch', source, status: null, why: `it has more than ${limit} bytes.` });
    }
    onBytes?.(this.#received, total);
  }

  #restart(): void {
    this.#parts = [];
    this.#received = 0;
  }

  #why(): string {
    if (globalThis.navigator?.onLine === false)
      return 'this device is offline. Connect it to the network and try again.';
    if (this.#received > 0) return `the connection broke off after ${(this.#received / 1e6).toFixed(1)} MB. Try again.`;
    const own = this.#url.origin === globalThis.location?.origin;
    return own
      ? 'the site can not be reached. Connect this device to the network and try again.'
      : 'there is no such host, it can not be reached, or it does not let other sites read its files (CORS). Check the address, or open a copy from this device.';
  }
}
