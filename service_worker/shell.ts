/** The files that the page itself is made of, one cache a version. It heals where it has holes. */
import type { AssetCache } from './asset_cache.js';
import { type AssetFile, sha256Of } from './content.js';
import { mediaType } from './media_types.js';
import type { Site } from './site.js';

const PREFIX = 'coverslip-shell-';
/** Files that are fetched at once. */
const AT_ONCE = 6;

export class Shell {
  readonly #site: Site;
  readonly #base: URL;
  readonly #caches: CacheStorage;
  readonly #assets: AssetCache;
  readonly #files: ReadonlyMap<string, AssetFile>;
  /** Paths whose entry has been read and found right since this worker started. */
  readonly #verified = new Set<string>();

  constructor(site: Site, base: URL, caches: CacheStorage, assets: AssetCache) {
    this.#site = site;
    this.#base = base;
    this.#caches = caches;
    this.#assets = assets;
    this.#files = new Map(site.shell.map((file) => [file.path, file]));
  }

  /** The cache of this version. All sites of an origin share its caches, so the name says whose it is. */
  get cacheName(): string {
    return `${PREFIX}${this.#site.version}${this.#base.pathname}`;
  }

  get paths(): ReadonlyMap<string, AssetFile> {
    return this.#files;
  }

  /**
   * Fetches and verifies the files that are not here. What an earlier version has the same of is taken from there.
   *
   * @param extent all of them, or those that the page starts with.
   */
  async install(extent: 'whole' | 'start' = 'whole'): Promise<void> {
    const start = new Set(this.#site.start);
    const files = [...this.#files.values()].filter(({ path }) => extent === 'whole' || start.has(path));
    await someAtOnce(files, async (file) => {
      if (!(await this.content(file)))
        await this.#keep(file, (await this.#earlier(file)) ?? (await this.#assets.fetch(file)));
    });
  }

  /** What is kept of a file, verified once. @returns null when it is missing or broken. */
  async content(file: AssetFile): Promise<Blob | null> {
    const cache = await this.#caches.open(this.cacheName);
    const kept = await cache.match(this.#key(file));
    const blob = await kept?.blob().catch(() => null);
    if (!blob) return null;
    if (blob.size === file.size) {
      if (this.#verified.has(file.path)) return typed(blob, file);
      if ((await sha256Of(await blob.arrayBuffer())) === file.sha256) {
        this.#verified.add(file.path);
        return typed(blob, file);
      }
    }
    await cache.delete(this.#key(file));
    return null;
  }

  /** What is kept of a file, or what the host has if it is the same file. @throws AssetFault. */
  async healed(file: AssetFile): Promise<Blob> {
    const kept = await this.content(file);
    if (kept) return kept;
    this.#verified.delete(file.path);
    const content = await this.#assets.fetch(file);
    // No room to keep it is no reason not to use it.
    await this.#keep(file, content).catch(() => undefined);
    return new Blob([content], { type: mediaType(file.path) });
  }

  /** Fetches what is missing, as far as it can be had. */
  async heal(): Promise<void> {
    await someAtOnce(await this.missing(), (file) => this.healed(file).catch(() => undefined));
  }

  /** Paths of the files that are not here, as far as can be told without reading those that are. */
  async absent(): Promise<string[]> {
    const kept = new Set((await (await this.#caches.open(this.cacheName)).keys()).map(({ url }) => url));
    return [...this.#files.values()].filter((file) => !kept.has(this.#key(file))).map(({ path }) => path);
  }

  /** The files that are not here, or not whole. */
  async missing(): Promise<AssetFile[]> {
    const files = [...this.#files.values()];
    const kept = await Promise.all(files.map((file) => this.content(file)));
    return files.filter((_, index) => !kept[index]);
  }

  /** Removes the shells of other versions of this site. */
  async removeOthers(): Promise<void> {
    for (const name of await this.#earlierNames()) await this.#caches.delete(name);
  }

  async #earlierNames(): Promise<string[]> {
    const names = await this.#caches.keys();
    return names.filter(
      (name) =>
        name.startsWith(PREFIX) &&
        name !== this.cacheName &&
        name.slice(name.indexOf('/', PREFIX.length)) === this.#base.pathname,
    );
  }

  async #earlier(file: AssetFile): Promise<ArrayBuffer | null> {
    for (const name of await this.#earlierNames()) {
      const content = await (await (await this.#caches.open(name)).match(this.#key(file)))?.arrayBuffer();
      if (content?.byteLength === file.size && (await sha256Of(content)) === file.sha256) return content;
    }
    return null;
  }

  async #keep(file: AssetFile, content: ArrayBuffer): Promise<void> {
    const headers = { 'content-type': mediaType(file.path), 'content-length': String(file.size) };
    const cache = await this.#caches.open(this.cacheName);
    await cache.put(this.#key(file), new Response(content, { headers }));
    this.#verified.add(file.path);
  }

  #key(file: AssetFile): string {
    return new URL(file.path, this.#base).href;
  }
}

async function someAtOnce(files: readonly AssetFile[], work: (file: AssetFile) => Promise<unknown>): Promise<void> {
  const waiting = [...files];
  const next = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await work(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

function typed(blob: Blob, file: AssetFile): Blob {
  return blob.type === mediaType(file.path) ? blob : blob.slice(0, blob.size, mediaType(file.path));
}
