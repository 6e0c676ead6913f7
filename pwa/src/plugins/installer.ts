/** From a link, an address, a file or a text to an installed plugin: fetch, verify, parse, ask, keep. */
import { Cancelled, CoverslipError, FormatError, HashMismatch, Refused } from '../contracts/errors.js';
import type { Admission, AdmissionDependencies, Installed, InstallOptions } from './admission.js';
import { type Candidate, decode, readCandidate, refuseLarge } from './candidate.js';
import type { PluginFormat } from './format.js';
import type { FetchAddress, FoundCatalogue, Locator } from './locator.js';
import { hasAddress, type PluginRecord } from './record.js';
import { type PluginSource, resolveRepository, resolveSource, shippedId } from './source.js';

export interface InstallerDependencies extends Omit<AdmissionDependencies, 'shipped' | 'fetch'> {
  readonly base: URL;
  readonly formats: readonly PluginFormat[];
}

/** What a plugin's source has now. */
export type SourceState =
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly version: string; readonly sha256: string }
  /** There is no address to look at. */
  | { readonly kind: 'none'; readonly why: string };

export class Installer {
  constructor(private readonly dependencies: InstallerDependencies) {}

  /** The plugins that ship with the site; each is fetched when it is first used. */
  shipped(): PluginRecord[] {
    return this.dependencies.site.plugins.map((plugin) => ({
      id: shippedId(plugin),
      source: shippedId(plugin),
      address: new URL(plugin.file.path, this.dependencies.base).href,
      tag: null,
      fileName: plugin.file.path.slice(plugin.file.path.lastIndexOf('/') + 1),
      sha256: plugin.file.sha256,
      text: '',
      header: plugin.header,
      ops: plugin.ops,
      shipped: true,
      installedAt: 0,
    }));
  }

  /** Bytes of the file of a plugin that ships with the site. */
  shippedSize(id: string): number {
    return this.dependencies.site.plugins.find((plugin) => shippedId(plugin) === id)?.file.size ?? 0;
  }

  /** @throws FormatError when the text can be no plugin's source. */
  resolve(text: string): PluginSource {
    return resolveSource(text, this.dependencies.site, this.dependencies.base);
  }

  /** Whether a text is a plugin's file and not what names one. */
  isFileText(text: string): boolean {
    return text.trim().includes('\n') || this.dependencies.formats.some((format) => format.recognises(text));
  }

  /** Whether a file's name is one of a plugin. */
  isPluginFile(name: string): boolean {
    return this.dependencies.formats.some(({ endings }) => endings.some((end) => name.toLowerCase().endsWith(end)));
  }

  /** Installs from an address, or finds what is installed or shipped already. */
  async fromSource(text: string, options: InstallOptions = {}): Promise<Installed> {
    const source = this.resolve(text);
    if (source.kind === 'shipped') return this.fromSite(source, options);
    const installed = this.installedFrom(source);
    const fits = installed !== null && (options.sha256 == null || installed.sha256 === options.sha256);
    try {
      const { candidate, pin } = await this.candidate(source, options.signal, options.fetch);
      for (const expected of [options.sha256, pin]) {
        if (expected != null && expected !== candidate.sha256)
          throw new HashMismatch(source.name, expected, candidate.sha256);
      }
      return await (await this.admission()).one(candidate, options);
    } catch (error) {
      if (!fits || !(error instanceof CoverslipError) || error instanceof Cancelled) throw error;
      return { record: installed, changed: standInReason(installed, error), brought: [] };
    }
  }

  /** Installs a file that the person dropped or picked. */
  async fromFile(file: File): Promise<Installed> {
    refuseLarge(file.name, file.size);
    const named = { id: `file:${file.name}`, source: file.name, address: '', fileName: file.name, tag: null };
    return this.fromBytes(await readCandidate(named, await file.arrayBuffer(), this.dependencies.formats));
  }

  /** Installs a plugin whose file's text was pasted. */
  async fromText(text: string): Promise<Installed> {
    const { formats } = this.dependencies;
    const ending = formats.find((format) => format.recognises(text))?.endings[0] ?? '.py';
    const pasted = { id: 'text:', source: '', address: '', fileName: `pasted${ending}`, tag: null };
    const bytes = new TextEncoder().encode(text).buffer;
    const read = await readCandidate(pasted, bytes, formats);
    const { name } = read.header;
    const fileName = `${name.replace(/[^\p{L}\p{N} ._-]+/gu, '_').trim() || 'pasted'}${ending}`;
    return this.fromBytes({ ...read, id: `text:${name}`, source: fileName, fileName });
  }

  /** Looks whether a plugin's source has another version. */
  async look(record: PluginRecord, signal?: AbortSignal): Promise<SourceState> {
    if (record.shipped) return { kind: 'none', why: 'It comes with the app, and is updated with it.' };
    if (!hasAddress(record))
      return { kind: 'none', why: 'It came as a file, so there is no address where a newer version could be.' };
    const source = this.resolve(record.source);
    if (source.kind === 'shipped') return { kind: 'none', why: 'It comes with the app, and is updated with it.' };
    const { candidate } = await this.candidate(source, signal);
    if (candidate.sha256 === record.sha256) return { kind: 'same' };
    return { kind: 'other', version: candidate.header.version, sha256: candidate.sha256 };
  }

