/** Keeps started sandboxes ready, so that the next plugin begins at once. */
import type { BootSource, FetchOptions } from './boot_source.js';
import { makeQuick, type Provision, type ReadySandbox, startSandbox } from './ready_sandbox.js';

/** Up to this much memory (GB, as the browser tells it) nothing is kept ready, and up to that one sandbox. */
const LITTLE_MEMORY = 2;
const SOME_MEMORY = 4;
/** The mark in the page's timeline that stands where the pool has become ready for the next plugin. */
const SANDBOX_READY = 'coverslip: sandbox ready';

interface Place {
  /** Packages that are, or are about to be, in it. */
  readonly packages: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
  readonly ready: Promise<ReadySandbox>;
}

export interface PoolDependencies {
  readonly files: BootSource;
  /** Told when a sandbox is gone, so that another is made when there is time. */
  readonly onTaken: () => void;
  /** What the next plugin will probably need, as far as it is kept in this browser; null when nobody knows. */
  readonly foresee: () => Promise<Provision | null>;
  /** GB, as the browser tells it; absent where it doesn't. */
  readonly deviceMemory?: number | undefined;
}

export class SandboxPool {
  /** One without packages, and one with some where there is memory for two. */
  private places: Place[] = [];
  private filling: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: PoolDependencies) {}

  /** Makes ready what is not, as far as the device's memory allows. Never throws. */
  prepare(): Promise<void> {
    // What is foreseen may have changed since the last one began.
    this.filling = this.filling.then(() => this.fill());
    return this.filling;
  }

  /**
   * A sandbox for one plugin, taken for good.
   *
   * @param needs names of the plugin's packages. One that holds others is not given: a plugin must not come to rely on
   *   what it does not ask for.
   */
  async take(needs: readonly string[], options: FetchOptions = {}): Promise<ReadySandbox> {
    const fitting = this.places.filter(({ packages }) => isWithin(packages, needs));
    const best = fitting.sort((a, b) => b.packages.size - a.packages.size)[0];
    this.places = this.places.filter((place) => place !== best);
    this.dependencies.onTaken();
    if (best !== undefined) {
      try {
        return await best.ready;
      } catch {
        // The one being made ready failed, for instance offline; this try tells why.
      }
    }
    return startSandbox(this.dependencies.files, options);
  }

  private async fill(): Promise<void> {
    const { files, foresee, deviceMemory = SOME_MEMORY } = this.dependencies;
    if (deviceMemory <= LITTLE_MEMORY) return;
    const make = (provision: Provision | null, base?: Place) => {
      const begun = base?.ready ?? startSandbox(files, {});
      return this.keep(
        begun.then((ready) => makeQuick(ready, provision)),
        provision,
        base,
      );
    };
    try {
      let changed = false;
      if (!this.places.some(({ packages }) => packages.size === 0)) {
        await make(null);
        changed = true;
      }
      const provision = deviceMemory > SOME_MEMORY ? await foresee() : null;
      const stocked = this.places.find(({ packages }) => packages.size > 0);
      if (provision !== null && !(stocked !== undefined && holds(stocked, provision))) {
        const base = stocked !== undefined && isWithin(stocked.packages, provision.packages) ? stocked : undefined;
        if (stocked !== undefined && base === undefined) await this.drop(stocked);
        await make(provision, base);
        changed = true;
      }
      // For whoever looks at the page's timeline, the benchmark among them.
      if (changed) performance.mark(SANDBOX_READY);
    } catch {
      // Whoever asks for a sandbox next tries again, and is told what is wrong.
    }
  }

  /** Has a sandbox stand ready, in place of the one that it was made from. */
  private async keep(ready: Promise<ReadySandbox>, provision: Provision | null, base?: Place): Promise<void> {
    const place = { ready, packages: new Set(provision?.packages), modules: new Set(provision?.modules) };
    const leave = () => {
      this.places = this.places.filter((other) => other !== place);
    };
    this.places = [...this.places.filter((other) => other !== base), place];
    try {
      const { sandbox } = await ready;
      void sandbox.ended.then(leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async drop(place: Place): Promise<void> {
    this.places = this.places.filter((other) => other !== place);
    const { sandbox } = await place.ready;
    sandbox.terminate('another was needed');
  }
}

function isWithin(packages: ReadonlySet<string>, names: readonly string[]): boolean {
  return [...packages].every((name) => names.includes(name));
}

function holds(place: Place, { packages, modules }: Provision): boolean {
  return packages.every((name) => place.packages.has(name)) && modules.every((name) => place.modules.has(name));
}
