/**
 * Files in Cache Storage, by their sha256: looked up, fetched, verified and kept. The page and the service worker share
 * this one implementation (`pwa/src/assets` imports it; it imports nothing of the page).
 */
import { AssetFault } from './asset_fault.js';
import { type AssetFile, contentOf, sha256Of } from './content.js';
import { download } from './download.js';
import { mediaType } from './media_types.js';

export { AssetFault, type Fault } from './asset_fault.js';
export { STALL, Watch, wait } from './connection.js';
export { type AssetFile, type Bytes, sha256Of } from './content.js';
export { type DownloadOptions, download } from './download.js';
export type { FromWorker, Standing, ToWorker } from './messages.js';

export const ASSET_CACHE = 'coverslip-assets';

export interface AssetCacheDependencies {
  /** Absent in a page that isn't from a secure origin: then nothing is kept. */
  readonly caches: CacheStorage | undefined;
  readonly fetch: typeof fetch;
  /** Keeps the page and its service worker from fetching one file twice at once. */
  readonly locks?: LockManager | undefined;
  /** Milliseconds without a byte after which a connection counts as cut. */
  readonly stall?: number | undefined;
  /** Milliseconds to wait before trying again; see {@link DownloadOptions}. */
  readonly pauses?: readonly number[] | undefined;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** As long as a download may take before another one for the same file is started all the same. */
const LOCK_PATIENCE = 60_000;

export class AssetCache {
  readonly #base: URL;
  readonly #dependencies: AssetCacheDependencies;

  constructor(base: URL, dependencies: AssetCacheDependencies) {
    this.#base = base;
    this.#dependencies = dependencies;
  }

  /** The address under which a content is kept. */
  key(sha256: string): string {
    return new URL(`assets/${sha256}`, this.#base).href;
  }

  /** What is kept, unverified. */
  async match(file: AssetFile): Promise<Response | undefined> {
    try {
      return await (await this.#open())?.match(this.key(file.sha256));
    } catch {
      // Storage that the browser denies (a private window) is storage with nothing in it.
      return undefined;
    }
  }

  /** Whether it is kept, as far as can be told without reading it. */
  async has(file: AssetFile): Promise<boolean> {
    const length = (await this.match(file))?.headers.get('content-length');
    return length !== undefined && Number(length) === file.size;
  }

  async missing<T extends AssetFile>(files: readonly T[]): Promise<T[]> {
    const kept = await Promise.all(files.map((file) => this.has(file)));
    return files.filter((_, index) => !kept[index]);
  }

  /** What is kept, verified unless `trusted`. A broken entry is removed. @returns null when there is none. */
  async read(file: AssetFile, trusted = false): Promise<ArrayBuffer | null> {
    try {
      const content = await (await this.match(file))?.arrayBuffer();
      if (!content) return null;
      if (content.byteLength === file.size && (trusted || (await sha256Of(content)) === file.sha256)) return content;
    } catch {
      // An entry that can't be read any more is as good as none.
    }
    await this.remove(file.sha256);
    return null;
  }

  /** What is kept, as a handle that is not read here; of the right size, and verified when it came. */
  async blob(file: AssetFile): Promise<Blob | null> {
    const content = await (await this.match(file))?.blob().catch(() => null);
    if (!content) return null;
    if (content.size === file.size) return content;
    await this.remove(file.sha256);
    return null;
  }

  /** Fetches and verifies it; nothing is kept. @throws AssetFault. */
  async fetch(file: AssetFile, options: FetchOptions = {}): Promise<ArrayBuffer> {
    try {
      return await this.#fetch(file, options, file.path.startsWith('assets/') ? 'default' : 'no-cache');
    } catch (error) {
      if (!(error instanceof AssetFault) || error.fault.kind !== 'hash') throw error;
      // A cache on the way may hold what the file was before: ask the host itself.
      return this.#fetch(file, options, 'reload');
    }
  }

  /** @throws AssetFault when there is no room. */
  async put(file: AssetFile, content: ArrayBuffer | Blob): Promise<void> {
    const headers = { 'content-type': mediaType(file.path), 'content-length': String(file.size) };
    try {
      await (await this.#open())?.put(this.key(file.sha256), new Response(content, { headers }));
    } catch (cause) {
      throw await noRoom(file, cause);
    }
  }

  async remove(sha256: string): Promise<void> {
    try {
      await (await this.#open())?.delete(this.key(sha256));
    } catch {
      // Nothing is kept where nothing can be opened.
    }
  }

  /** Makes sure that it is kept. @throws AssetFault. */
  async save(file: AssetFile, options: FetchOptions = {}): Promise<void> {
    await this.exclusively(file.sha256, options.signal, async () => {
      if (!(await this.has(file))) await this.put(file, await this.fetch(file, options));
    });
  }

  /** Runs something while nobody else, in any tab or the service worker, does so for the same content. */
  async exclusively<T>(sha256: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const { locks } = this.#dependencies;
    if (!locks) return work();
    // Whoever holds it may have been put to sleep by the browser.
    const patience = AbortSignal.timeout(LOCK_PATIENCE);
    let started = false;
    try {
      return await locks.request(
        this.key(sha256),
        { signal: signal ? AbortSignal.any([signal, patience]) : patience },
        () => {
          started = true;
          return work();
        },
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (started || !patience.aborted) throw error;
      return work();
    }
  }

  async #fetch(file: AssetFile, { signal, onProgress }: FetchOptions, cache: RequestCache): Promise<ArrayBuffer> {
    const { fetch, stall, pauses } = this.#dependencies;
    const wire = await download(new URL(file.path, this.#base), {
      fetch,
      signal,
      stall,
      pauses,
      cache,
      source: file.path,
      limit: Math.max(file.size, file.transfer),
      onBytes: (received, total) => onProgress?.(Math.min(1, received / (total ?? file.transfer))),
    });
    return contentOf(file, wire);
  }

  async #open(): Promise<Cache | undefined> {
    return this.#dependencies.caches?.open(ASSET_CACHE);
  }
}

/** The error for what could not be kept. */
export async function noRoom(file: AssetFile, cause: unknown): Promise<AssetFault> {
  let free: number | null = null;
  try {
    const { quota, usage } = await navigator.storage.estimate();
    if (quota !== undefined && usage !== undefined) free = Math.max(0, quota - usage);
  } catch {
    // Not every browser says how much there is.
  }
  return new AssetFault({ kind: 'storage', source: file.path, needed: file.size, free }, { cause });
}
