/** What is installed along with a plugin: the plugins that it depends on, those that they depend on, and so on. */
import { CoverslipError } from '../contracts/errors.js';
import type { Candidate } from './candidate.js';

export interface Dependencies {
  /** What has to be installed, each once, in the order in which it was found. */
  readonly candidates: readonly Candidate[];
  /** What can't be had, and rings of plugins that depend on one another: a sentence each, for the person. */
  readonly remarks: readonly string[];
}

export interface DependencySearch {
  /** The id of an installed or shipped plugin of that name or source, or null. */
  readonly find: (source: string) => string | null;
  /** Fetches and reads a plugin. @throws CoverslipError */
  readonly fetch: (source: string) => Promise<Candidate>;
}

/** More than this is a plugin that plays tricks. */
const MOST = 50;

/** @param roots what is to be installed itself; it is not among the result. */
export async function gatherDependencies(roots: readonly Candidate[], search: DependencySearch): Promise<Dependencies> {
  const found = new Map(roots.map((root) => [root.id, root]));
  const candidates: Candidate[] = [];
  const remarks = new Set<string>();

  /** @param path the plugins that led to this one, itself last. */
  async function visit(path: readonly Candidate[]): Promise<void> {
    const plugin = path.at(-1);
    for (const text of plugin?.header.permissions.plugins ?? []) {
      if (plugin === undefined || text === '*') continue;
      const source = fromPlugin(text, plugin);
      const known = [...found.values()].find((each) => [each.source, each.id, each.header.name].includes(source));
      if (known === undefined && search.find(source) !== null) continue;
      if (known === undefined && candidates.length >= MOST) {
        remarks.add(`More than ${MOST} plugins depend on one another; the rest is left out.`);
        return;
      }
      let next: Candidate;
      try {
        next = known ?? (await search.fetch(source));
      } catch (error) {
        if (!(error instanceof CoverslipError) || error.tag === 'cancelled') throw error;
        remarks.add(`“${plugin.header.name}” depends on “${text}”, which can't be had: ${error.message}`);
        continue;
      }
      const start = path.findIndex(({ id }) => id === next.id);
      if (start >= 0) remarks.add(ring([...path.slice(start), next].map(({ header }) => header.name)));
      if (found.has(next.id)) continue;
      found.set(next.id, next);
      candidates.push(next);
      await visit([...path, next]);
    }
  }

  for (const root of roots) await visit([root]);
  return { candidates, remarks: [...remarks] };
}

/** `./other.py` and `../other.py` lie beside the plugin's own file. */
export function fromPlugin(text: string, { address }: { readonly address: string }): string {
  return /^\.\.?\//.test(text) && address !== '' ? new URL(text, address).href : text;
}

function ring(names: readonly string[]): string {
  return `These plugins depend on one another in a ring: ${names.join(' → ')}. They work as long as none of them waits for another one while it starts.`;
}