  /** The list of plugins that a text names: `user/repo`, a page of GitHub, the address of a list or of its folder. */
  async catalogue(text: string, signal?: AbortSignal): Promise<FoundCatalogue> {
    const { site, base } = this.dependencies;
    return (await this.locator()).catalogue(resolveRepository(text, site, base).lists, signal);
  }

  /** Reads the plugins that sources name, so that they can be installed together by {@link installAll}. */
  async candidates(sources: readonly string[], signal?: AbortSignal): Promise<Candidate[]> {
    const { store } = this.dependencies;
    const found: Candidate[] = [];
    for (const text of sources) {
      const source = this.resolve(text);
      if (source.kind === 'shipped') continue;
      const { candidate } = await this.candidate(source, signal);
      if (store.get(candidate.id)?.sha256 !== candidate.sha256) found.push(candidate);
    }
    return found;
  }

  /** Installs several plugins, asking once. @param name what they are together. */
  async installAll(name: string, candidates: readonly Candidate[]): Promise<readonly PluginRecord[]> {
    return (await this.admission()).several(name, candidates);
  }

  private async fromBytes(candidate: Candidate): Promise<Installed> {
    // The same file under another name, such as one that was exported here, is the same plugin.
    const same = [...this.dependencies.store.all(), ...this.shipped()].find(
      ({ sha256 }) => sha256 === candidate.sha256,
    );
    if (same !== undefined) return { record: same, changed: '', brought: [] };
    return (await this.admission()).one(candidate, {});
  }

  /** Its code comes with the first plugin that is installed. */
  private async admission(): Promise<Admission> {
    const { Admission } = await import('./admission.js');
    return new Admission({
      ...this.dependencies,
      shipped: () => this.shipped(),
      fetch: async (source, signal) => (await this.candidate(this.remote(source), signal)).candidate,
    });
  }

  /** The plugin that was installed from a source, also by another way to write it. */
  private installedFrom(source: Exclude<PluginSource, { kind: 'shipped' }>): PluginRecord | null {
    const { store } = this.dependencies;
    const known = store.bySource(source.name);
    if (known !== null) return known;
    if (source.kind === 'file') return store.get(idOf(source.file));
    if (source.kind !== 'listed') return null;
    const folders = source.lists.map((list) => new URL('./', list).href);
    const isThis = ({ header, address, tag }: PluginRecord) =>
      header.name === source.plugin && tag === source.tag && folders.some((folder) => address.startsWith(folder));
    return store.all().findLast(isThis) ?? null;
  }

  private async fromSite(
    source: Extract<PluginSource, { kind: 'shipped' }>,
    options: InstallOptions,
  ): Promise<Installed> {
    const { file } = source.plugin;
    const record = this.shipped().find(({ id }) => id === source.name);
    if (record === undefined) throw new FormatError(`This site ships no plugin “${source.name}”.`, 'plugin');
    const expected = options.sha256;
    if (expected != null && expected !== file.sha256) throw new HashMismatch(record.address, expected, file.sha256);
    const bytes = await this.dependencies.assets.get(
      file,
      options.signal === undefined ? {} : { signal: options.signal },
    );
    return { record: { ...record, text: decode(bytes, record.fileName) }, changed: '', brought: [] };
  }

  /** Fetches and reads what a source names. @returns also the sha256 that a list demands. */
  private async candidate(
    source: Exclude<PluginSource, { kind: 'shipped' }>,
    signal?: AbortSignal,
    fetch?: FetchAddress,
  ): Promise<{ candidate: Candidate; pin: string | null }> {
    const { bytes, sha256, address, fileName, tag } = await (await this.locator(fetch)).file(source, signal);
    const id = this.dependencies.store.bySource(source.name)?.id ?? idOf({ address, tag });
    const file = { id, source: source.name, address, fileName, tag };
    return { candidate: await readCandidate(file, bytes, this.dependencies.formats), pin: sha256 };
  }

  /** What finds plugins at addresses comes with the first of them: those that ship are named by the site. */
  private async locator(fetch: FetchAddress = this.fetchFile): Promise<Locator> {
    const { Locator } = await import('./locator.js');
    return new Locator(fetch, this.dependencies.formats);
  }

  private readonly fetchFile: FetchAddress = (url, signal) =>
    this.dependencies.assets.fetchUrl(url, signal === undefined ? {} : { signal });

  private remote(text: string): Exclude<PluginSource, { kind: 'shipped' }> {
    const source = this.resolve(text);
    if (source.kind === 'shipped') throw new FormatError(`“${text}” comes with the app.`, 'plugin');
    return source;
  }
}

function idOf({ address, tag }: { readonly address: string; readonly tag: string | null }): string {
  return tag === null ? address : `${address}@${tag}`;
}

function standInReason({ header }: PluginRecord, error: CoverslipError): string {
  const kept = `version ${header.version}, which is installed`;
  if (error instanceof Refused) return `Its source has another version. You kept ${kept}.`;
  if (error instanceof HashMismatch)
    return `Its source has changed. It runs from ${kept} and is what was asked for. (${error.message})`;
  return `Its source can't be used, so it runs from ${kept}. (${error.message})`;
}
