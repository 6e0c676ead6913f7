/** A sandbox that waits for its plugin: Python answers calls already, and packages may be in it. */
import type { BootSource, FetchOptions } from './boot_source.js';
import { rehearse } from './rehearsal.js';
import { Sandbox } from './sandbox.js';

/** Packages that the next plugin will probably need. */
export interface Provision {
  readonly packages: readonly string[];
  /** What of them to import, as "module:name". */
  readonly modules: readonly string[];
  /** The archives of packages. */
  load(packages: readonly string[]): Promise<Blob[]>;
}

export interface ReadySandbox {
  readonly sandbox: Sandbox;
  /** The page's end of the port on which Python answers. */
  readonly port: MessagePort;
  /** Names of the packages that are in it. */
  readonly packages: ReadonlySet<string>;
}

/** Starts a sandbox, and no more than that: somebody waits for it. */
export async function startSandbox(files: BootSource, options: FetchOptions): Promise<ReadySandbox> {
  const start = async () => Sandbox.start(files.load(options));
  const sandbox = await start().catch(async (error: unknown) => {
    // A file may have become something else since it was kept: then it is fetched anew.
    if (options.signal?.aborted || (await files.recheck())) throw error;
    return start();
  });
  return served(sandbox, new Set());
}

/** Makes a started sandbox quick: goes through the start of a plugin, with these packages if any. */
export async function makeQuick(ready: ReadySandbox, provision: Provision | null): Promise<ReadySandbox> {
  const { sandbox, port } = ready;
  const packages = new Set(ready.packages);
  try {
    const missing = provision?.packages.filter((name) => !packages.has(name)) ?? [];
    if (missing.length > 0) await sandbox.mount((await provision?.load(missing)) ?? []);
    for (const name of missing) packages.add(name);
    await rehearse(sandbox, provision?.modules ?? []);
    port.close();
    return await served(sandbox, packages);
  } catch (error) {
    sandbox.terminate('it could not be made ready');
    throw error;
  }
}

async function served(sandbox: Sandbox, packages: ReadonlySet<string>): Promise<ReadySandbox> {
  try {
    return { sandbox, port: await sandbox.serve(), packages };
  } catch (error) {
    sandbox.terminate('it did not start');
    throw error;
  }
}
