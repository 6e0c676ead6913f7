/** What the next plugin will probably need, so that it can be made ready while nothing else goes on. */
import type { AssetStore } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { PluginHeader } from '../contracts/plugin.js';
import type { PackageEntry, SiteManifest } from '../contracts/site.js';
import type { Provision } from '../sandbox/index.js';
import { loadPackages } from './packages.js';

/** A plugin that is about to be started: one that a person is asked about, or looks at. */
export interface Expected {
  readonly header: PluginHeader;
  /** Its source; '' when it isn't at hand. */
  readonly text: string;
}

/** Nearly every plugin works with images, and images are numpy arrays. */
const COMMON = 'numpy';
/** An import at the beginning of a line; one within a function may never be carried out. */
const FROM = /^from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|(.*))/gm;
const IMPORT = /^import[ \t]+([A-Za-z_][^#\n;]*)/gm;
/** Modules that one plugin's start may import ahead. */
const MOST = 100;

/**
 * The packages of the expected plugin, or of most plugins when none is expected.
 *
 * @returns null when they are not all kept in this browser: nothing is fetched on mere suspicion.
 */
export async function foresee(
  expected: Expected | null,
  site: SiteManifest,
  store: AssetStore,
): Promise<Provision | null> {
  const packages = expected === null ? common(site) : await packagesOf(expected.header, site);
  if (packages.length === 0) return null;
  const missing = await store.missing(packages.map(({ archive }) => archive));
  if (missing.length > 0) return null;
  const modules = expected === null ? [COMMON] : importsOf(expected.text, packages);
  return {
    packages: packages.map(({ name }) => name),
    modules: packages.some(({ name }) => name === COMMON)
      ? [COMMON, ...modules.filter((name) => name !== COMMON)]
      : modules,
    load: (names) =>
      loadPackages(
        store,
        packages.filter(({ name }) => names.includes(name)),
        {},
      ),
  };
}

/** What a source imports of these packages when it starts, as "module:name". */
export function importsOf(text: string, packages: readonly PackageEntry[]): string[] {
  const known = new Set(packages.flatMap(({ imports }) => imports));
  const found = new Set<string>();
  const add = (module: string, name: string) => {
    if (known.has(module.split('.')[0] ?? '') && /^[\w.]+$/.test(module) && /^\w*$/.test(name))
      found.add(name === '' ? module : `${module}:${name}`);
  };
  for (const [, module = '', bracketed, rest = ''] of text.matchAll(FROM))
    for (const name of names(bracketed ?? rest)) add(module, name);
  for (const [, list = ''] of text.matchAll(IMPORT)) for (const module of names(list)) add(module, '');
  return [...found].slice(0, MOST);
}

/** The names in a list such as "a, b as c  # why". */
function names(list: string): string[] {
  const text = list.replace(/#[^\n]*/g, '');
  return text
    .split(',')
    .map((each) => each.trim().split(/\s+as\s+/)[0] ?? '')
    .filter((name) => name !== '');
}

function common(site: SiteManifest): PackageEntry[] {
  const entry = site.packages[COMMON];
  return entry === undefined ? [] : [entry];
}

/** The packages of the site that a plugin requires; none where its requirements can't be met. */
export async function packagesOf(
  header: PluginHeader,
  site: Pick<SiteManifest, 'packages' | 'runtime'>,
): Promise<PackageEntry[]> {
  if (header.kind !== 'python') return [];
  const { requiredPackages } = await import('./requirements.js');
  try {
    return requiredPackages(header, site);
  } catch (error) {
    // Whoever starts it is told.
    if (error instanceof FormatError) return [];
    throw error;
  }
}
