import { beforeEach, describe, expect, it } from 'vitest';
import { AssetStore } from '../../../pwa/src/assets/index.js';
import { LARGE } from '../../../pwa/src/assets/large_files.js';
import { Cancelled, FetchError, HashMismatch, type StorageFull } from '../../../pwa/src/contracts/errors.js';
import type { AssetRef } from '../../../pwa/src/contracts/site.js';
import { base, bytes, FakeCaches, FakeHost, place, textBytes } from '../service_worker/fakes.js';

let host: FakeHost;
let caches: FakeCaches;
let full: StorageFull[];

function newStore(): AssetStore {
  return new AssetStore(base, {
    caches: caches.asCacheStorage,
    fetch: host.fetch,
    locks: undefined,
    pauses: [1],
    onStorageFull: (error) => full.push(error),
  });
}

beforeEach(() => {
  host = new FakeHost(base);
  caches = new FakeCaches();
  full = [];
});

function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the store', () => {
  it('fetches a file once, and has it afterwards without the host', async () => {
    const store = newStore();
    const file = place(host, 'assets/x.gz', bytes(5000), true);
    const fractions: number[] = [];
    expect(await store.has(file)).toBe(false);
    expect(await store.missing([file])).toEqual([file]);
    const content = await store.get(file, { onProgress: (fraction) => fractions.push(fraction) });
    expect(new Uint8Array(content)).toEqual(bytes(5000));
    expect(fractions.at(-1)).toBe(1);
    host.down = true;
    expect(new Uint8Array(await store.get(file))).toEqual(bytes(5000));
    expect(new Uint8Array(await newStore().get(file))).toEqual(bytes(5000));
    expect(await store.has(file)).toBe(true);
  });

  it('fetches one content once for all who ask at once, and gives each a buffer of its own', async () => {
    const store = newStore();
    const file = place(host, 'assets/x', bytes(5000));
    const contents = await Promise.all([store.get(file), store.get(file), store.get(file)]);
    expect(host.count(file.path)).toBe(1);
    expect(new Set(contents).size).toBe(3);
    new Uint8Array(contents[0] as ArrayBuffer).fill(0);
    expect(new Uint8Array(contents[2] as ArrayBuffer)).toEqual(bytes(5000));
  });

  it('goes on for the others when one no longer wants it', async () => {
    const store = newStore();
    const file = place(host, 'assets/x', bytes(5000));
    const wait = gate();
    host.gate = wait.opened;
    const controller = new AbortController();
    const [one, other] = [store.get(file, { signal: controller.signal }), store.get(file)];
    controller.abort();
    await expect(one).rejects.toBeInstanceOf(Cancelled);
    wait.open();
    expect((await other).byteLength).toBe(5000);
  });

  it('stops when nobody wants it any more, and begins anew when somebody does', async () => {
    const store = newStore();
    const file = place(host, 'assets/x', bytes(5000));
    const wait = gate();
    host.gate = wait.opened;
    const controllers = [new AbortController(), new AbortController()];
    const given = controllers.map(({ signal }) => store.get(file, { signal }));
    for (const controller of controllers) controller.abort();
    for (const each of given) await expect(each).rejects.toBeInstanceOf(Cancelled);
    const again = store.get(file);
    wait.open();
    expect((await again).byteLength).toBe(5000);
    await expect(store.get(file, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
  });

  it('drops what has been corrupted and fetches it again', async () => {
    const file = place(host, 'assets/x', bytes(5000));
    await newStore().get(file);
    const cache = await caches.open('coverslip-assets');
    await cache.put(
      `${base.href}assets/${file.sha256}`,
      new Response(bytes(5000, 9), { headers: { 'content-length': '5000' } }),
    );
    const store = newStore();
    host.down = true;
    await expect(store.get(file)).rejects.toMatchObject({ name: 'FetchError', source: 'assets/x' });
    host.down = false;
    expect(new Uint8Array(await store.get(file))).toEqual(bytes(5000));
  });

  it('gives a handle of what is kept without reading it, and looks at it later', async () => {
    const file = place(host, 'assets/x', bytes(5000));
    const fetched = await newStore().blob(file);
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(bytes(5000));
    const cache = await caches.open('coverslip-assets');
    const change = (content: Uint8Array<ArrayBuffer>) =>
      cache.put(
        `${base.href}assets/${file.sha256}`,
        new Response(content, { headers: { 'content-length': String(content.length) } }),
      );
    await change(bytes(5000, 9));
    const store = newStore();
    expect(new Uint8Array(await (await store.blob(file)).arrayBuffer())).toEqual(bytes(5000, 9));
    expect(await store.recheck()).toBe(false);
    expect(new Uint8Array(await (await store.blob(file)).arrayBuffer())).toEqual(bytes(5000));
    expect(await store.recheck()).toBe(true);
    await change(bytes(4000, 9));
    expect(new Uint8Array(await (await newStore().blob(file)).arrayBuffer()), 'of another size').toEqual(bytes(5000));
  });

  it('refuses other bytes, and names the file and both hashes', async () => {
    const file = place(host, 'assets/x', bytes(5000));
    host.faults.set(file.path, { instead: bytes(5000, 2) });
    const error = await newStore()
      .get(file)
      .catch((each: unknown) => each);
    expect(error).toBeInstanceOf(HashMismatch);
    expect((error as Error).message).toContain('assets/x is not the file that was asked for: its sha256 is');
    expect((error as Error).message).toContain(file.sha256);
    host.faults.clear();
    expect((await newStore().get(file)).byteLength).toBe(5000);
  });

  it('gives what it has no room to keep, and tells', async () => {
    const file = place(host, 'assets/x', bytes(5000));
    caches.room = 100;
    const store = newStore();
    expect((await store.get(file)).byteLength).toBe(5000);
    expect(full).toMatchObject([{ name: 'StorageFull', source: 'assets/x', needed: 5000 }]);
    expect(await store.has(file)).toBe(false);
  });

  it('forgets a file when told to', async () => {
    const store = newStore();
    const file = place(host, 'assets/x', bytes(5000));
    await store.get(file);
    await store.remove(file);
    expect(await store.has(file)).toBe(false);
  });

  it('keeps a large file where large files are kept, or with the others where the browser can not', async () => {
    const store = newStore();
    const file: AssetRef = place(host, 'assets/large', new Uint8Array(LARGE));
    host.piece = LARGE;
    await store.get(file);
    expect(await store.has(file)).toBe(true);
    expect(caches.used).toBe(LARGE);
  });
});

