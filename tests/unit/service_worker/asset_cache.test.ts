import { beforeEach, describe, expect, it } from 'vitest';
import { ASSET_CACHE, AssetCache, AssetFault } from '../../../service_worker/asset_cache.js';
import { base, bytes, FakeCaches, FakeHost, place, sha256 } from './fakes.js';

const CONTENT = bytes(5000);
let host: FakeHost;
let caches: FakeCaches;
let cache: AssetCache;

beforeEach(() => {
  host = new FakeHost(base);
  caches = new FakeCaches();
  cache = new AssetCache(base, { caches: caches.asCacheStorage, fetch: host.fetch, stall: 50, pauses: [1, 1] });
});

async function fault(work: Promise<unknown>): Promise<AssetFault> {
  const error = await work.then(
    () => null,
    (each: unknown) => each,
  );
  if (!(error instanceof AssetFault)) throw new Error(`There was no AssetFault, but ${String(error)}.`);
  return error;
}

describe('a file that is fetched', () => {
  it.each([false, true])('is its content, decoded when it is zipped (%s)', async (zipped) => {
    const file = place(host, 'assets/x.bin.gz', CONTENT, zipped);
    expect(new Uint8Array(await cache.fetch(file))).toEqual(CONTENT);
  });

  it('may have been decoded by its host', async () => {
    const file = place(host, 'assets/x.bin.gz', CONTENT, true);
    host.faults.set(file.path, { instead: CONTENT, decoded: true });
    expect(new Uint8Array(await cache.fetch(file))).toEqual(CONTENT);
  });

  it('may itself be a gzip file', async () => {
    const inner = place(host, 'inner', CONTENT, true);
    const content = host.files.get(inner.path) ?? new Uint8Array();
    const file = place(host, 'assets/x.gz.gz', content, true);
    expect(sha256(new Uint8Array(await cache.fetch(file)))).toBe(file.sha256);
    host.faults.set(file.path, { instead: content, decoded: true });
    expect(sha256(new Uint8Array(await cache.fetch(file)))).toBe(file.sha256);
  });

  it('with other bytes is refused with both hashes, after the host itself was asked', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    const other = bytes(5000, 2);
    host.faults.set(file.path, { instead: other });
    expect((await fault(cache.fetch(file))).fault).toEqual({
      kind: 'hash',
      source: 'assets/x.bin',
      expected: file.sha256,
      actual: sha256(other),
    });
    expect(host.requests.map((request) => request.cache)).toEqual(['default', 'reload']);
  });

  it('from a stale cache on the way is fetched from the host itself', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    host.faults.set(file.path, { instead: bytes(5000, 2), once: true });
    expect(new Uint8Array(await cache.fetch(file))).toEqual(CONTENT);
  });

  it('asks again for what has no hash in its name', async () => {
    await cache.fetch(place(host, 'index.html', CONTENT));
    expect(host.requests[0]?.cache).toBe('no-cache');
  });

  it('that is broken gzip, or unpacks to more than it should, is refused', async () => {
    const file = place(host, 'assets/x.bin.gz', CONTENT, true);
    const wire = host.files.get(file.path) ?? new Uint8Array();
    host.faults.set(file.path, { instead: wire.slice(0, -9) });
    expect((await fault(cache.fetch(file))).fault.kind).toBe('hash');
    const bomb = place(host, 'assets/bomb.gz', new Uint8Array(10_000_000), true);
    expect((await fault(cache.fetch({ ...bomb, size: 100 }))).fault.kind).toBe('hash');
  });

  it('that is larger than it may be is not read to its end', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    host.faults.set(file.path, { instead: bytes(1_000_000) });
    expect((await fault(cache.fetch(file))).message).toContain('more than 5000 bytes');
  });

  it('is taken up where the connection broke off', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    host.faults.set(file.path, { cut: 2000 });
    const fractions: number[] = [];
    const content = await cache.fetch(file, { onProgress: (fraction) => fractions.push(fraction) });
    expect(new Uint8Array(content)).toEqual(CONTENT);
    expect(host.requests.map(({ range }) => range)).toEqual([null, 'bytes=2000-', 'bytes=4000-']);
    expect(fractions).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('is begun anew where the host can not go on in the middle', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    host.ranges = false;
    host.faults.set(file.path, { cut: 2000, once: true });
    expect(new Uint8Array(await cache.fetch(file))).toEqual(CONTENT);
  });

  it('that is cut again and again is given up with a word about how far it came', async () => {
    const file = place(host, 'assets/x.bin', bytes(3_000_000));
    host.ranges = false;
    host.piece = 1_000_000;
    host.faults.set(file.path, { cut: 2_000_000 });
    const { fault: told } = await fault(cache.fetch(file));
    expect(told).toMatchObject({
      kind: 'fetch',
      status: null,
      why: 'the connection broke off after 2.0 MB. Try again.',
    });
    expect(host.count(file.path)).toBe(3);
  });

  it('of which nothing comes any more is given up', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    host.faults.set(file.path, { stall: true });
    host.ranges = false;
    expect((await fault(cache.fetch(file))).message).toContain('nothing came for 0.05 s');
  });

  it('that the host has not is told at once, with its answer', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    for (const [status, word] of [
      [404, 'no such file'],
      [403, 'does not give it'],
      [429, 'no more requests'],
      [503, 'a problem'],
    ] as const) {
      host.faults.set(file.path, { status });
      const { fault: told } = await fault(cache.fetch(file));
      expect(told).toMatchObject({ kind: 'fetch', status, why: expect.stringContaining(word) });
    }
    host.down = true;
    host.requests.length = 0;
    expect((await fault(cache.fetch(file))).fault).toMatchObject({ kind: 'fetch', status: null });
    expect(host.requests).toHaveLength(1);
  });

  it('stops when it is no longer wanted, with the reason', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error('enough'));
    await expect(cache.fetch(file, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    await expect(cache.fetch(file, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    expect(host.requests).toHaveLength(1);
  });
});

