/** The files of the app, and of others, by their content: kept in this browser, verified, fetched where they are missing. */
import { AssetCache, type Bytes, download, type FetchOptions, sha256Of } from '../../../service_worker/asset_cache.js';
import { FetchError, HashMismatch, StorageFull } from '../contracts/errors.js';
import type { AssetRef } from '../contracts/site.js';
import { assetError } from './errors.js';
import { LARGE, LargeFiles, type OpenDirectory } from './large_files.js';
import { SharedFetch } from './shared_fetch.js';

export interface AssetStoreDependencies {
  readonly caches?: CacheStorage | undefined;
  readonly fetch?: typeof fetch;
  readonly locks?: LockManager | undefined;
  readonly openDirectory?: OpenDirectory;
  /** Milliseconds without a byte after which a connection counts as cut. */
  readonly stall?: number;
  /** Milliseconds to wait before each try after one that was cut. */
  readonly pauses?: readonly number[];
  /** Told when a file could be fetched but not kept; whoever asked for it has it all the same. */
  readonly onStorageFull?: (error: StorageFull) => void;
}

export interface GetOptions {
  readonly signal?: AbortSignal;
  /** From 0 to 1; not called for what is kept already. */
  readonly onProgress?: (fraction: number) => void;
}

export interface FetchUrlOptions extends GetOptions {
  /** Lower-case hex that the content must have. */
  readonly sha256?: string | null;
}

export interface StorageUsage {
  /** Bytes that this site holds, and may hold; null where the browser does not say. */
  readonly used: number | null;
  readonly quota: number | null;
}

export class AssetStore {
  readonly #cache: AssetCache;
  readonly #large: LargeFiles;
  readonly #fetch: typeof fetch;
  readonly #patience: Pick<AssetStoreDependencies, 'stall' | 'pauses'>;
  readonly #onStorageFull: (error: StorageFull) => void;
  /** Contents that have been read and found right since the page was loaded. */
  readonly #verified = new Set<string>();
  /** Contents that were given unread since the page was loaded, and not looked at. */
  readonly #trusted = new Map<string, AssetRef>();
  readonly #running = new Map<string, SharedFetch>();

