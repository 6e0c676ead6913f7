/** What plugins need where there is no network: whether it is kept in this browser, and fetching the rest. */
import type { AssetStore } from '../assets/index.js';
import type { AssetRef, SiteManifest } from '../contracts/site.js';
import { packagesOf } from './foresight.js';
import type { PluginRecord } from './record.js';

export type NeedyPlugin = Pick<PluginRecord, 'header' | 'sha256' | 'shipped'>;

export interface SaveOptions {
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly onFraction?: (fraction: number) => void;
}

export class OfflineNeeds {
  constructor(
    private readonly site: Pick<SiteManifest, 'packages' | 'plugins' | 'runtime'>,
    private readonly store: Pick<AssetStore, 'missing' | 'get'>,
  ) {}

  /** Whether the plugin could start now with no network. */
  async has(plugin: NeedyPlugin): Promise<boolean> {
    return (await this.store.missing(await this.filesOf(plugin))).length === 0;
  }

  /**
   * Fetches what is missing, one file after the other, so that it is in nobody's way.
   *
   * @param more files that are wanted besides.
   * @throws FetchError, HashMismatch or Cancelled for the first file that can't be had.
   */
  async save(
    plugins: readonly NeedyPlugin[],
    more: readonly AssetRef[],
    { signal, onFraction }: SaveOptions = {},
  ): Promise<void> {
    const files = await Promise.all(plugins.map((plugin) => this.filesOf(plugin)));
    const wanted = [...files.flat(), ...more];
    const missing = await this.store.missing([...new Map(wanted.map((file) => [file.sha256, file])).values()]);
    const total = missing.reduce((sum, { transfer }) => sum + transfer, 0);
    let before = 0;
    for (const file of missing) {
      const onProgress = (fraction: number) => onFraction?.((before + fraction * file.transfer) / total);
      await this.store.get(file, signal === undefined ? { onProgress } : { signal, onProgress });
      before += file.transfer;
    }
  }

  private async filesOf({ header, sha256, shipped }: NeedyPlugin): Promise<AssetRef[]> {
    const source = shipped ? this.site.plugins.filter(({ file }) => file.sha256 === sha256) : [];
    return [...source.map(({ file }) => file), ...(await packagesOf(header, this.site)).map(({ archive }) => archive)];
  }
}
