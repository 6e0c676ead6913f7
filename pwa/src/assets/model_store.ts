/** Models in this browser, by their sha256: fetched with resumption, hashed as they come, kept for offline work. */
import { FetchError, HashMismatch, StorageFull } from '../contracts/errors.js';
import { DownloadRate, type DownloadState } from './download_rate.js';
import { MemoryWriter } from './memory_writer.js';
import { type ModelRecord, ModelRecords } from './model_records.js';
import { streamDownload, type Validators } from './streamed_download.js';
import { type FileWriter, type OpenWriter, openWriter } from './writer.js';
import type { Written } from './writing.js';

export interface ModelStoreDependencies {
  readonly fetch?: typeof fetch;
  readonly caches?: CacheStorage | undefined;
  readonly locks?: LockManager | undefined;
  /** Gives null where the browser has no private file system. */
  readonly openDirectory?: (folder: string) => Promise<FileSystemDirectoryHandle | null>;
  readonly openWriter?: OpenWriter;
  /** Bytes that are free; null where the browser does not say. */
  readonly free?: () => Promise<number | null>;
  readonly now?: () => number;
  readonly pauses?: readonly number[];
  /** Milliseconds between two words of how far a download is. */
  readonly between?: number;
  /** Told when a model could be fetched but not kept. */
  readonly onStorageFull?: (error: StorageFull) => void;
}

export interface FetchModelOptions {
  readonly signal?: AbortSignal | undefined;
  readonly sha256?: string | null;
  readonly name: string;
  /** Used instead of the store's own, for what is fetched in a plugin's name. */
  readonly fetch?: typeof fetch;
  readonly onProgress?: ((state: DownloadState) => void) | undefined;
}

/** A model that is here. */
export interface KeptModel {
  readonly sha256: string;
  readonly name: string;
  readonly content: Blob;
}

const CACHE = 'coverslip-models';
const BETWEEN_WORDS = 100;

export class ModelStore {
  readonly #folder: string;
  readonly #base: URL;
  readonly #records: ModelRecords;
  readonly #dependencies: ModelStoreDependencies;
  #directory: Promise<FileSystemDirectoryHandle | null> | null = null;

  private constructor(base: URL, records: ModelRecords, dependencies: ModelStoreDependencies) {
    this.#base = base;
    // A site beside this one, on the same origin, has models of its own.
    this.#folder = `models ${encodeURIComponent(base.pathname)}`;
    this.#records = records;
    this.#dependencies = dependencies;
  }

  static async open(base: URL, dependencies: ModelStoreDependencies = {}): Promise<ModelStore> {
    return new ModelStore(base, await ModelRecords.open(`coverslip-models ${base.pathname}`), dependencies);
  }

  /** Used last comes first. */
  list(): Promise<readonly ModelRecord[]> {
    return this.#records.all();
  }

  /** A model that is kept; null when it isn't. */
  async get(sha256: string): Promise<KeptModel | null> {
    const record = await this.#records.get(sha256);
    return record && this.#opened(record);
  }

  /** What came from an address or another source, if it is kept. */
  async bySource(source: string): Promise<KeptModel | null> {
    const record = await this.#records.bySource(source);
    return record && this.#opened(record);
  }

