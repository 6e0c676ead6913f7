/** Asks the person once for a plugin and all that it brings, and keeps what is allowed. */
import type { AssetStore } from '../assets/index.js';
import { Refused } from '../contracts/errors.js';
import { EMPTY_HEADER, type PluginHeader } from '../contracts/plugin.js';
import type { PackageEntry, SiteManifest } from '../contracts/site.js';
import type { BroughtPlugin } from './brought.js';
import { asksLittle, broughtPlugin, type Candidate, recordOf } from './candidate.js';
import { type Dependencies, gatherDependencies } from './dependencies.js';
import { forEngine } from './engine_only.js';
import type { FetchAddress } from './locator.js';
import { missingPackageBytes } from './packages.js';
import type { PluginRecord } from './record.js';
import type { RuntimeFiles } from './runtime_files.js';
import type { PluginStore } from './store.js';

/** What the person is shown before a plugin is installed. */
export interface InstallRequest {
  /** The plugin's id (see `PluginRecord`); '' for several plugins together. */
  readonly id: string;
  readonly header: PluginHeader;
  /** Its file; '' for several plugins together. */
  readonly text: string;
  readonly source: string;
  readonly sha256: string;
  /** Bytes of its file, and of those that it brings. */
  readonly size: number;
  readonly packageBytes: number;
  readonly replaces: string | null;
  readonly brings: readonly BroughtPlugin[];
  readonly lacks: readonly string[];
}

export interface InstallOptions {
  /** Lower-case hex that the file must have. */
  readonly sha256?: string | null;
  /**
   * False installs without asking; only for a caller that is the page itself. `if-it-asks` asks only where the plugin
   * wants a permission or brings others along.
   */
  readonly confirm?: boolean | 'if-it-asks';
  /** Fetches its file in another way than the page does. */
  readonly fetch?: FetchAddress;
  readonly signal?: AbortSignal;
}

export interface Installed {
  readonly record: PluginRecord;
  /** Why the installed copy is used and not what the source has: a sentence, or ''. */
  readonly changed: string;
  /** Other plugins that were installed along with it. */
  readonly brought: readonly PluginRecord[];
}

export interface AdmissionDependencies {
  readonly site: SiteManifest;
  readonly assets: AssetStore;
  readonly runtime: RuntimeFiles;
  readonly store: PluginStore;
  readonly shipped: () => readonly PluginRecord[];
  /** Whether the person has connected an engine. */
  readonly hasEngine: () => boolean;
  /** Asks the person; true installs. */
  readonly ask: (request: InstallRequest) => Promise<boolean>;
  /** Fetches and reads a plugin that another one depends on. */
  readonly fetch: (source: string, signal?: AbortSignal) => Promise<Candidate>;
}

export class Admission {
  constructor(private readonly dependencies: AdmissionDependencies) {}

  /** @throws Refused when the person says no; FormatError when it can't run here. */
  async one(given: Candidate, options: InstallOptions): Promise<Installed> {
    const installed = this.dependencies.store.get(given.id);
    if (installed?.sha256 === given.sha256) return { record: installed, changed: '', brought: [] };
    // What can't be run isn't worth a question.
    const { site, hasEngine } = this.dependencies;
    const candidate = { ...given, header: await forEngine(given.header, site, hasEngine()) };
    const { candidates, remarks } = await this.needed([candidate], options.signal);
    const isHarmless = asksLittle(candidate.header.permissions) && candidates.length === 0 && installed === null;
    if (options.confirm !== false && !(options.confirm === 'if-it-asks' && isHarmless)) {
      const { id, header, text, source, sha256 } = candidate;
      const replaces = installed?.header.version ?? null;
      await this.ask({ id, header, text, source, sha256, replaces }, [candidate], candidates, remarks);
    }
    const record = recordOf(candidate);
    await this.dependencies.store.put(record);
    return { record, changed: '', brought: await this.bring(candidates, options) };
  }

  /** @param name what they are together. @throws Refused when the person says no. */
  async several(
    name: string,
    candidates: readonly Candidate[],
    options: InstallOptions = {},
  ): Promise<readonly PluginRecord[]> {
    const [first] = candidates;
    if (first === undefined) return [];
    if (candidates.length === 1) {
      const { record, brought } = await this.one(first, options);
      return [record, ...brought];
    }
    const needed = await this.needed(candidates, options.signal);
    const all = [...candidates, ...needed.candidates];
    const what = {
      id: '',
      header: { ...EMPTY_HEADER, kind: 'collection' as const, name },
      text: '',
      source: name,
      sha256: '',
      replaces: null,
    };
    await this.ask(what, [], all, needed.remarks);
    return this.bring(all, options);
  }

  private needed(roots: readonly Candidate[], signal: AbortSignal | undefined): Promise<Dependencies> {
    const { site, store, shipped, fetch } = this.dependencies;
    const records = [...store.all(), ...shipped()];
    return gatherDependencies(roots, {
      find: (text) =>
        records.find(({ id, source, address, header }) => [id, source, address, header.name].includes(text))?.id ??
        null,
      fetch: async (source) => {
        const candidate = await fetch(source, signal);
        await required(candidate.header, site);
        return candidate;
      },
    });
  }

  private async ask(
    what: Pick<InstallRequest, 'id' | 'header' | 'text' | 'source' | 'sha256' | 'replaces'>,
    own: readonly Candidate[],
    brought: readonly Candidate[],
    lacks: readonly string[],
  ): Promise<void> {
    const { site, assets, runtime, ask } = this.dependencies;
    const all = [...own, ...brought];
    const packages = new Set((await Promise.all(all.map(({ header }) => required(header, site)))).flat());
    const yes = await ask({
      ...what,
      size: all.reduce((sum, { size }) => sum + size, 0),
      packageBytes: (await missingPackageBytes(assets, [...packages])) + (await runtime.missingBytes()),
      brings: brought.map(broughtPlugin),
      lacks,
    });
    if (!yes) throw new Refused(`“${what.header.name}” was not installed.`);
  }

  /** Keeps what comes along; what asks for more than to call plugins is asked about by itself. */
  private async bring(candidates: readonly Candidate[], options: InstallOptions): Promise<PluginRecord[]> {
    const records: PluginRecord[] = [];
    for (const candidate of candidates.filter(({ header }) => asksLittle(header.permissions))) {
      const record = recordOf(candidate);
      await this.dependencies.store.put(record);
      records.push(record);
    }
    // Nobody grants what was not shown to them, so each of these has a question of its own.
    for (const candidate of candidates.filter(({ header }) => !asksLittle(header.permissions))) {
      const { record, brought } = await this.one(candidate, { ...options, sha256: null }).catch(nothingIfRefused);
      records.push(...(record === null ? [] : [record]), ...brought);
    }
    return records;
  }
}

function nothingIfRefused(error: unknown): { readonly record: null; readonly brought: readonly PluginRecord[] } {
  if (error instanceof Refused) return { record: null, brought: [] };
  throw error;
}

/** Reads what a plugin requires, by code that comes with the first plugin. */
async function required(header: PluginHeader, site: SiteManifest): Promise<PackageEntry[]> {
  if (header.native) return [];
  const { requiredPackages } = await import('./requirements.js');
  return requiredPackages(header, site);
}
