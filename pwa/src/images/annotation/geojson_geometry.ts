/** Geometries of GeoJSON files (RFC 7946), read with care: what a file holds is not trusted. */
import { FormatError } from '../../contracts/errors.js';
import type { Geometry, Position } from '../layers.js';
import type { Ring } from './geometry.js';

/** Positions of one file; more would not be drawn at a bearable speed either. */
const MOST_POSITIONS = 5_000_000;

/** What is read, as it is named in an error: the file, the feature, and where in it. */
export interface Place {
  readonly of: string;
  /** Positions that may still come. */
  readonly budget: { left: number };
}

export function newPlace(of: string): Place {
  return { of, budget: { left: MOST_POSITIONS } };
}

export function within(place: Place, of: string): Place {
  return { of: `${place.of}, ${of}`, budget: place.budget };
}

export function refuse(place: Place, field: string, expected: string, given: unknown): never {
  throw new FormatError(`${place.of}: “${field}” has to be ${expected}, but it is ${shown(given)}.`, field);
}

/** @throws FormatError naming file, feature and field. */
export function readGeometry(value: unknown, place: Place): Geometry {
  if (!isRecord(value)) return refuse(place, 'geometry', 'a geometry', value);
  const { type, coordinates } = value;
  const at = 'geometry.coordinates';
  switch (type) {
    case 'Point':
      return { type, coordinates: position(coordinates, at, place) };
    case 'MultiPoint':
      return { type, coordinates: positions(coordinates, at, 1, place) };
    case 'LineString':
      return { type, coordinates: positions(coordinates, at, 2, place) };
    case 'MultiLineString':
      return {
        type,
        coordinates: list(coordinates, at, place).map((each, i) => positions(each, `${at}[${i}]`, 2, place)),
      };
    case 'Polygon':
      return { type, coordinates: polygon(coordinates, at, place) };
    case 'MultiPolygon':
      return { type, coordinates: list(coordinates, at, place).map((each, i) => polygon(each, `${at}[${i}]`, place)) };
    default:
      return refuse(place, 'geometry.type', 'Point, LineString or Polygon, or several of these (Multi…)', type);
  }
}

function polygon(value: unknown, at: string, place: Place): readonly Ring[] {
  return list(value, at, place).map((each, i) => ring(each, `${at}[${i}]`, place));
}

/** A ring that was left open is closed: many programs write such. */
function ring(value: unknown, at: string, place: Place): Ring {
  const found = positions(value, at, 3, place);
  const [first, last] = [found[0] as Position, found.at(-1) as Position];
  const closed = first[0] === last[0] && first[1] === last[1] ? found : [...found, first];
  if (closed.length < 4) refuse(place, at, 'a ring of at least three corners', value);
  return closed;
}

function positions(value: unknown, at: string, least: number, place: Place): readonly Position[] {
  const found = list(value, at, place);
  if (found.length < least) refuse(place, at, `a list of at least ${least} positions`, value);
  return found.map((each, i) => position(each, `${at}[${i}]`, place));
}

/** A third number (height) is left out: a picture has none. */
function position(value: unknown, at: string, place: Place): Position {
  place.budget.left -= 1;
  if (place.budget.left < 0)
    throw new FormatError(
      `${place.of}: there are more than ${MOST_POSITIONS.toLocaleString('en')} positions in this file, which is more than can be drawn.`,
      at,
    );
  const [x, y] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y))
    return refuse(place, at, 'a position of two numbers, [x, y]', value);
  return [x, y];
}

function list(value: unknown, at: string, place: Place): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : refuse(place, at, 'a list that is not empty', value);
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
