/** Files that links named lately, so that the same link opens with no network. */

/** Other caches of this origin are not touched. */
const CACHE = 'coverslip-recent';
/** A larger file is not kept: images that size are the person's own to keep. */
const LARGEST = 100_000_000;
const MOST = 10;

export class RecentFiles {
  constructor(private readonly caches: CacheStorage | undefined = globalThis.caches) {}

  /** Keeps a file as the newest; the oldest beyond {@link MOST} go. Never throws: it is a convenience. */
  async put(url: string, bytes: ArrayBuffer): Promise<void> {
    if (bytes.byteLength > LARGEST) return;
    try {
      const cache = await this.caches?.open(CACHE);
      if (cache === undefined) return;
      // A key that is put again moves to the end, so the first keys are the oldest.
      await cache.delete(url);
      await cache.put(url, new Response(bytes, { headers: { date: new Date().toUTCString() } }));
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)));
    } catch {
      // No room, or no storage at all: the file is fetched again next time.
    }
  }

  /** @returns the file and when it was fetched, or null when it isn't kept. */
  async get(url: string): Promise<{ readonly bytes: ArrayBuffer; readonly date: Date } | null> {
    try {
      const kept = await (await this.caches?.open(CACHE))?.match(url);
      if (kept === undefined) return null;
      return { bytes: await kept.arrayBuffer(), date: new Date(kept.headers.get('date') ?? 0) };
    } catch {
      return null;
    }
  }
}
