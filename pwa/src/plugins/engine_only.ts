/** Plugins in Python that ask for what no sandbox here has: an engine, which installs it, runs them instead. */
import { FormatError } from '../contracts/errors.js';
import type { PluginHeader } from '../contracts/plugin.js';
import type { SiteManifest } from '../contracts/site.js';

/** What is wrong with a plugin for this site that an engine can put right. */
const CURABLE: ReadonlySet<string> = new Set(['dependencies', 'requires-python']);

/**
 * The header as it is where the plugin is installed: one that an engine has to run asks for leave to use it.
 * @param hasEngine whether the person has connected one.
 * @throws FormatError naming what this site can't fulfil, where there is no engine for it.
 */
export async function forEngine(header: PluginHeader, site: SiteManifest, hasEngine: boolean): Promise<PluginHeader> {
  const { requiredPackages } = await import('./requirements.js');
  try {
    requiredPackages(header, site);
    return header;
  } catch (error) {
    const isCurable = error instanceof FormatError && CURABLE.has(error.where) && header.imjoy === undefined;
    if (!isCurable || header.kind !== 'python') throw error;
    if (hasEngine) return { ...header, native: true, permissions: { ...header.permissions, engine: true } };
    const remedy = 'An engine has it: connect one under Engines and jobs, and open the plugin again.';
    throw new FormatError(`${error.message} ${remedy}`, error.where, { cause: error });
  }
}
