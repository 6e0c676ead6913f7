/** From a link, an address or a file to an installed plugin: fetch, verify, parse, ask, keep. */
import { type AssetStore, sha256Of } from '../assets/index.js';
import { FetchError, FormatError, HashMismatch, Refused } from '../contracts/errors.js';
import type { PluginHeader } from '../contracts/plugin.js';
import type { SiteManifest } from '../contracts/site.js';
import type { BroughtPlugin } from './brought.js';
import { type PluginFormat, parsePlugin } from './format.js';
import { missingPackageBytes } from './packages.js';
import type { PluginRecord } from './record.js';
import { requiredPackages } from './requirements.js';
import type { RuntimeFiles } from './runtime_files.js';
import { type PluginSource, resolveSource, shippedId } from './source.js';
import type { PluginStore } from './store.js';

/** What the person is shown before a plugin is installed. */
export interface InstallRequest {
  readonly header: PluginHeader;
  readonly source: string;
  readonly sha256: string;
  readonly size: number;
  readonly packageBytes: number;
  readonly replaces: string | null;
  readonly brings: readonly BroughtPlugin[];
  readonly lacks: readonly string[];
}

export interface InstallerDependencies {
  readonly base: URL;
  readonly site: SiteManifest;
  readonly assets: AssetStore;
  readonly runtime: RuntimeFiles;
  readonly store: PluginStore;
  readonly formats: readonly PluginFormat[];
  /** Asks the person; true installs. */
  readonly ask: (request: InstallRequest) => Promise<boolean>;
  /** Told when an installed copy stands in for a source that can't be reached. */
  readonly onStandIn: (record: PluginRecord, error: FetchError) => void;
}

export interface InstallOptions {
  /** Lower-case hex that the file must have. */
  readonly sha256?: string | null;
  /** False installs without asking; only for a caller that is the page itself. */
  readonly confirm?: boolean;
  readonly signal?: AbortSignal;
}

/** A plugin is one text file; more than this is something else. */
const LARGEST = 5_000_000;

export class Installer {
  constructor(private readonly dependencies: InstallerDependencies) {}

  /** The plugins that ship with the site; each is fetched when it is first used. */
  shipped(): PluginRecord[] {
    return this.dependencies.site.plugins.map((plugin) => ({
      id: shippedId(plugin),
      source: new URL(plugin.file.path, this.dependencies.base).href,
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
  checkSource(text: string): void {
    resolveSource(text, this.dependencies.site, this.dependencies.base);
  }

  /** Installs from an address, or finds what is installed or shipped already. */
  async fromSource(text: string, options: InstallOptions = {}): Promise<PluginRecord> {
    const { site, base } = this.dependencies;
    const source = resolveSource(text, site, base);
    return source.kind === 'shipped' ? this.fromSite(source, options) : this.fromAddress(source, options);
  }

  /** Installs a file that the person dropped or picked. */
  async fromFile(file: File): Promise<PluginRecord> {
    if (file.size > LARGEST) throw tooLarge(file.name, file.size);
    const bytes = await file.arrayBuffer();
    return this.install(`file:${file.name}`, file.name, file.name, bytes, {});
  }

  private async fromSite(
    source: Extract<PluginSource, { kind: 'shipped' }>,
    options: InstallOptions,
  ): Promise<PluginRecord> {
    const { file } = source.plugin;
    const record = this.shipped().find(({ id }) => id === source.id);
    if (record === undefined) throw new FormatError(`This site ships no plugin “${source.id}”.`, 'plugin');
    const expected = options.sha256;
    if (expected != null && expected !== file.sha256) throw new HashMismatch(record.source, expected, file.sha256);
    const bytes = await this.dependencies.assets.get(
      file,
      options.signal === undefined ? {} : { signal: options.signal },
    );
    return { ...record, text: decode(bytes, record.fileName) };
  }

  private async fromAddress(
    source: Extract<PluginSource, { kind: 'address' }>,
    options: InstallOptions,
  ): Promise<PluginRecord> {
    const { assets, store, onStandIn } = this.dependencies;
    let bytes: ArrayBuffer;
    try {
      bytes = await assets.fetchUrl(source.url, options.signal === undefined ? {} : { signal: options.signal });
    } catch (error) {
      const installed = store.get(source.id);
      const fits = installed !== null && (options.sha256 == null || installed.sha256 === options.sha256);
      if (!(error instanceof FetchError) || !fits) throw error;
      onStandIn(installed, error);
      return installed;
    }
    if (bytes.byteLength > LARGEST) throw tooLarge(source.url, bytes.byteLength);
    return this.install(source.id, source.url, source.fileName, bytes, options);
  }

  private async install(
    id: string,
    source: string,
    fileName: string,
    bytes: ArrayBuffer,
    options: InstallOptions,
  ): Promise<PluginRecord> {
    const { site, assets, runtime, store, formats, ask } = this.dependencies;
    const sha256 = await sha256Of(bytes);
    if (options.sha256 != null && options.sha256 !== sha256) throw new HashMismatch(source, options.sha256, sha256);
    const installed = store.get(id);
    if (installed?.sha256 === sha256) return installed;
    const text = decode(bytes, fileName);
    const header = await parsePlugin(formats, text, fileName, null);
    const packages = requiredPackages(header, site);
    if (options.confirm !== false) {
      const packageBytes = (await missingPackageBytes(assets, packages)) + (await runtime.missingBytes());
      const replaces = installed?.header.version ?? null;
      const yes = await ask({
        header,
        source,
        sha256,
        size: bytes.byteLength,
        packageBytes,
        replaces,
        brings: [],
        lacks: [],
      });
      if (!yes) throw new Refused(`“${header.name}” was not installed.`);
    }
    const record: PluginRecord = {
      id,
      source,
      address: id.startsWith('file:') ? '' : id,
      tag: null,
      fileName,
      sha256,
      text,
      header,
      ops: [],
      shipped: false,
      installedAt: Date.now(),
    };
    await store.put(record);
    return record;
  }
}

function decode(bytes: ArrayBuffer, fileName: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FormatError(`${fileName} is no plugin: it is not a text file in UTF-8.`, 'encoding', { cause: error });
  }
}

function tooLarge(source: string, size: number): FormatError {
  return new FormatError(
    `${source} is no plugin: it has ${(size / 1e6).toFixed(1)} MB, and a plugin is a text file of at most ${LARGEST / 1e6} MB.`,
    'size',
  );
}
