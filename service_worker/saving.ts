/** Saves what the app needs to run offline, and tells how far it is. */
import { type AssetCache, AssetFault } from './asset_cache.js';
import type { AssetFile } from './content.js';
import type { News, Standing } from './messages.js';
import type { Shell } from './shell.js';
import type { Site } from './site.js';

/** Milliseconds between two words about progress. */
const RHYTHM = 200;

export class Saving {
  readonly #site: Site;
  readonly #shell: Shell;
  readonly #assets: AssetCache;
  readonly #tell: (news: News) => void;
  #running: Promise<void> | null = null;

  constructor(site: Site, shell: Shell, assets: AssetCache, tell: (news: News) => void) {
    this.#site = site;
    this.#shell = shell;
    this.#assets = assets;
    this.#tell = tell;
  }

  /** What is still missing. */
  async standing(): Promise<Standing> {
    const runtime = Object.entries(this.#site.runtime);
    const kept = await Promise.all(runtime.map(([, file]) => this.#assets.has(file)));
    const names = runtime.filter((_, index) => !kept[index]).map(([name]) => name);
    // Every start of the page asks; what is kept is verified when it is used, and before anything is saved.
    return { version: this.#site.version, missing: [...(await this.#shell.absent()), ...names] };
  }

  /** Saves what is missing; one at a time, however often it is asked for. Told to the pages, never throws. */
  save(): Promise<void> {
    this.#running ??= this.#save().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Fetches what is missing of the runtime. @throws AssetFault for the first file that can't be had or kept. */
  async runtime(): Promise<void> {
    const files = await this.#assets.missing(Object.values(this.#site.runtime));
    await this.#fetchAll(files, (error) => {
      throw error;
    });
  }

  async #save(): Promise<void> {
    await this.#shell.heal();
    const files = await this.#assets.missing(Object.values(this.#site.runtime));
    let stopped = false;
    await this.#fetchAll(files, (error) => {
      // Where the network or the room has run out, the next file fares no better; a file that is wrong stands alone.
      stopped = !(error instanceof AssetFault) || error.fault.kind !== 'hash';
      return stopped;
    });
    this.#tell({ type: 'saved', standing: await this.standing() });
  }

  /** @param failed says whether to stop after an error. */
  async #fetchAll(files: readonly AssetFile[], failed: (error: unknown) => boolean): Promise<void> {
    const total = files.reduce((sum, { transfer }) => sum + transfer, 0);
    let before = 0;
    let told = 0;
    const tell = (done: number): void => {
      if (performance.now() - told < RHYTHM) return;
      told = performance.now();
      this.#tell({ type: 'saving', done, total });
    };
    if (files.length > 0) tell(0);
    for (const file of files) {
      try {
        await this.#assets.save(file, { onProgress: (fraction) => tell(before + fraction * file.transfer) });
      } catch (error) {
        if (failed(error)) return;
      }
      before += file.transfer;
    }
  }
}