  /**
   * The model at an address: the copy that is kept, or fetched, going on where an earlier download broke off.
   *
   * @throws FetchError, HashMismatch, StorageFull never: then it is told and used unkept; the signal's reason.
   */
  fetch(url: URL, options: FetchModelOptions): Promise<KeptModel> {
    return this.#exclusively(url.href, options.signal, async () => {
      const kept = await this.bySource(url.href);
      if (kept !== null && (options.sha256 ?? kept.sha256) === kept.sha256) return kept;
      const known = options.sha256 ? await this.get(options.sha256) : null;
      return known ?? this.#download(url, options);
    });
  }

  /** Keeps a file that a person gave. @param sources other names by which it is found, see {@link bySource}. */
  async add(content: Blob, name: string, sources: readonly string[] = []): Promise<KeptModel> {
    const { writer, file } = await this.#writer(`added-${crypto.randomUUID()}`, content.size, name);
    const reader = content.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await writer.write(value as Uint8Array<ArrayBuffer>);
    }
    return this.#keep(writer, file, await writer.finish(), name, sources);
  }

  async remove(sha256: string): Promise<void> {
    const record = await this.#records.get(sha256);
    await this.#records.remove(sha256);
    if (record?.file) await (await this.#root())?.removeEntry(record.file).catch(() => undefined);
    await (await this.#cache())?.delete(this.#key(sha256)).catch(() => false);
  }

  /** Notes that a plugin loaded a model, if it is kept. */
  async noteUser(sha256: string, plugin: string): Promise<void> {
    const record = await this.#records.get(sha256);
    if (record === null || record.users.includes(plugin)) return;
    await this.#records.put({ ...record, users: [...record.users, plugin] });
  }

  /** Notes another name by which a model, if it is kept, is found; see {@link bySource}. */
  async noteSource(sha256: string, source: string): Promise<void> {
    const record = await this.#records.get(sha256);
    if (record === null || record.sources.includes(source)) return;
    await this.#records.put({ ...record, sources: [...record.sources, source] });
  }

  async rename(sha256: string, name: string): Promise<void> {
    const record = await this.#records.get(sha256);
    if (record !== null) await this.#records.put({ ...record, name });
  }

  /** How many downloads broke off and can go on. */
  async unfinished(): Promise<number> {
    return (await this.#records.unfinished()).length;
  }

  /** Deletes downloads that broke off. @returns how many there were. */
  async dropUnfinished(): Promise<number> {
    const parts = await this.#records.unfinished();
    for (const { source, file } of parts) {
      await (await this.#root())?.removeEntry(file).catch(() => undefined);
      await this.#records.removePart(source);
    }
    return parts.length;
  }

  async #download(url: URL, options: FetchModelOptions): Promise<KeptModel> {
    const { signal, name, onProgress } = options;
    const source = url.href;
    const part = await this.#records.part(source);
    const { writer, file } = await this.#writer(part?.file ?? `part-${crypto.randomUUID()}`, null, name);
    const rate = new DownloadRate();
    let received = writer.size;
    let total: number | null = null;
    const { between = BETWEEN_WORDS } = this.#dependencies;
    let told = Number.NEGATIVE_INFINITY;
    try {
      await streamDownload(url, {
        fetch: options.fetch ?? this.#dependencies.fetch ?? ((input, init) => globalThis.fetch(input, init)),
        signal,
        ...(this.#dependencies.pauses && { pauses: this.#dependencies.pauses }),
        from: received,
        known: part?.validators ?? null,
        onStart: async (validators: Validators) => {
          total = validators.total;
          await this.#checkRoom(name, total === null ? 0 : total - received);
          if (file !== '') await this.#records.putPart({ source, file, validators });
        },
        onRestart: async () => {
          received = 0;
          await writer.restart();
        },
        onBytes: async (bytes) => {
          received += bytes.byteLength;
          const now = performance.now();
          // Each is shown: a word for every piece of the stream would take longer than the piece.
          if (now - told >= between || received === total) {
            told = now;
            onProgress?.(rate.at(received, total));
          }
          await writer.write(bytes);
        },
      });
    } catch (error) {
      await writer.close();
      if (isFull(error)) throw this.#full(name, total ?? received, await this.#free(), error);
      throw error;
    }
    const written = await writer.finish();
    await this.#records.removePart(source);
    if (options.sha256 && written.sha256 !== options.sha256) {
      await (await this.#root())?.removeEntry(file).catch(() => undefined);
      throw new HashMismatch(source, options.sha256, written.sha256);
    }
    return this.#keep(writer, file, written, name, [source]);
  }

  async #keep(
    writer: FileWriter,
    file: string,
    { sha256, size }: Written,
    name: string,
    sources: readonly string[],
  ): Promise<KeptModel> {
    const before = await this.#records.get(sha256);
    const now = this.#now();
    const all = [...new Set([...(before?.sources ?? []), ...sources])];
    const isKept = before !== null && (await this.#content(before)) !== null;
    const record = {
      sha256,
      name: before?.name ?? name,
      size,
      file: isKept ? before.file : file,
      sources: all,
      users: before?.users ?? [],
      added: before?.added ?? now,
      used: now,
    };
    if (isKept && file !== '') await (await this.#root())?.removeEntry(file).catch(() => undefined);
    if (writer instanceof MemoryWriter && !isKept) {
      const content = writer.content();
      if (!(await this.#cached(sha256, content, name))) return { sha256, name, content };
    }
    await this.#records.put(record);
    const kept = await this.#opened(record);
    if (kept === null)
      throw new FetchError(
        `${name} was fetched and can't be read back from this browser's storage. Try again.`,
        name,
        null,
      );
    return kept;
  }

  async #cached(sha256: string, content: Blob, name: string): Promise<boolean> {
    const cache = await this.#cache();
    try {
      await cache?.put(this.#key(sha256), new Response(content));
      return cache !== null;
    } catch (cause) {
      this.#dependencies.onStorageFull?.(new StorageFull(name, content.size, await this.#free(), { cause }));
      return false;
    }
  }

  async #opened(record: ModelRecord): Promise<KeptModel | null> {
    const content = await this.#content(record);
    if (content === null || content.size !== record.size) {
      // The browser has cleared its files, and not what is known of them.
      await this.#records.remove(record.sha256);
      return null;
    }
    await this.#records.put({ ...record, used: this.#now() });
    return { sha256: record.sha256, name: record.name, content };
  }

  async #content({ sha256, file }: ModelRecord): Promise<Blob | null> {
    if (file === '') return (await (await this.#cache())?.match(this.#key(sha256)))?.blob() ?? null;
    try {
      return (await (await this.#root())?.getFileHandle(file))?.getFile() ?? null;
    } catch {
      return null;
    }
  }

  /** A file on the disk, or in memory where there is none. @param size what it will have, if that is known. */
  async #writer(name: string, size: number | null, title: string): Promise<{ writer: FileWriter; file: string }> {
    if (size !== null) await this.#checkRoom(title, size);
    if ((await this.#root()) === null) return { writer: new MemoryWriter(), file: '' };
    try {
      return { writer: await (this.#dependencies.openWriter ?? openWriter)(this.#folder, name), file: name };
    } catch {
      // A private window may have a file system that can't be written.
      return { writer: new MemoryWriter(), file: '' };
    }
  }

  async #checkRoom(name: string, needed: number): Promise<void> {
    const free = await this.#free();
    if (free !== null && needed > free) throw this.#full(name, needed, free);
  }

  #full(name: string, needed: number, free: number | null, cause?: unknown): StorageFull {
    const remedy = 'It was not loaded. Delete what you don’t need any more under Storage, and try again.';
    return new StorageFull(name, needed, free, { cause, remedy });
  }

  async #free(): Promise<number | null> {
    if (this.#dependencies.free) return this.#dependencies.free();
    const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined)) ?? {};
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  }

  #root(): Promise<FileSystemDirectoryHandle | null> {
    this.#directory ??= (this.#dependencies.openDirectory ?? openFolder)(this.#folder).catch(() => null);
    return this.#directory;
  }

  async #cache(): Promise<Cache | null> {
    const caches = 'caches' in this.#dependencies ? this.#dependencies.caches : globalThis.caches;
    return (await caches?.open(CACHE).catch(() => null)) ?? null;
  }

  #key(sha256: string): string {
    return new URL(`models/${sha256}`, this.#base).href;
  }

  #now(): number {
    return (this.#dependencies.now ?? Date.now)();
  }

  /** One tab at a time fetches from an address; the others then have it. */
  async #exclusively<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const locks = 'locks' in this.#dependencies ? this.#dependencies.locks : globalThis.navigator?.locks;
    if (locks === undefined) return work();
    return locks.request(`coverslip-model ${name}`, signal === undefined ? {} : { signal }, work) as Promise<T>;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && /QuotaExceeded|disk is full/i.test(`${error.name} ${error.message}`);
}

async function openFolder(folder: string): Promise<FileSystemDirectoryHandle | null> {
  const root = await globalThis.navigator?.storage?.getDirectory?.();
  return (await root?.getDirectoryHandle(folder, { create: true })) ?? null;
}
