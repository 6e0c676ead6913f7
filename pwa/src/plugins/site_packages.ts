/** The site's own packages, as Python's installer in a sandbox meets them. */
import { FormatError } from '../contracts/errors.js';
import type { PackageEntry, SiteManifest } from '../contracts/site.js';
import { normalise } from './requirements.js';

export class SitePackages {
  private readonly mounted: Set<PackageEntry>;

  /**
   * @param mounted what the sandbox has already.
   * @param mount unpacks packages in the sandbox.
   */
  constructor(
    private readonly site: SiteManifest,
    mounted: readonly PackageEntry[],
    private readonly mount: (entries: readonly PackageEntry[]) => Promise<void>,
  ) {
    this.mounted = new Set(mounted);
  }

  /** What `coverslip.web` calls. */
  readonly functions = {
    sitePackages: async () =>
      Object.entries(this.site.packages).map(([name, { version, depends, imports }]) => ({
        name,
        version,
        depends: [...depends],
        imports: [...imports],
      })),
    loadSitePackages: async (names: unknown) => this.load(names),
  };

  private async load(names: unknown): Promise<string[]> {
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
      throw new TypeError('loadSitePackages: expected a list of names of packages.');
    const wanted = new Set<PackageEntry>();
    const add = (name: string) => {
      const entry = Object.hasOwn(this.site.packages, name) ? this.site.packages[name] : undefined;
      if (entry === undefined) throw new FormatError(`This site carries no package “${name}”.`, 'package');
      if (this.mounted.has(entry) || wanted.has(entry)) return;
      wanted.add(entry);
      for (const need of entry.depends) if (Object.hasOwn(this.site.packages, need)) add(need);
    };
    for (const name of names) add(normalise(name));
    await this.mount([...wanted]);
    for (const entry of wanted) this.mounted.add(entry);
    return [...wanted].map(({ name }) => name);
  }
}
