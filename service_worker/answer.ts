/** Which requests the service worker answers, and from where. */
import type { AssetCache } from './asset_cache.js';
import type { AssetFile } from './content.js';
import { mediaType } from './media_types.js';
import { fileResponse, isolated, missingResponse } from './respond.js';
import type { Shell } from './shell.js';
import { listedFiles, type Site } from './site.js';

/** Milliseconds for the network to begin an answer, where nothing is kept. */
const PATIENCE = 15_000;
/** Folders of files that site.json lists. */
const LISTED = /^(assets|plugins|samples)\//;

export interface AnswererDependencies {
  readonly site: Site;
  readonly base: URL;
  readonly shell: Shell;
  readonly assets: AssetCache;
  readonly fetch: typeof fetch;
  /** Looks for a new version of the site; called when the host turns out to have one. */
  readonly lookForUpdate: () => void;
}

export class Answerer {
  readonly #dependencies: AnswererDependencies;
  #listed: Promise<ReadonlyMap<string, AssetFile>> | null = null;

  constructor(dependencies: AnswererDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns null for a request that is none of the site's business: the browser does it. */
  answer(request: Request): Promise<Response> | null {
    const { base, shell } = this.#dependencies;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
    const path = decoded(url.pathname.slice(base.pathname.length)) || 'index.html';
    const file = shell.paths.get(path);
    if (file) return this.#shellFile(request, file);
    if (LISTED.test(path)) return this.#listedFile(request, path);
    return request.mode === 'navigate' ? this.#fromNetwork(request, path) : null;
  }

  /** Never from the network first: a phone with one bar would wait for a page that it has. */
  async #shellFile(request: Request, file: AssetFile): Promise<Response> {
    const { shell, lookForUpdate } = this.#dependencies;
    try {
      return fileResponse(request, await shell.healed(file));
    } catch (error) {
      // The host may have a new version by now, whose page works without the parts that were lost.
      lookForUpdate();
      if (request.mode === 'navigate') {
        const fresh = await this.#network(request).catch(() => null);
        if (fresh?.ok) return isolated(fresh);
      }
      const missing = (await shell.missing()).map(({ path }) => path);
      return missingResponse(
        request,
        missing.length > 0 ? missing : [file.path],
        error instanceof Error ? error.message : '',
      );
    }
  }

  async #listedFile(request: Request, path: string): Promise<Response> {
    const file = (await this.#files()).get(path);
    const kept = file && (await this.#dependencies.assets.match(file));
    const blob = await kept?.blob().catch(() => null);
    // The page verifies what it reads; here a length that is right has to do.
    if (file && blob?.size === file.size) return fileResponse(request, blob.slice(0, blob.size, mediaType(path)));
    if (request.mode === 'navigate') return this.#fromNetwork(request, path);
    return isolated(await this.#dependencies.fetch(request));
  }

  async #fromNetwork(request: Request, path: string): Promise<Response> {
    try {
      return isolated(await this.#network(request));
    } catch {
      return missingResponse(request, [path], 'The site can not be reached.');
    }
  }

  #network(request: Request): Promise<Response> {
    // A request for a page can't be made again as it is; its address and what it accepts are what matters.
    const { headers, url } = request;
    return this.#dependencies.fetch(url, {
      headers: { accept: headers.get('accept') ?? '*/*' },
      signal: AbortSignal.timeout(PATIENCE),
      cache: 'no-cache',
    });
  }

  async #files(): Promise<ReadonlyMap<string, AssetFile>> {
    this.#listed ??= this.#readList();
    return this.#listed;
  }

  async #readList(): Promise<ReadonlyMap<string, AssetFile>> {
    const { site, shell } = this.#dependencies;
    const files = new Map(Object.values(site.runtime).map((file) => [file.path, file]));
    const list = shell.paths.get('site.json');
    try {
      const json: unknown = list && JSON.parse(await (await shell.healed(list)).text());
      for (const file of listedFiles(json)) files.set(file.path, file);
    } catch {
      // Without the list the network has to do; another request tries again.
      this.#listed = null;
    }
    return files;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