describe('a file that is kept', () => {
  it('lies under its sha256 below the base, with its length and type', async () => {
    const file = place(host, 'assets/x.wasm.gz', CONTENT, true);
    await cache.save(file);
    const kept = await (await caches.open(ASSET_CACHE)).match(`${base.href}assets/${file.sha256}`);
    expect(kept?.headers.get('content-length')).toBe('5000');
    expect(kept?.headers.get('content-type')).toBe('application/wasm');
    expect(new Uint8Array((await cache.read(file)) ?? new ArrayBuffer())).toEqual(CONTENT);
  });

  it('is not fetched a second time', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    await cache.save(file);
    await cache.save(file);
    expect(host.count(file.path)).toBe(1);
    expect(await cache.missing([file, place(host, 'assets/y.bin', bytes(3))])).toMatchObject([
      { path: 'assets/y.bin' },
    ]);
  });

  it.each([
    ['other bytes', bytes(5000, 9)],
    ['a part of it', bytes(4000)],
  ])('and has become %s is removed when it is read', async (_, broken) => {
    const file = place(host, 'assets/x.bin', CONTENT);
    await cache.put(file, broken.buffer);
    expect(await cache.read(file)).toBeNull();
    expect(await cache.match(file)).toBeUndefined();
  });

  it('says how much room there was to have been', async () => {
    const file = place(host, 'assets/x.bin', CONTENT);
    caches.room = 100;
    const { fault: told, cause } = await fault(cache.save(file));
    expect(told).toMatchObject({ kind: 'storage', source: 'assets/x.bin', needed: 5000 });
    expect(cause).toMatchObject({ name: 'QuotaExceededError' });
    expect(await cache.has(file)).toBe(false);
  });

  it('is none where the browser keeps nothing', async () => {
    const denied = { open: () => Promise.reject(new DOMException('no', 'SecurityError')) } as unknown as CacheStorage;
    for (const storage of [undefined, denied]) {
      const nothing = new AssetCache(base, { caches: storage, fetch: host.fetch });
      const file = place(host, 'assets/x.bin', CONTENT);
      expect(await nothing.has(file)).toBe(false);
      expect(await nothing.read(file)).toBeNull();
      expect((await nothing.fetch(file)).byteLength).toBe(5000);
    }
  });
});

describe('a lock', () => {
  /** Locks that are given in turn, as a browser's are. */
  class FakeLocks {
    #last: Promise<unknown> = Promise.resolve();
    async request<T>(_name: string, _options: unknown, work: () => Promise<T>): Promise<T> {
      const run = this.#last.then(work);
      this.#last = run.catch(() => undefined);
      return run;
    }
  }

  it('keeps two from fetching one file at once', async () => {
    const locks = new FakeLocks() as unknown as LockManager;
    const file = place(host, 'assets/x.bin', CONTENT);
    const dependencies = { caches: caches.asCacheStorage, fetch: host.fetch, locks };
    const [page, worker] = [new AssetCache(base, dependencies), new AssetCache(base, dependencies)];
    await Promise.all([page.save(file), worker.save(file)]);
    expect(host.count(file.path)).toBe(1);
  });

  it('passes on what the work throws', async () => {
    const locks = new FakeLocks() as unknown as LockManager;
    const locked = new AssetCache(base, { caches: caches.asCacheStorage, fetch: host.fetch, locks });
    await expect(locked.exclusively('x', undefined, () => Promise.reject(new Error('inside')))).rejects.toThrow(
      'inside',
    );
  });
});
