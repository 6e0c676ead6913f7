/** What the metadata of OME-Zarr 0.1 to 0.5 say of an image (ngff.openmicroscopy.org). Untrusted: all of it is checked. Pure. */
import { FormatError } from '../../contracts/errors.js';
import type { Axis, ChannelFacts } from '../../contracts/image.js';

export interface OmeImage {
  readonly version: string;
  readonly name: string;
  /** One letter for each axis of the arrays. */
  readonly axes: string;
  readonly unit: string;
  readonly levels: readonly { readonly path: string; readonly scale: readonly number[] | null }[];
  readonly channels: readonly ChannelFacts[];
}

/** Paths of the images below a group: of its own, of a collection of series, or of the wells of a plate. */
export interface OmeParts {
  readonly paths: readonly string[];
  readonly names: readonly string[];
}

const LETTERS: { readonly [name: string]: Axis } = { t: 'T', c: 'C', z: 'Z', y: 'Y', x: 'X' };
const UNITS: { readonly [name: string]: string } = {
  micrometer: 'µm',
  nanometer: 'nm',
  millimeter: 'mm',
  centimeter: 'cm',
  meter: 'm',
  angstrom: 'Å',
  picometer: 'pm',
  inch: 'in',
};
const SECONDS: { readonly [name: string]: number } = {
  second: 1,
  millisecond: 1e-3,
  microsecond: 1e-6,
  minute: 60,
  hour: 3600,
};
/** Axes of versions that did not tell them. */
const FIVE = 'TCZYX';

type Tree = { readonly [key: string]: unknown };

/** The attributes that OME-Zarr means: since 0.5 they stand below `ome`. */
function omeAttributes(attributes: Tree): Tree {
  return isTree(attributes.ome) ? attributes.ome : attributes;
}

/** @returns null when the group is no image. @throws FormatError for metadata that can't be right. */
export function readOme(attributes: Tree, name: string): OmeImage | null {
  const ome = omeAttributes(attributes);
  const all = ome.multiscales;
  const multiscales = Array.isArray(all) ? (all as unknown[])[0] : undefined;
  if (!isTree(multiscales)) return null;
  const datasets = Array.isArray(multiscales.datasets) ? (multiscales.datasets as unknown[]) : [];
  if (datasets.length === 0) throw new FormatError(`${name} tells of no resolution of its image (datasets).`, name);
  const { axes, units } = readAxes(multiscales.axes, name);
  const common = readScale(multiscales.coordinateTransformations, axes.length);
  const time = axes.indexOf('T');
  const seconds = SECONDS[units[time] ?? ''] ?? 1;
  const levels = datasets.map((each, at) => {
    if (!isTree(each) || typeof each.path !== 'string')
      throw new FormatError(`${name}: resolution ${at} of its image has no path.`, name);
    const own = readScale(each.coordinateTransformations, axes.length);
    const scale = own?.map((step, axis) => step * (common?.[axis] ?? 1) * (axis === time ? seconds : 1)) ?? common;
    return { path: each.path, scale };
  });
  const space = [...axes].findIndex((axis, at) => 'ZYX'.includes(axis) && units[at] !== '');
  const unit = units[space] ?? '';
  return {
    version: String(ome.version ?? multiscales.version ?? '0.4'),
    name: typeof multiscales.name === 'string' ? multiscales.name : '',
    axes,
    unit: UNITS[unit] ?? unit,
    levels,
    channels: readChannels(ome.omero),
  };
}

/** @returns null when the group holds no other images. */
export function readParts(attributes: Tree): OmeParts | null {
  const ome = omeAttributes(attributes);
  const { plate, well } = ome;
  const paths = (list: unknown): string[] =>
    Array.isArray(list)
      ? (list as unknown[]).flatMap((each) => (isTree(each) && typeof each.path === 'string' ? [each.path] : []))
      : [];
  if (isTree(plate)) {
    const wells = paths(plate.wells);
    return wells.length > 0 ? { paths: wells.map((path) => `${path}/0`), names: wells } : null;
  }
  if (isTree(well)) {
    const fields = paths(well.images);
    return fields.length > 0 ? { paths: fields, names: fields.map((path) => `Field ${path}`) } : null;
  }
  if (ome['bioformats2raw.layout'] !== undefined) {
    const series = Array.isArray(ome.series) ? (ome.series as unknown[]).map(String) : ['0'];
    return { paths: series, names: series.map((path) => `Image ${path}`) };
  }
  return null;
}

function readAxes(value: unknown, name: string): { readonly axes: string; readonly units: readonly string[] } {
  if (value === undefined) return { axes: FIVE, units: [...FIVE].map(() => '') };
  if (!Array.isArray(value)) throw new FormatError(`${name}: the axes of its image are no list.`, name);
  const free = new Set(['T', 'C', 'Z']);
  const letters: string[] = [];
  const units: string[] = [];
  for (const each of value as unknown[]) {
    const named = isTree(each) ? String(each.name) : String(each);
    const known = LETTERS[named.toLowerCase()];
    // An axis of another name is stepped through as the first that is free.
    const letter = known && !letters.includes(known) ? known : [...free].find((other) => !letters.includes(other));
    if (letter === undefined) throw new FormatError(`${name} has an axis “${named}” too many to be shown.`, name);
    free.delete(letter);
    letters.push(letter);
    units.push(isTree(each) && typeof each.unit === 'string' ? each.unit : '');
  }
  if (!letters.includes('Y') || !letters.includes('X'))
    throw new FormatError(`${name} has the axes ${letters.join('')}: an image has rows and columns (y, x).`, name);
  return { axes: letters.join(''), units };
}

function readScale(transformations: unknown, count: number): readonly number[] | null {
  const list = Array.isArray(transformations) ? (transformations as unknown[]) : [];
  const scale = list.find((each): each is Tree => isTree(each) && each.type === 'scale')?.scale;
  if (!Array.isArray(scale) || scale.length !== count) return null;
  const steps = (scale as unknown[]).map(Number);
  return steps.every((step) => Number.isFinite(step) && step > 0) ? steps : null;
}

function readChannels(omero: unknown): readonly ChannelFacts[] {
  const list = isTree(omero) && Array.isArray(omero.channels) ? (omero.channels as unknown[]) : [];
  return list.map((each) => {
    const { label, color, window } = isTree(each) ? each : {};
    const { start, end } = isTree(window) ? window : {};
    return {
      name: typeof label === 'string' ? label : '',
      color: typeof color === 'string' && /^#?[0-9a-f]{6}$/i.test(color) ? `#${color.slice(-6).toLowerCase()}` : null,
      window: typeof start === 'number' && typeof end === 'number' && start < end ? [start, end] : null,
    };
  });
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
