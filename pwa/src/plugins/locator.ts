/** Fetches what a source names, over the lists and gists that lie in between. */
import { FetchError, FormatError } from '../contracts/errors.js';
import { type Catalogue, type CatalogueEntry, parseCatalogue } from './catalogue.js';
import type { PluginFormat } from './format.js';
import { gistAnchor } from './github.js';
import { suggest } from './nearest.js';
import { isPage, answers as pageAnswers, pagePlugin } from './page.js';
import type { PluginFile, PluginSource } from './source.js';

/** Fetches an address, as {@link AssetStore.fetchUrl} does. */
export type FetchAddress = (url: string, signal?: AbortSignal) => Promise<ArrayBuffer>;

/** A plugin's file, as it was found. */
export interface FoundFile extends PluginFile {
  readonly bytes: ArrayBuffer;
  /** Lower-case hex that the list demands of the file, or null. */
  readonly sha256: string | null;
}

export interface FoundCatalogue extends Catalogue {
  /** Where the list was found. */
  readonly address: string;
}

type Remote = Exclude<PluginSource, { kind: 'shipped' }>;

export class Locator {
  constructor(
    private readonly fetch: FetchAddress,
    private readonly formats: readonly PluginFormat[],
    private readonly answers = pageAnswers,
  ) {}

  /** @throws FetchError or FormatError saying what was looked for and where. */
  async file(source: Remote, signal?: AbortSignal): Promise<FoundFile> {
    switch (source.kind) {
      case 'file':
        return { ...(await this.fileOrPage(source, signal)), sha256: null };
      case 'listed': {
        const { file, sha256 } = await this.listed(source, signal);
        const bytes = await this.fetch(file.address, signal);
        return { ...file, bytes, sha256, tag: source.tag ?? file.tag };
      }
      case 'gist': {
        const file = await this.inGist(source, signal);
        return { ...file, bytes: await this.fetch(file.address, signal), sha256: null };
      }
      case 'repository':
        throw new FormatError(
          `“${source.name}” is a repository of plugins, not a plugin. Name one of them (${source.name}:Name), or open the repository (repo=${source.name}) and choose.`,
          'plugin',
        );
    }
  }

  /** The first list that there is. @throws FetchError naming all addresses where none was. */
  async catalogue(lists: readonly string[], signal?: AbortSignal): Promise<FoundCatalogue> {
    const misses: FetchError[] = [];
    for (const address of lists) {
      try {
        return { ...parseCatalogue(asText(await this.fetch(address, signal), address), address), address };
      } catch (error) {
        if (!isMissing(error)) throw error;
        misses.push(error);
      }
    }
    throw noList(lists, misses);
  }

  /** What lies at an address: a plugin's file, or else a page, which other sites need not be allowed to read. */
  private async fileOrPage(
    { file, page }: Extract<Remote, { kind: 'file' }>,
    signal?: AbortSignal,
  ): Promise<PluginFile & { readonly bytes: ArrayBuffer }> {
    const asPage = (address: string) => ({ ...file, ...pagePlugin(address), address });
    let bytes: ArrayBuffer;
    try {
      bytes = await this.fetch(file.address, signal);
    } catch (error) {
      const isHidden = page !== null && error instanceof FetchError && error.status === null;
      if (!isHidden || !(await this.answers(file.address, signal))) throw error;
      return asPage(page);
    }
    // A file that is no text says so when it is read.
    const isReadable = page !== null && isPage(new TextDecoder().decode(bytes), this.formats);
    return isReadable ? asPage(page) : { ...file, bytes };
  }

  private async listed(source: Extract<Remote, { kind: 'listed' }>, signal?: AbortSignal): Promise<CatalogueEntry> {
    const looked: string[] = [];
    const names: string[] = [];
    const misses: FetchError[] = [];
    for (const address of source.lists) {
      let found: Catalogue;
      try {
        found = await this.catalogue([address], signal);
      } catch (error) {
        if (!isMissing(error)) throw error;
        misses.push(error);
        continue;
      }
      const entry = found.entries.find(({ name }) => name === source.plugin);
      if (entry?.disabled === true)
        throw new FormatError(`The repository's list ${address} has disabled the plugin “${source.plugin}”.`, 'plugin');
      if (entry !== undefined) return entry;
      looked.push(address);
      names.push(...found.entries.map(({ name }) => name));
    }
    if (looked.length === 0) throw noList(source.lists, misses);
    throw new FormatError(
      `There is no plugin “${source.plugin}” in ${looked.join(' or ')}. ${suggest(source.plugin, names)}`,
      'plugin',
    );
  }

  private async inGist(source: Extract<Remote, { kind: 'gist' }>, signal?: AbortSignal): Promise<PluginFile> {
    const { address, anchor, name } = source;
    const files = gistFiles(asText(await this.fetch(address, signal), address), address);
    const asked = files.find((file) => anchor !== '' && gistAnchor(file.fileName) === anchor);
    const first = (ending: string) => files.find((file) => file.fileName.toLowerCase().endsWith(ending));
    const file = anchor === '' ? (first('.imjoy.html') ?? first('.py')) : asked;
    if (file !== undefined) return file;
    const looked = anchor === '' ? 'no file that ends in .imjoy.html or .py' : `no file “${anchor}”`;
    throw new FormatError(
      `The gist ${name} has ${looked}; it has ${files.map(({ fileName }) => fileName).join(', ') || 'no files'}.`,
      'plugin',
    );
  }
}

/** Reads GitHub's answer for a gist (REST API, “Get a gist”): `files` by name, each with its `raw_url`. */
function gistFiles(text: string, address: string): PluginFile[] {
  try {
    const { files } = JSON.parse(text) as { files: Record<string, { filename: string; raw_url: string }> };
    return Object.values(files).map(({ filename, raw_url }) => ({
      address: new URL(raw_url).href,
      fileName: String(filename),
      tag: null,
    }));
  } catch (cause) {
    throw new FormatError(`${address} did not answer with a gist's files.`, 'gist', { cause });
  }
}

/** Whether nothing is at the address, so that the next may be tried. */
function isMissing(error: unknown): error is FetchError {
  return error instanceof FetchError && error.status !== null && [403, 404, 410].includes(error.status);
}

function noList(lists: readonly string[], misses: readonly FetchError[]): FetchError {
  const where = lists.map((address, i) => `${address}${misses[i]?.status ? ` (HTTP ${misses[i].status})` : ''}`);
  return new FetchError(
    `No list of plugins was found; looked for ${where.join(' and ')}. Check the name of the repository, and that it is public.`,
    lists[0] ?? '',
    misses[0]?.status ?? null,
    { cause: misses[0] },
  );
}

function asText(bytes: ArrayBuffer, address: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`${address} is not a text in UTF-8.`, 'encoding', { cause });
  }
}
