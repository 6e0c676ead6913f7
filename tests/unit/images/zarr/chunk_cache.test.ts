import { describe, expect, it } from 'vitest';
import { ChunkCache } from '../../../../pwa/src/images/zarr/chunk_cache.js';

const sizeOf = (chunk: Uint8Array): number => chunk.byteLength;

describe('the cache of chunks', () => {
  it('reads a chunk once for all who wait for it, and keeps it', async () => {
    const cache = new ChunkCache(100, sizeOf);
    let reads = 0;
    const read = async () => {
      reads += 1;
      return new Uint8Array(10);
    };
    await Promise.all([cache.get('a', read), cache.get('a', read)]);
    await cache.get('a', read, new AbortController().signal);
    expect(reads).toBe(1);
  });

  it('lets go of what was not used for longest', async () => {
    const cache = new ChunkCache(25, sizeOf);
    const asked: string[] = [];
    const get = (key: string) =>
      cache.get(key, async () => {
        asked.push(key);
        return new Uint8Array(10);
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('stops reading only when the last who waits has gone', async () => {
    const cache = new ChunkCache(100, sizeOf);
    let stopped = false;
    const read = (signal: AbortSignal) =>
      new Promise<Uint8Array>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(signal.reason);
        });
      });
    const [one, two] = [new AbortController(), new AbortController()];
    const waits = [cache.get('a', read, one.signal), cache.get('a', read, two.signal)];
    one.abort();
    await expect(waits[0]).rejects.toThrow();
    expect(stopped).toBe(false);
    two.abort();
    await expect(waits[1]).rejects.toThrow();
    expect(stopped).toBe(true);
  });

  it('tries again what failed', async () => {
    const cache = new ChunkCache(100, sizeOf);
    await expect(cache.get('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await cache.get('a', async () => new Uint8Array(1))).toHaveLength(1);
  });
});
