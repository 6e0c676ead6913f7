import { beforeEach, describe, expect, it } from 'vitest';
import type { DownloadState } from '../../../pwa/src/assets/download_rate.js';
import { ModelStore } from '../../../pwa/src/assets/model_store.js';
import { OwnHasher } from '../../../pwa/src/assets/stream_hasher.js';
import type { FileWriter } from '../../../pwa/src/assets/writer.js';
import { type WritableFile, Writing } from '../../../pwa/src/assets/writing.js';
import { HashMismatch, StorageFull } from '../../../pwa/src/contracts/errors.js';
import { base, bytes, FakeCaches, FakeHost, sha256 } from '../service_worker/fakes.js';

/** A file on a disk, written in place. */
class FakeFile implements WritableFile {
  content = new Uint8Array();
  room = Number.POSITIVE_INFINITY;

  getSize(): number {
    return this.content.length;
  }
  read(buffer: Uint8Array, { at }: { at: number }): number {
    const part = this.content.subarray(at, at + buffer.length);
    buffer.set(part);
    return part.length;
  }
  write(buffer: Uint8Array, { at }: { at: number }): number {
    const grown = new Uint8Array(Math.min(this.room, Math.max(this.content.length, at + buffer.length)));
    grown.set(this.content);
    const fits = buffer.subarray(0, Math.max(0, grown.length - at));
    grown.set(fits, at);
    this.content = grown;
    return fits.length;
  }
  truncate(size: number): void {
    this.content = this.content.slice(0, size);
  }
  flush(): void {}
  close(): void {}
}

/** A private file system that outlives the page, and what the page knows of it does, too. */
class FakeDisk {
  readonly files = new Map<string, FakeFile>();
  room = Number.POSITIVE_INFINITY;

  readonly openDirectory = async (): Promise<FileSystemDirectoryHandle> => this as unknown as FileSystemDirectoryHandle;

  readonly openWriter = async (_folder: string, name: string): Promise<FileWriter> => {
    const file = this.files.get(name) ?? new FakeFile();
    file.room = this.room;
    this.files.set(name, file);
    const writing = await Writing.open(file, await OwnHasher.create());
    return {
      size: writing.size,
      write: async (part) => writing.write([part]),
      restart: async () => writing.restart(),
      finish: async () => writing.finish(),
      close: async () => writing.close(),
    };
  };

  async getFileHandle(name: string): Promise<unknown> {
    const file = this.files.get(name);
    if (file === undefined) throw new DOMException('none', 'NotFoundError');
    return { getFile: async () => new File([file.content], name) };
  }

  async removeEntry(name: string): Promise<void> {
    this.files.delete(name);
  }
}

const content = bytes(10_000);
const hash = sha256(content);
const url = new URL('m/unet.onnx', base);
let host: FakeHost;
let disk: FakeDisk;
let caches: FakeCaches;
let told: StorageFull[];
let store: ModelStore;

async function newStore(more: object = {}): Promise<ModelStore> {
  return ModelStore.open(base, {
    fetch: host.fetch,
    caches: caches.asCacheStorage,
    locks: undefined,
    openDirectory: disk.openDirectory,
    openWriter: disk.openWriter,
    between: 0,
    free: async () => null,
    pauses: [1],
    onStorageFull: (error) => told.push(error),
    ...more,
  });
}

beforeEach(async () => {
  host = new FakeHost(base);
  disk = new FakeDisk();
  caches = new FakeCaches();
  told = [];
  host.files.set('m/unet.onnx', content);
  store = await newStore();
});

const read = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
const ranges = (): (string | null)[] => host.requests.map(({ range }) => range);

/** Begins a download and closes the tab. */
async function stopped(): Promise<void> {
  const stop = new AbortController();
  const onProgress = ({ received }: DownloadState): void => {
    if (received >= 3000) stop.abort(new Error('closed'));
  };
  const fetching = store.fetch(url, { name: 'unet.onnx', signal: stop.signal, onProgress });
  await expect(fetching).rejects.toThrow('closed');
}

