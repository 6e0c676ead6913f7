/** Starts plugins in Python: a sandbox with an interpreter, the packages they need, and their source. */
import type { AssetStore } from '../assets/index.js';
import { Cancelled } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import type { SiteManifest } from '../contracts/site.js';
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { SandboxPool } from '../sandbox/index.js';
import { loadPackages } from './packages.js';
import type { PluginRecord } from './record.js';
import { arrayPackages, foreignRequirements, requiredPackages } from './requirements.js';
import { SitePackages } from './site_packages.js';
import type { PluginStarter, StartControls, StartedPlugin } from './starter.js';

export interface PythonDependencies {
  readonly pool: SandboxPool;
  readonly store: AssetStore;
  readonly site: SiteManifest;
  /** The object whose methods the plugin may call. */
  readonly host: object;
  /** Lets the host's broker answer what comes over a sandbox's network ports. @returns a function that ends it. */
  readonly serveNetwork: (record: PluginRecord, ports: readonly MessagePort[]) => () => void;
}

/** What `coverslip.runtime` offers besides `run` and `connect`. */
interface Runtime {
  load(source: string, fileName: string, header: object): Promise<{ ops: OpDescription[]; exports: string[] }>;
  leave(): Promise<void>;
  /** Installs what the site does not carry. @param indexes addresses of package indexes. */
  install(requirements: readonly string[], indexes: readonly string[]): Promise<void>;
}

/** What is known of a plugin once its file has been run. */
export type LoadedPlugin = Pick<StartedPlugin, 'ops' | 'methods' | 'call'>;
/** Runs a plugin's file in the interpreter behind a peer. */
export type LoadPlugin = (peer: Peer) => Promise<LoadedPlugin>;

export class PythonStarter implements PluginStarter {
  constructor(private readonly dependencies: PythonDependencies) {}

  /** @param load how the plugin's file is run; by default as one of our own. */
  async start(
    record: PluginRecord,
    controls: StartControls,
    load: LoadPlugin = loader(record),
  ): Promise<StartedPlugin> {
    const { header } = record;
    const { pool, store, site, host, serveNetwork } = this.dependencies;
    const { signal, onStep, onError } = controls;
    const packages = requiredPackages(header, site);
    onStep('Starting Python', null);
    const fractions = [0, 0];
    const fetching = (part: 0 | 1) => ({
      signal,
      onProgress: (fraction: number) => {
        fractions[part] = fraction;
        onStep('Fetching what the plugin needs', Math.min(...fractions));
      },
    });
    const names = packages.map(({ name }) => name);
    const [ready, archives] = await Promise.all([
      pool.take(names, fetching(0)),
      loadPackages(store, packages, fetching(1)),
    ]);
    const { sandbox, port } = ready;
    void sandbox.ended.then(serveNetwork(record, sandbox.network));
    try {
      const isMissing = (name: string | undefined) => name !== undefined && !ready.packages.has(name);
      const missing = archives.filter((_, i) => isMissing(names[i]));
      if (missing.length > 0) {
        onStep(`Loading ${names.filter(isMissing).join(', ')}`, null);
        await sandbox.mount(missing);
      }
      const carried = new SitePackages(site, packages, async (entries) =>
        sandbox.mount(await loadPackages(store, entries, { signal })),
      );
      const root = { ...host, ...carried.functions };
      const peer = new Peer(new MessagePortEndpoint(port), { root, name: header.name });
      sandbox.onError = onError;
      void sandbox.ended.then((reason) => peer.close(reason));
      // A plugin that was cut off, for flooding the page or for speaking nonsense, can answer nothing more.
      void peer.closed.then((reason) => sandbox.terminate(reason));
      const { indexes = [] } = header;
      if (indexes.length > 0) {
        const foreign = foreignRequirements(header, site);
        if (foreign.length > 0) onStep(`Fetching ${foreign.join(', ')} from the plugin's package index`, null);
        await runtime(peer).install(foreign, indexes);
      }
      onStep('Loading the plugin', null);
      const loaded = await load(peer);
      const arrays = arrayPackages(loaded.ops, site).filter((entry) => !packages.includes(entry));
      if (arrays.length > 0) await sandbox.mount(await loadPackages(store, arrays, { signal }));
      if (signal.aborted) throw new Cancelled();
      return {
        sandbox,
        peer,
        // They may change while the plugin runs.
        get ops() {
          return loaded.ops;
        },
        methods: loaded.methods,
        ...(loaded.call === undefined ? {} : { call: loaded.call }),
        leave: () => runtime(peer).leave(),
      };
    } catch (error) {
      sandbox.terminate('it did not start');
      throw error;
    }
  }
}

function loader({ text, fileName, header }: PluginRecord): LoadPlugin {
  return async (peer) => {
    const { ops, exports } = await runtime(peer).load(text, fileName, header);
    return { ops, methods: exports };
  };
}

function runtime(peer: Peer): Runtime {
  return peer.root as unknown as Runtime;
}
