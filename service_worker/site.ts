/** What the build tells the service worker of its site. */
import type { AssetFile } from './content.js';

/** The constant `__SITE__` that the build writes at the top of sw.js. */
export interface Site {
  readonly version: string;
  /** What the page itself is made of, site.json among it. */
  readonly shell: readonly AssetFile[];
  /** Paths of the shell's files without which the page does not start. */
  readonly start: readonly string[];
  /** What Python is made of, by name. */
  readonly runtime: { readonly [name: string]: AssetFile };
}

/** The parts of site.json that the service worker reads. */
interface SiteManifest {
  readonly inference: { readonly builds: { readonly [device: string]: { readonly [name: string]: AssetFile } } };
  readonly packages: { readonly [name: string]: { readonly archive: AssetFile } };
  readonly plugins: readonly { readonly file: AssetFile }[];
  readonly samples: readonly { readonly file: AssetFile }[];
}

/** The files that site.json lists beside the shell and the runtime. */
export function listedFiles(json: unknown): readonly AssetFile[] {
  const { inference, packages, plugins, samples } = json as SiteManifest;
  return [
    ...Object.values(inference.builds).flatMap((build) => Object.values(build)),
    ...Object.values(packages).map(({ archive }) => archive),
    ...plugins.map(({ file }) => file),
    ...samples.map(({ file }) => file),
  ];
}
