/**
 * Files of GeoJSON, in and out. The properties are those that QuPath writes and reads (its class PathObjectTypeAdapters):
 * objectType, name, color, classification {name, color}, isLocked, measurements; a plane stands in the geometry.
 */
import { FormatError } from '../../contracts/errors.js';
import type { Classification, Feature, Geometry } from '../layers.js';
import { isRecord, newPlace, type Place, readGeometry, refuse, within } from './geojson_geometry.js';

/** Features of one file. */
const MOST_FEATURES = 500_000;
/** What a class is drawn in whose file names no colour. */
const GREY = '#808080';

type Properties = Feature['properties'];

const NO_PROPERTIES = { objectType: 'annotation', name: '', classification: null, color: null };

export function newFeature(
  geometry: Geometry,
  classification: Classification | null = null,
  plane: Feature['plane'] = {},
): Feature {
  return { id: crypto.randomUUID(), geometry, plane, properties: { ...NO_PROPERTIES, classification } };
}

/**
 * Reads the text of a GeoJSON file.
 *
 * @param name the file's name, for errors.
 * @throws FormatError naming the file, the feature and the field.
 */
export function parseGeoJson(text: string, name: string): readonly Feature[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${name} is no GeoJSON: ${error instanceof Error ? error.message : String(error)}.`, 'json');
  }
  return readGeoJson(value, name);
}

/** Reads a FeatureCollection, a list of features (as QuPath writes), one feature, or a bare geometry. */
export function readGeoJson(value: unknown, name: string): readonly Feature[] {
  const place = newPlace(name);
  const found = membersOf(value, place);
  if (found.length > MOST_FEATURES)
    throw new FormatError(
      `${name} has ${found.length.toLocaleString('en')} features; up to ${MOST_FEATURES.toLocaleString('en')} can be shown.`,
      'features',
    );
  const ids = new Set<string>();
  return found.map((each, i) => {
    const feature = readFeature(each, within(place, `feature ${i + 1}`));
    const id = ids.has(feature.id) ? crypto.randomUUID() : feature.id;
    ids.add(id);
    return { ...feature, id };
  });
}

function membersOf(value: unknown, place: Place): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return refuse(place, 'type', 'FeatureCollection', value);
  if (value.type === 'FeatureCollection')
    return Array.isArray(value.features) ? value.features : refuse(place, 'features', 'a list', value.features);
  if (value.type === 'GeometryCollection' && Array.isArray(value.geometries))
    return value.geometries.map((geometry) => ({ type: 'Feature', geometry }));
  if (value.type === 'Feature') return [value];
  if ('coordinates' in value) return [{ type: 'Feature', geometry: value }];
  return refuse(place, 'type', 'FeatureCollection, Feature or a geometry', value.type);
}

function readFeature(value: unknown, place: Place): Feature {
  if (!isRecord(value)) return refuse(place, 'type', 'Feature', value);
  if (value.type !== 'Feature') return refuse(place, 'type', 'Feature', value.type);
  const { id, geometry, properties } = value;
  const known = typeof id === 'string' && id !== '' ? id : typeof id === 'number' ? String(id) : crypto.randomUUID();
  return {
    id: known,
    geometry: readGeometry(geometry, place),
    plane: readPlane(isRecord(geometry) ? geometry.plane : undefined, place),
    properties: readProperties(properties ?? {}, place),
  };
}

function readPlane(value: unknown, place: Place): Feature['plane'] {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) return refuse(place, 'geometry.plane', 'an object of z and t', value);
  const step = (name: 'z' | 't'): number => {
    const at = value[name] ?? 0;
    if (typeof at === 'number' && Number.isInteger(at) && at >= 0) return at;
    return refuse(place, `geometry.plane.${name}`, 'a whole number of 0 or more', at);
  };
  return { Z: step('z'), T: step('t') };
}

function readProperties(value: unknown, place: Place): Properties {
  if (!isRecord(value)) return refuse(place, 'properties', 'an object', value);
  const { objectType, object_type, name, classification, color, measurements, ...other } = value;
  const type = objectType ?? object_type ?? 'annotation';
  if (typeof type !== 'string') refuse(place, 'properties.objectType', 'a text', type);
  if (name !== undefined && name !== null && typeof name !== 'string') refuse(place, 'properties.name', 'a text', name);
  const measured = readMeasurements(measurements, place);
  return {
    ...other,
    objectType: type,
    name: typeof name === 'string' ? name : '',
    classification: readClassification(classification, place),
    color: color === undefined || color === null ? null : readColor(color, 'properties.color', place),
    ...(Object.keys(measured).length === 0 ? {} : { measurements: measured }),
  };
}

function readClassification(value: unknown, place: Place): Classification | null {
  const at = 'properties.classification';
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return { name: value, color: GREY };
  if (!isRecord(value)) return refuse(place, at, 'an object with a name and a color', value);
  // QuPath 0.5 writes derived classes as a list of names, which it shows joined like this.
  const name = Array.isArray(value.names) ? value.names.join(': ') : value.name;
  if (typeof name !== 'string' || name === '') return refuse(place, `${at}.name`, 'a text', name);
  const color = value.color ?? value.colorRGB;
  return { name, color: color === undefined || color === null ? GREY : readColor(color, `${at}.color`, place) };
}

/** [red, green, blue] from 0 to 255, or the three bytes of one number, as QuPath wrote before 0.4. */
function readColor(value: unknown, at: string, place: Place): string {
  if (typeof value === 'number' && Number.isInteger(value))
    return hexOf([(value >> 16) & 255, (value >> 8) & 255, value & 255]);
  const parts: readonly unknown[] = Array.isArray(value) ? value.slice(0, 3) : [];
  const isColor = (part: unknown): part is number => typeof part === 'number' && part >= 0 && part <= 255;
  return parts.length === 3 && parts.every(isColor)
    ? hexOf(parts)
    : refuse(place, at, 'three numbers from 0 to 255', value);
}

function hexOf(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** `#rrggbb` as three numbers from 0 to 255. */
export function rgbOf(hex: string): readonly [number, number, number] {
  const bits = Number.parseInt(hex.slice(1), 16);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

/** An object of numbers, or a list of {name, value}, as QuPath wrote before 0.4. What is no number (NaN is null) is left out. */
function readMeasurements(value: unknown, place: Place): { readonly [name: string]: number } {
  if (value === undefined || value === null) return {};
  const pairs: (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((each: unknown) => (isRecord(each) ? [each.name, each.value] : [null, null]))
    : isRecord(value)
      ? Object.entries(value)
      : refuse(place, 'properties.measurements', 'an object of numbers', value);
  const numbers = pairs.filter(
    (pair): pair is readonly [string, number] => typeof pair[0] === 'string' && typeof pair[1] === 'number',
  );
  return Object.fromEntries(numbers);
}

/** Features as a FeatureCollection that QuPath opens; what it does not know of them is kept under their properties. */
export function toGeoJson(features: readonly Feature[]): object {
  return { type: 'FeatureCollection', features: features.map(writeFeature) };
}

function writeFeature({ id, geometry, plane, properties }: Feature): object {
  const { name, classification, color, objectType = 'annotation', ...other } = properties;
  const stack =
    plane.Z === undefined && plane.T === undefined ? {} : { plane: { c: -1, z: plane.Z ?? 0, t: plane.T ?? 0 } };
  return {
    type: 'Feature',
    id,
    geometry: { ...geometry, ...stack },
    properties: {
      objectType,
      ...(name === '' ? {} : { name }),
      ...(color === null ? {} : { color: rgbOf(color) }),
      ...(classification === null
        ? {}
        : { classification: { name: classification.name, color: rgbOf(classification.color) } }),
      ...other,
    },
  };
}