describe('the store of models', () => {
  it('keeps what it has fetched, known by its content, for when there is no network', async () => {
    const states: DownloadState[] = [];
    const model = await store.fetch(url, { name: 'unet.onnx', onProgress: (state) => states.push(state) });
    expect([model.sha256, model.name]).toEqual([hash, 'unet.onnx']);
    expect(await read(model.content)).toEqual(content);
    expect([states.at(-1)?.received, states.at(-1)?.total]).toEqual([10_000, 10_000]);
    host.down = true;
    expect(await read((await store.fetch(url, { name: 'unet.onnx' })).content)).toEqual(content);
    expect((await store.get(hash))?.name).toBe('unet.onnx');
    expect((await store.list()).map(({ size, sources }) => [size, sources])).toEqual([[10_000, [url.href]]]);
  });

  it('takes up a connection that is cut where it broke off', async () => {
    host.faults.set('m/unet.onnx', { cut: 4000, once: true });
    expect((await store.fetch(url, { name: 'unet.onnx' })).sha256).toBe(hash);
    expect(ranges()).toEqual([null, 'bytes=4000-']);
  });

  it('tells how far it is now and then, and that it is done', async () => {
    const states: DownloadState[] = [];
    store = await newStore({ between: 1e9 });
    await store.fetch(url, { name: 'unet.onnx', onProgress: (state) => states.push(state) });
    expect(states).toHaveLength(2);
    expect(states[1]?.received).toBe(10_000);
  });

  it('goes on in a later call where an earlier one was stopped', async () => {
    await stopped();
    const [file] = disk.files.values();
    const there = file?.getSize() ?? 0;
    expect(there).toBeGreaterThan(0);
    expect((await store.fetch(url, { name: 'unet.onnx' })).sha256).toBe(hash);
    expect(ranges()).toEqual([null, `bytes=${there}-`]);
    expect(disk.files.size).toBe(1);
  });

  it('begins anew where the file has changed in between', async () => {
    await stopped();
    const other = bytes(9000, 7);
    host.files.set('m/unet.onnx', other);
    expect((await store.fetch(url, { name: 'unet.onnx' })).sha256).toBe(sha256(other));
  });

  it('begins anew where the host knows no ranges', async () => {
    host.faults.set('m/unet.onnx', { cut: 4000, once: true });
    host.ranges = false;
    expect((await store.fetch(url, { name: 'unet.onnx' })).sha256).toBe(hash);
  });

  it('refuses another content than the one that was asked for, and keeps nothing of it', async () => {
    const wanted = 'b'.repeat(64);
    await expect(store.fetch(url, { name: 'unet.onnx', sha256: wanted })).rejects.toThrow(HashMismatch);
    expect([disk.files.size, await store.list()]).toEqual([0, []]);
  });

  it('looks for room before, and says what to do', async () => {
    store = await newStore({ free: async () => 5000 });
    const failing = store.fetch(url, { name: 'unet.onnx' });
    await expect(failing).rejects.toThrow(StorageFull);
    await expect(failing).rejects.toThrow(/unet\.onnx .*Delete what you don’t need any more under Storage/);
  });

  it('says so when the disk is full all the same', async () => {
    disk.room = 6000;
    await expect(store.fetch(url, { name: 'unet.onnx' })).rejects.toThrow(StorageFull);
  });

  it('says what a host answers', async () => {
    const missing = new URL('m/none.onnx', base);
    await expect(store.fetch(missing, { name: 'none.onnx' })).rejects.toThrow(
      /none\.onnx could not be fetched: its host answered 404/,
    );
  });

  it('keeps a file that was given, and finds it by its other names', async () => {
    const kept = await store.add(new Blob([content]), 'w.bin', ['beside:a/w.bin']);
    expect([kept.sha256, await read(kept.content)]).toEqual([hash, content]);
    expect((await store.bySource('beside:a/w.bin'))?.sha256).toBe(hash);
    await store.add(new Blob([content]), 'again.bin', ['beside:b/w.bin']);
    expect([disk.files.size, (await store.list()).length]).toEqual([1, 1]);
    await store.remove(hash);
    expect([disk.files.size, await store.get(hash)]).toEqual([0, null]);
  });

  it('forgets what the browser has cleared', async () => {
    await store.fetch(url, { name: 'unet.onnx' });
    disk.files.clear();
    expect([await store.get(hash), await store.list()]).toEqual([null, []]);
  });

  it('deletes downloads that broke off when told to', async () => {
    await stopped();
    expect(disk.files.size).toBe(1);
    expect(await store.dropUnfinished()).toBe(1);
    expect(disk.files.size).toBe(0);
  });

  it('keeps models in Cache Storage where there is no private file system, or uses them unkept', async () => {
    store = await newStore({ openDirectory: async () => null });
    expect(await read((await store.fetch(url, { name: 'unet.onnx' })).content)).toEqual(content);
    host.down = true;
    expect((await store.fetch(url, { name: 'unet.onnx' })).sha256).toBe(hash);
    host.down = false;
    caches.room = 0;
    caches.all.clear();
    store = await newStore({ openDirectory: async () => null });
    expect(await read((await store.fetch(url, { name: 'unet.onnx' })).content)).toEqual(content);
    expect(told).toHaveLength(1);
  });
});
