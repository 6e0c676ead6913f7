/** What is made ready while the app is idle: a sandbox with what the next plugin needs, and the app for work offline. */
import type { AssetStore } from '../assets/index.js';
import type { SiteManifest } from '../contracts/site.js';
import { type Expected, foresee, type PluginRecord } from '../plugins/index.js';
import type { Provision, SandboxPool } from '../sandbox/index.js';
import type { Library } from '../workspace/library.js';
import type { Workspace } from '../workspace/workspace.js';

export interface PreparationParts {
  readonly site: SiteManifest;
  readonly store: AssetStore;
  readonly workspace: Workspace;
  readonly pool: () => SandboxPool;
  readonly library: () => Library;
  /** Saves what work offline needs. */
  readonly save: () => Promise<unknown>;
}

/** How often it is looked whether the app has become idle. */
const RHYTHM_MILLISECONDS = 500;
/** How long after a start what it used is verified; nothing else should be going on then. */
const RECHECK_MILLISECONDS = 15_000;

export class Preparation {
  /** The plugin that a person is asked about, or looks at. */
  private expected: Expected | null = null;

  constructor(private readonly parts: PreparationParts) {}

  /** What a sandbox is made ready with. */
  foresee(): Promise<Provision | null> {
    return foresee(this.expected, this.parts.site, this.parts.store);
  }

  /** The sandbox that was ready is taken. */
  taken(): void {
    this.expected = null;
    this.later();
  }

  /** Has ready what this plugin needs, which will probably be run. */
  expect(plugin: Expected | null): void {
    this.expected = plugin;
    this.later();
  }

  /** Expects each plugin that a person looks at. */
  watch(): void {
    const { workspace, library } = this.parts;
    let shown: string | undefined;
    workspace.subscribe(() => {
      const { plugins, selected } = workspace.state;
      if (selected?.pluginId === shown) return;
      shown = selected?.pluginId;
      const plugin = plugins.find(({ id }) => id === shown);
      if (plugin?.state.kind !== 'asleep') return;
      const live = library().live(plugin.id);
      // One that can't be had now says so when it is run.
      void live
        .then(({ record }): PluginRecord | null => record)
        .catch(() => null)
        .then((record) => this.expect(record));
    });
  }

  /** Makes a sandbox ready once nothing starts or runs that it would slow down, and saves what offline work needs. */
  later(): void {
    whenIdle(() => {
      if (this.parts.library().isBusy) setTimeout(() => this.later(), RHYTHM_MILLISECONDS);
      else void this.now();
    });
  }

  private async now(): Promise<void> {
    const { pool, library, store, save } = this.parts;
    // What the sandbox fetched is saved already, so the service worker fetches only the rest.
    await pool().prepare();
    // What finds and starts the next plugin is better had before a person waits for it.
    await Promise.all([import('../plugins/locator.js'), import('../plugins/python_starter.js')]);
    await save();
    await library().learnMissing();
    setTimeout(() => whenIdle(() => void store.recheck()), RECHECK_MILLISECONDS);
  }
}

export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 5000 });
  else setTimeout(work, 1000);
}