describe('the content at any address', () => {
  it('comes whole, from the host and not from a cache, and is not kept', async () => {
    host.files.set('people/plugin.py', textBytes('print(1)'));
    const content = await newStore().fetchUrl(`${base.href}people/plugin.py`);
    expect(new TextDecoder().decode(content)).toBe('print(1)');
    expect(host.requests[0]?.cache).toBe('no-cache');
    expect(caches.used).toBe(0);
  });

  it('has to have the hash that was given', async () => {
    const { sha256 } = place(host, 'plugin.py', textBytes('print(1)'));
    const store = newStore();
    expect((await store.fetchUrl(`${base.href}plugin.py`, { sha256: sha256.toUpperCase() })).byteLength).toBe(8);
    const wrong = store.fetchUrl(`${base.href}plugin.py`, { sha256: '0'.repeat(64) });
    await expect(wrong).rejects.toMatchObject({ name: 'HashMismatch', expected: '0'.repeat(64), actual: sha256 });
  });

  it('that can not be had says why and what to do', async () => {
    const store = newStore();
    const failing = async (url: string): Promise<FetchError> => {
      const error = await store.fetchUrl(url).catch((each: unknown) => each);
      if (!(error instanceof FetchError)) throw new Error(`There was no FetchError, but ${String(error)}.`);
      return error;
    };
    const missing = await failing(`${base.href}gone.tif`);
    expect(missing).toMatchObject({ status: 404, source: `${base.href}gone.tif` });
    expect(missing.message).toContain('Check the address');
    expect((await failing('plugin.py')).message).toContain('is no address');
    host.down = true;
    expect((await failing('https://elsewhere.org/x.tif')).message).toContain(
      'does not let other sites read its files (CORS)',
    );
  });

  it('is given up with Cancelled', async () => {
    host.files.set('big', bytes(5000));
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(newStore().fetchUrl(`${base.href}big`, options)).rejects.toBeInstanceOf(Cancelled);
  });
});
