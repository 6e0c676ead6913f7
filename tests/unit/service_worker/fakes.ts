/** Stand-ins for Cache Storage and for a host. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AssetFile } from '../../../service_worker/content.js';

/** Entries of one cache, in memory. `room` is the most bytes that it takes. */
export class FakeCache {
  readonly entries = new Map<string, { readonly body: ArrayBuffer; readonly headers: Headers }>();
  constructor(readonly caches: FakeCaches) {}

  async match(url: string): Promise<Response | undefined> {
    const entry = this.entries.get(url);
    return entry && new Response(entry.body.slice(0), { headers: entry.headers });
  }

  async put(url: string, response: Response): Promise<void> {
    const body = await response.arrayBuffer();
    if (this.caches.used + body.byteLength > this.caches.room) throw new DOMException('full', 'QuotaExceededError');
    this.entries.set(url, { body, headers: response.headers });
  }

  async delete(url: string): Promise<boolean> {
    return this.entries.delete(url);
  }

  async keys(): Promise<{ readonly url: string }[]> {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}

export class FakeCaches {
  readonly all = new Map<string, FakeCache>();
  room = Number.POSITIVE_INFINITY;

  get used(): number {
    return [...this.all.values()]
      .flatMap(({ entries }) => [...entries.values()])
      .reduce((sum, { body }) => sum + body.byteLength, 0);
  }

  async open(name: string): Promise<FakeCache> {
    const cache = this.all.get(name) ?? new FakeCache(this);
    this.all.set(name, cache);
    return cache;
  }

  async keys(): Promise<string[]> {
    return [...this.all.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.all.delete(name);
  }

  get asCacheStorage(): CacheStorage {
    return this as unknown as CacheStorage;
  }
}

/** What a host does wrong at a path. */
export interface Fault {
  readonly status?: number;
  /** Bytes after which the connection breaks, each time. */
  readonly cut?: number;
  /** Other bytes, at the first request alone when `once`. */
  readonly instead?: Uint8Array;
  readonly once?: boolean;
  /** Nothing more comes after the first bytes. */
  readonly stall?: boolean;
  /** The host has compressed it on the way, and the browser has undone that. */
  readonly decoded?: boolean;
}

export class FakeHost {
  readonly files = new Map<string, Uint8Array>();
  readonly faults = new Map<string, Fault>();
  readonly requests: { readonly path: string; readonly range: string | null; readonly cache: string | undefined }[] =
    [];
  down = false;
  ranges = true;
  /** Requests wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Bytes in one piece of a body. */
  piece = 1000;

  constructor(readonly base: URL) {}

  count(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const path = url.slice(this.base.href.length);
    const range = new Headers(init.headers).get('range');
    this.requests.push({ path, range, cache: init.cache });
    await this.gate;
    init.signal?.throwIfAborted();
    const fault = this.faults.get(path) ?? {};
    if (this.down) throw new TypeError('Failed to fetch');
    const content = fault.instead ?? this.files.get(path);
    if (fault.once) this.faults.delete(path);
    if (fault.status || !content) return new Response('no', { status: fault.status ?? 404 });
    const from = range && this.ranges ? Number(/^bytes=(\d+)-/.exec(range)?.[1]) : 0;
    const body = content.slice(from);
    const headers = new Headers({ 'content-length': String(body.byteLength) });
    if (fault.decoded) headers.set('content-encoding', 'gzip');
    if (range && this.ranges)
      headers.set('content-range', `bytes ${from}-${content.byteLength - 1}/${content.byteLength}`);
    return new Response(this.#stream(body, fault, init.signal), { status: range && this.ranges ? 206 : 200, headers });
  };

  #stream(body: Uint8Array, { cut, stall }: Fault, signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> {
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        if (signal?.aborted) controller.error(signal.reason);
        else if (stall && at > 0) {
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          controller.error(signal?.reason);
        } else if (cut !== undefined && at >= cut) controller.error(new TypeError('network error'));
        else if (at >= body.byteLength) controller.close();
        else {
          const end = Math.min(at + this.piece, cut ?? Number.POSITIVE_INFINITY);
          controller.enqueue(body.slice(at, end));
          at = Math.min(end, body.byteLength);
        }
      },
    });
  }
}

export const base = new URL('https://example.org/some/where/');

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Puts a file on a host. @returns what the site's manifest says of it. */
export function place(host: FakeHost, path: string, content: Uint8Array, zipped = false): AssetFile {
  const wire = zipped ? new Uint8Array(gzipSync(content)) : content;
  host.files.set(path, wire);
  const encoding = zipped ? 'gzip' : 'identity';
  return { path, sha256: sha256(content), size: content.byteLength, transfer: wire.byteLength, encoding };
}

export function bytes(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, n) => (n * 31 + seed * 17 + ((n * n) >> 5)) % 256);
}

export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