  /** @param base the site's base, which asset paths are relative to. */
  constructor(base: URL | string, dependencies: AssetStoreDependencies = {}) {
    this.#fetch = dependencies.fetch ?? ((input, init) => globalThis.fetch(input, init));
    const { stall, pauses } = dependencies;
    this.#patience = { ...(stall !== undefined && { stall }), ...(pauses && { pauses }) };
    this.#cache = new AssetCache(new URL(base), {
      caches: 'caches' in dependencies ? dependencies.caches : globalThis.caches,
      locks: 'locks' in dependencies ? dependencies.locks : globalThis.navigator?.locks,
      fetch: this.#fetch,
      ...this.#patience,
    });
    this.#large = new LargeFiles(dependencies.openDirectory);
    this.#onStorageFull = dependencies.onStorageFull ?? ((): void => undefined);
  }

  /**
   * The content of a file, from this browser or from the site, verified. The buffer is the caller's own.
   *
   * @throws HashMismatch, FetchError; Cancelled when the signal is aborted.
   */
  async get(ref: AssetRef, options: GetOptions = {}): Promise<ArrayBuffer> {
    try {
      options.signal?.throwIfAborted();
      let shared = this.#running.get(ref.sha256);
      if (!shared || shared.stopped) {
        const started = new SharedFetch((rest) =>
          this.#load(ref, rest).finally(() => {
            if (this.#running.get(ref.sha256) === started) this.#running.delete(ref.sha256);
          }),
        );
        shared = started;
        this.#running.set(ref.sha256, started);
      }
      return await shared.join(options);
    } catch (error) {
      throw assetError(error, options.signal);
    }
  }

  /**
   * The content as a handle, which others can read without its bytes passing through here. What is kept is given as it
   * is: it was verified when it came, and {@link recheck} looks again when there is time.
   *
   * @throws HashMismatch, FetchError; Cancelled when the signal is aborted.
   */
  async blob(ref: AssetRef, options: GetOptions = {}): Promise<Blob> {
    const kept = ref.size < LARGE ? await this.#cache.blob(ref) : null;
    if (kept === null) return new Blob([await this.get(ref, options)]);
    if (!this.#verified.has(ref.sha256)) this.#trusted.set(ref.sha256, ref);
    return kept;
  }

  /** Verifies what {@link blob} gave on trust, and drops what has become something else. @returns whether all was right. */
  async recheck(): Promise<boolean> {
    let right = true;
    for (const ref of this.#trusted.values()) {
      // What could not be read is fetched again by whoever needs it next.
      right = (await this.#kept(ref)) !== null && right;
      this.#trusted.delete(ref.sha256);
    }
    return right;
  }

  /** Whether a file is kept, so that it can be had without a network. */
  async has(ref: AssetRef): Promise<boolean> {
    return (await this.#large.has(ref)) || this.#cache.has(ref);
  }

  /** Those of the files that are not kept. */
  async missing(refs: readonly AssetRef[]): Promise<AssetRef[]> {
    const kept = await Promise.all(refs.map((ref) => this.has(ref)));
    return refs.filter((_, index) => !kept[index]);
  }

  async remove(ref: AssetRef): Promise<void> {
    this.#verified.delete(ref.sha256);
    await Promise.all([this.#cache.remove(ref.sha256), this.#large.remove(ref.sha256)]);
  }

  async usage(): Promise<StorageUsage> {
    const { usage = null, quota = null } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
    return { used: usage, quota };
  }

  /**
   * The content at any address: a plugin's source, an image that a link names. Nothing is kept.
   *
   * @throws HashMismatch, FetchError (its message is for the person); Cancelled when the signal is aborted.
   */
  async fetchUrl(url: URL | string, options: FetchUrlOptions = {}): Promise<ArrayBuffer> {
    const { signal, onProgress, sha256 } = options;
    let content: Bytes;
    try {
      content = await download(address(url), {
        fetch: this.#fetch,
        signal,
        ...this.#patience,
        cache: 'no-cache',
        onBytes: (received, total) => {
          if (total) onProgress?.(Math.min(1, received / total));
        },
      });
    } catch (error) {
      throw assetError(error, signal);
    }
    if (sha256) {
      const actual = await sha256Of(content);
      if (actual !== sha256.toLowerCase()) throw new HashMismatch(String(url), sha256, actual);
    }
    return content.byteLength === content.buffer.byteLength ? content.buffer : content.slice().buffer;
  }

  async #load(ref: AssetRef, options: FetchOptions): Promise<ArrayBuffer> {
    return (
      (await this.#kept(ref)) ??
      this.#cache.exclusively(ref.sha256, options.signal, async () => {
        // The service worker, or another tab, may have fetched it while this one waited for its turn.
        const kept = await this.#kept(ref);
        if (kept) return kept;
        const content = await this.#cache.fetch(ref, options);
        await this.#keep(ref, content);
        return content;
      })
    );
  }

  async #kept(ref: AssetRef): Promise<ArrayBuffer | null> {
    const trusted = this.#verified.has(ref.sha256);
    const content =
      (ref.size >= LARGE ? await this.#large.read(ref, trusted) : null) ?? (await this.#cache.read(ref, trusted));
    if (content) this.#verified.add(ref.sha256);
    return content;
  }

  async #keep(ref: AssetRef, content: ArrayBuffer): Promise<void> {
    try {
      if (ref.size >= LARGE && (await this.#large.usable())) await this.#large.put(ref, content);
      else await this.#cache.put(ref, content);
      this.#verified.add(ref.sha256);
    } catch (fault) {
      const error = assetError(fault);
      if (error instanceof StorageFull) this.#onStorageFull(error);
      else throw error;
    }
  }
}

function address(url: URL | string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new FetchError(`“${String(url)}” is no address. An address begins with https://.`, String(url), null, {
      cause,
    });
  }
}
