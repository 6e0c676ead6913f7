import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LargeFiles } from '../../../pwa/src/assets/large_files.js';
import { base, bytes, FakeHost, place } from '../service_worker/fakes.js';

/** A folder of a private file system, in memory. `full` makes every writing fail. */
class FakeFolder {
  readonly files = new Map<string, ArrayBuffer>();
  full = false;

  async getDirectoryHandle(): Promise<this> {
    return this;
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<unknown> {
    if (!this.files.has(name) && !create) throw new DOMException('none', 'NotFoundError');
    if (create) this.files.set(name, new ArrayBuffer());
    let written = new ArrayBuffer();
    return {
      getFile: async () => new Blob([this.files.get(name) as ArrayBuffer]),
      createWritable: async () => ({
        write: async (content: ArrayBuffer) => {
          if (this.full) throw new DOMException('full', 'QuotaExceededError');
          written = content;
        },
        close: async () => this.files.set(name, written),
      }),
    };
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.files.delete(name)) throw new DOMException('none', 'NotFoundError');
  }
}

const file = place(new FakeHost(base), 'assets/large', bytes(5000));
let folder: FakeFolder;
let large: LargeFiles;

beforeEach(() => {
  vi.stubGlobal(
    'FileSystemFileHandle',
    class {
      createWritable(): void {}
    },
  );
  folder = new FakeFolder();
  large = new LargeFiles(async () => folder as unknown as FileSystemDirectoryHandle);
});

afterEach(() => vi.unstubAllGlobals());

describe('large files', () => {
  it('are written, found and read by their sha256', async () => {
    expect(await large.has(file)).toBe(false);
    expect(await large.read(file)).toBeNull();
    await large.put(file, bytes(5000).buffer);
    expect([...folder.files.keys()]).toEqual([file.sha256]);
    expect(await large.has(file)).toBe(true);
    expect(new Uint8Array((await large.read(file)) ?? new ArrayBuffer())).toEqual(bytes(5000));
  });

  it('that have become something else are removed when they are read', async () => {
    folder.files.set(file.sha256, bytes(5000, 2).buffer);
    expect(await large.read(file)).toBeNull();
    expect(folder.files.size).toBe(0);
  });

  it('for which there is no room leave nothing behind', async () => {
    folder.full = true;
    await expect(large.put(file, bytes(5000).buffer)).rejects.toMatchObject({
      fault: { kind: 'storage', needed: 5000 },
    });
    expect(folder.files.size).toBe(0);
  });

  it('are not for a browser whose pages can not write files, or that denies it', async () => {
    const denied = new LargeFiles(() => Promise.reject(new DOMException('no', 'SecurityError')));
    expect([await large.usable(), await denied.usable()]).toEqual([true, false]);
    vi.stubGlobal('FileSystemFileHandle', class {});
    const old = new LargeFiles(async () => folder as unknown as FileSystemDirectoryHandle);
    expect([await old.usable(), await old.has(file), await old.read(file)]).toEqual([false, false, null]);
    await old.remove(file.sha256);
  });
});
