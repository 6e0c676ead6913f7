/** From what a plugin's header requires to the packages of this site that have to be loaded. */
import { satisfies, validRange } from '@renovatebot/pep440';
import { FormatError } from '../contracts/errors.js';
import type { OpDescription, PluginHeader } from '../contracts/plugin.js';
import type { PackageEntry, SiteManifest } from '../contracts/site.js';
import { suggest } from './nearest.js';

interface Requirement {
  /** Normalised by PEP 503. */
  readonly name: string;
  /** PEP 440, or "" for any version. */
  readonly specifier: string;
  readonly marker: string;
}

/** name [extras] specifier ; marker */
const REQUIREMENT = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:\(([^)]*)\)|([^;@]*))\s*(?:;(.*))?$/;
/** The one marker that plugin files need: what is only for (or not for) the browser. */
const PLATFORM = /^\s*sys_platform\s*(==|!=)\s*(["'])([a-z0-9]+)\2\s*$/;

/** What every sandbox has without asking. */
const BUILT_IN = new Set(['coverslip', 'imjoy', 'imjoy-rpc', 'onnxruntime']);

export function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function parse(text: string, where: string): Requirement {
  const match = REQUIREMENT.exec(text);
  if (match === null) {
    const why = text.includes('@')
      ? 'A requirement by address can’t be used in the browser.'
      : 'Write it like “numpy” or “numpy>=2”.';
    throw new FormatError(`${where} requires “${text}”, which can't be read. ${why}`, 'dependencies');
  }
  return {
    name: normalise(match[1] ?? ''),
    specifier: (match[2] ?? match[3] ?? '').trim(),
    marker: (match[4] ?? '').trim(),
  };
}

/** Whether a requirement counts in the browser. */
function applies(requirement: Requirement, where: string): boolean {
  if (requirement.marker === '') return true;
  const match = PLATFORM.exec(requirement.marker);
  if (match === null) {
    throw new FormatError(
      `${where} requires “${requirement.name}” under the condition “${requirement.marker}”; only conditions on sys_platform are understood.`,
      'dependencies',
    );
  }
  return (match[1] === '==') === (match[3] === 'emscripten');
}

/** The names of what a plugin requires in the browser, whether or not a site carries it. */
export function requiredNames(header: PluginHeader): string[] {
  const where = `The plugin “${header.name}”`;
  return header.dependencies
    .map((text) => parse(text, where))
    .filter((requirement) => applies(requirement, where))
    .map(({ name }) => name);
}

/** What ops need that take or give images or drawings, whether the plugin's header says so or not: numpy holds their values. */
export function arrayPackages(ops: readonly OpDescription[], site: SiteManifest): PackageEntry[] {
  const kinds = ops.flatMap(({ params, results }) => [
    ...params.map(({ type }) => type.kind),
    ...results.map(({ kind }) => kind),
  ]);
  const { numpy } = site.packages;
  const arrays = new Set<string>(['image', 'labels', 'layers', 'points', 'shapes']);
  return numpy !== undefined && kinds.some((kind) => arrays.has(kind)) ? [numpy] : [];
}

/**
 * The packages that a plugin needs, each after what it needs itself.
 *
 * @throws FormatError naming a requirement that the site can't fulfil.
 */
export function requiredPackages(
  header: PluginHeader,
  site: Pick<SiteManifest, 'packages' | 'runtime'>,
): PackageEntry[] {
  const where = `The plugin “${header.name}”`;
  const { python } = site.runtime;
  const wanted = header.requiresPython;
  if (wanted !== '' && (validRange(wanted) === false || !satisfies(`${python}.0`, wanted))) {
    throw new FormatError(`${where} requires Python “${wanted}”; this site runs Python ${python}.`, 'requires-python');
  }
  const found = new Set<PackageEntry>();
  const visited = new Set<PackageEntry>();
  const add = (entry: PackageEntry) => {
    if (visited.has(entry)) return;
    visited.add(entry);
    for (const need of entry.depends) {
      const next = site.packages[need];
      if (next !== undefined) add(next);
    }
    found.add(entry);
  };
  for (const text of header.dependencies) {
    const requirement = parse(text, where);
    if (BUILT_IN.has(requirement.name) || !applies(requirement, where)) continue;
    const entry = Object.hasOwn(site.packages, requirement.name) ? site.packages[requirement.name] : undefined;
    if (isForeign(requirement, entry) && (header.indexes ?? []).length > 0) {
      // Python's own installer fetches it from there.
      const { micropip } = site.packages;
      if (micropip !== undefined) add(micropip);
      continue;
    }
    if (entry === undefined) {
      throw new FormatError(
        `${where} requires the package “${requirement.name}”, which this site does not carry. ${suggest(requirement.name, Object.keys(site.packages).sort())} A plugin that names a package index in its header, index = ["https://…/simple"], can have it from there.`,
        'dependencies',
      );
    }
    if (isForeign(requirement, entry)) {
      throw new FormatError(
        `${where} requires “${text}”, and this site carries ${entry.name} ${entry.version}. Ask its author to allow that version.`,
        'dependencies',
      );
    }
    add(entry);
  }
  return [...found];
}

/** Requirements that this site can't fulfil and an index of the plugin's header may, as written. */
export function foreignRequirements(header: PluginHeader, site: SiteManifest): string[] {
  const where = `The plugin “${header.name}”`;
  return header.dependencies.filter((text) => {
    const requirement = parse(text, where);
    if (BUILT_IN.has(requirement.name) || !applies(requirement, where)) return false;
    return isForeign(
      requirement,
      Object.hasOwn(site.packages, requirement.name) ? site.packages[requirement.name] : undefined,
    );
  });
}

function isForeign({ specifier }: Requirement, entry: PackageEntry | undefined): boolean {
  return entry === undefined || (specifier !== '' && !satisfies(entry.version, specifier));
}
