import { describe, expect, test } from 'vitest';
import { RecentFiles } from '../../../pwa/src/assets/recent_files.js';

/** A cache that keeps its order, as browsers do. */
function fakeCaches(): CacheStorage {
  const entries = new Map<string, Response>();
  const cache = {
    put: async (url: string, response: Response) => void entries.set(url, response),
    match: async (url: string) => entries.get(url)?.clone(),
    delete: async (key: string | Request) => entries.delete(typeof key === 'string' ? key : key.url),
    keys: async () => [...entries.keys()].map((url) => ({ url }) as Request),
  };
  return { open: async () => cache } as unknown as CacheStorage;
}

const bytes = (value: number) => new Uint8Array([value]).buffer;

describe('recent files', () => {
  test('are given back with the time they were fetched', async () => {
    const recent = new RecentFiles(fakeCaches());
    const before = Date.now() - 1000;
    await recent.put('https://a.example/1', bytes(7));
    const kept = await recent.get('https://a.example/1');
    expect(new Uint8Array(kept?.bytes ?? bytes(0))).toEqual(new Uint8Array([7]));
    expect(kept?.date.getTime()).toBeGreaterThan(before);
    expect(await recent.get('https://a.example/2')).toBeNull();
  });

  test('are the ten newest', async () => {
    const recent = new RecentFiles(fakeCaches());
    for (let i = 0; i < 10; i++) await recent.put(`https://a.example/${i}`, bytes(i));
    await recent.put('https://a.example/0', bytes(0));
    await recent.put('https://a.example/10', bytes(10));
    expect(await recent.get('https://a.example/1')).toBeNull();
    expect(await recent.get('https://a.example/0')).not.toBeNull();
  });

  test('are none, without an error, where the browser keeps nothing', async () => {
    for (const caches of [undefined, { open: () => Promise.reject(new Error('denied')) } as unknown as CacheStorage]) {
      const recent = new RecentFiles(caches);
      await recent.put('https://a.example/1', bytes(1));
      expect(await recent.get('https://a.example/1')).toBeNull();
    }
  });
});
