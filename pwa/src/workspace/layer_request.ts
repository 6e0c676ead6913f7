/** Reads what a caller gave to add_image, add_labels, add_points, add_shapes and set. Names and meanings are napari's. */
import { fail, isRecord, known } from '../host/arguments.js';
import { channelViews } from '../images/channels.js';
import type { ChannelView, Feature, Geometry, LayerChange, Position } from '../images/layers.js';
import { NDArray } from '../rpc/index.js';
import { colourOf } from './colour_names.js';
import type { Layer } from './model.js';

type Options = Readonly<Record<string, unknown>>;

/** Options in the order and the way of napari; both ways of writing are taken. */
const COMMON = ['name', 'visible', 'opacity'] as const;
const OPTIONS = {
  image: [
    ...COMMON,
    'colormap',
    'color',
    'contrast_limits',
    'gamma',
    'blending',
    'channel_axis',
    'axes',
    'scale',
    'unit',
    'units',
  ],
  labels: [...COMMON, 'colormap', 'colors', 'contour', 'axes', 'scale', 'unit', 'units'],
  points: [...COMMON, 'size', 'face_color', 'color', 'border_width', 'ids', 'names', 'axes'],
  shapes: [...COMMON, 'shape_type', 'edge_color', 'color', 'edge_width', 'face_opacity', 'ids', 'names', 'axes'],
} as const satisfies { readonly [kind in Layer['kind']]: readonly string[] };

/** Options under napari's names, whether they were written contrast_limits or contrastLimits. */
export function optionsOf(fn: string, kind: Layer['kind'], given: unknown): Options {
  if (given === undefined || given === null) return {};
  if (!isRecord(given)) return fail(fn, 'options by name', given);
  const read = Object.fromEntries(Object.entries(given).map(([name, value]) => [snake(name), value]));
  known(fn, read, OPTIONS[kind]);
  return read;
}

/** What an array shows, with the axes, scale, unit and name that the options give it. */
export function arrayOf(fn: string, value: unknown, kind: 'image' | 'labels', options: Options): NDArray {
  if (!(value instanceof NDArray)) return fail(fn, 'an array', value);
  const unit = options.unit ?? options.units ?? value.unit;
  const scale = options.scale === undefined ? value.scale : numbers(fn, options.scale, '“scale”, a number an axis');
  const axes = typeof options.axes === 'string' ? options.axes.toUpperCase() : withChannels(fn, value, options);
  const name = typeof options.name === 'string' ? options.name : value.name;
  const told = { data: value.data, dtype: value.dtype };
  const { data, dtype } = kind === 'labels' ? wholeNumbers(fn, value) : told;
  return new NDArray(data, value.shape, dtype, {
    kind,
    axes,
    scale: scale?.length === value.ndim ? scale : undefined,
    unit: typeof unit === 'string' ? unit : undefined,
    name,
  });
}

/** Labels as whole numbers: floats that are whole are taken as such. @throws TypeError for others. */
function wholeNumbers(fn: string, { data, dtype }: NDArray): Pick<NDArray, 'data' | 'dtype'> {
  if (/^(u?int|bool)/.test(dtype)) return { data, dtype };
  if (!/^float/.test(dtype)) throw new TypeError(`${fn}: labels are whole numbers, but these are ${dtype}.`);
  const whole = new Int32Array(data.length);
  for (let at = 0; at < whole.length; at++) {
    const value = Number(data[at]);
    whole[at] = value;
    if (whole[at] !== value)
      throw new TypeError(
        `${fn}: labels are whole numbers, but these are ${dtype} with values such as ${value}. Round them first, or show them by add_image.`,
      );
  }
  return { data: whole, dtype: 'int32' };
}

/** napari's channel_axis says which axis is C; the others keep their letters. */
function withChannels(fn: string, array: NDArray, { channel_axis: at }: Options): string | undefined {
  if (at === undefined || at === null) return array.axes;
  const axis = typeof at === 'number' && at < 0 ? array.ndim + at : at;
  if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < 0 || axis >= array.ndim)
    return fail(fn, `“channel_axis”, an axis of ${array.ndim}`, at);
  const others = (array.axes ?? '').replace('C', '') || 'TZYX'.slice(-(array.ndim - 1));
  if (others.length !== array.ndim - 1) return fail(fn, '“axes”, since the array has so many', array.axes);
  return `${others.slice(0, axis)}C${others.slice(axis)}`;
}

/** What of a layer the options change. @param layer as it is now. */
export function changeOf(fn: string, layer: Layer, options: Options): LayerChange {
  const change: { -readonly [key in keyof LayerChange]: LayerChange[key] } = {};
  if (options.name !== undefined) change.name = String(options.name);
  if (options.visible !== undefined) change.visible = options.visible === true;
  if (options.opacity !== undefined) change.opacity = share(fn, options.opacity, 'opacity');
  switch (layer.kind) {
    case 'image':
      if (options.blending !== undefined) {
        if (options.blending !== 'additive' && options.blending !== 'translucent')
          return fail(fn, '“blending”, additive or translucent', options.blending);
        change.blending = options.blending;
      }
      change.channels = channelsOf(fn, layer.channels, options);
      break;
    case 'labels':
      if (options.contour !== undefined) change.outline = amount(fn, options.contour, 'contour');
      if (options.colors !== undefined || options.colormap !== undefined)
        change.colors = labelColours(fn, options.colors ?? options.colormap);
      break;
    case 'points':
      if (options.size !== undefined) change.size = amount(fn, options.size, 'size');
      if (options.border_width !== undefined) change.strokeWidth = amount(fn, options.border_width, 'border_width');
      setColour(fn, change, options.face_color ?? options.color);
      break;
    case 'shapes':
      if (options.edge_width !== undefined) change.strokeWidth = amount(fn, options.edge_width, 'edge_width');
      if (options.face_opacity !== undefined) change.fill = share(fn, options.face_opacity, 'face_opacity');
      setColour(fn, change, options.edge_color ?? options.color);
      break;
  }
  return change;
}

function setColour(fn: string, change: { color?: string }, given: unknown): void {
  if (given !== undefined) change.color = colourOf(fn, given);
}

function channelsOf(fn: string, channels: readonly ChannelView[], options: Options): readonly ChannelView[] {
  const colours = perChannel(
    options.colormap ?? options.color,
    channels.length,
    (value) => Array.isArray(value) && typeof value[0] !== 'number',
  );
  const limits = perChannel(
    options.contrast_limits,
    channels.length,
    (value) => Array.isArray(value) && Array.isArray(value[0]),
  );
  const gammas = perChannel(options.gamma, channels.length, Array.isArray);
  return channels.map((view, at) => ({
    ...view,
    ...(colours[at] === undefined ? {} : { color: colourOf(fn, colours[at]) }),
    ...(limits[at] === undefined ? {} : { contrast: limitsOf(fn, limits[at]) }),
    ...(gammas[at] === undefined ? {} : { gamma: positive(fn, gammas[at], 'gamma') }),
  }));
}

/** One value for all channels, or a list with one for each. */
function perChannel(value: unknown, count: number, isList: (value: unknown) => boolean): readonly unknown[] {
  return isList(value) ? (value as readonly unknown[]) : Array.from({ length: count }, () => value);
}

function limitsOf(fn: string, value: unknown): readonly [number, number] {
  const [low, high, ...more] = numbers(fn, value, '“contrast_limits”, two numbers');
  if (low === undefined || high === undefined || more.length > 0 || !(high > low))
    return fail(fn, '“contrast_limits”, two numbers, the lower one first', value);
  return [low, high];
}

function labelColours(fn: string, value: unknown): { readonly [label: number]: string } {
  const entries = value instanceof Map ? [...value] : isRecord(value) ? Object.entries(value) : null;
  if (entries === null) return fail(fn, '“colors”, a colour for each label', value);
  return Object.fromEntries(
    entries.flatMap(([label, colour]) =>
      Number.isFinite(Number(label)) ? [[Number(label), colourOf(fn, colour)]] : [],
    ),
  );
}

/**
 * Points out of rows of coordinates, as napari has them: the last two are y and x, those before are steps along the
 * axes T and Z (or what `axes` names).
 */
export function pointsOf(fn: string, coordinates: unknown, options: Options): readonly Feature[] {
  const rows = rowsOf(fn, coordinates);
  return rows.map((row, at) => {
    const [x, y] = placeOf(fn, row);
    return feature(options, at, { type: 'Point', coordinates: [x + 0.5, y + 0.5] }, planeOf(row, options));
  });
}

/** Shapes out of lists of corners, as napari has them. */
export function shapesOf(fn: string, data: unknown, options: Options): readonly Feature[] {
  const list = shapeLists(data);
  return list.map((corners, at) => {
    const rows = rowsOf(fn, corners);
    const type = Array.isArray(options.shape_type) ? options.shape_type[at] : (options.shape_type ?? 'rectangle');
    const geometry = shapeOf(
      fn,
      type,
      rows.map((row) => placeOf(fn, row)),
    );
    return feature(options, at, geometry, planeOf(rows[0] ?? [], options));
  });
}

/** One shape alone need not stand in a list. */
function shapeLists(data: unknown): readonly unknown[] {
  if (data instanceof NDArray) return data.ndim === 3 ? rowsAt(data) : [data];
  if (!Array.isArray(data)) return [data];
  const first: unknown = data[0];
  return Array.isArray(first) && typeof first[0] === 'number' ? [data] : data;
}

function rowsAt(array: NDArray): readonly NDArray[] {
  const [count = 0, ...rest] = array.shape;
  const size = rest.reduce((all, length) => all * length, 1);
  return Array.from(
    { length: count },
    (_, at) => new NDArray(array.data.slice(at * size, (at + 1) * size), rest, array.dtype),
  );
}

function shapeOf(fn: string, type: unknown, corners: readonly Position[]): Geometry {
  const [first, second] = corners;
  if (first === undefined || second === undefined) return fail(fn, 'shapes of two corners or more', corners.length);
  switch (type) {
    case 'line':
    case 'path':
      return { type: 'LineString', coordinates: corners };
    case 'polygon':
      return { type: 'Polygon', coordinates: [[...corners, first]] };
    case 'rectangle': {
      const all =
        corners.length === 2
          ? [first, [second[0], first[1]] as const, second, [first[0], second[1]] as const]
          : corners;
      return { type: 'Polygon', coordinates: [[...all, first]] };
    }
    case 'ellipse': {
      const ring = ellipse(corners);
      return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? first]] };
    }
    default:
      return fail(fn, '“shape_type”, one of rectangle, ellipse, line, path, polygon', type);
  }
}

/** An ellipse within the box of its corners, as a polygon. */
function ellipse(corners: readonly Position[]): readonly Position[] {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return Array.from({ length: 64 }, (_, at) => {
    const angle = (at / 64) * 2 * Math.PI;
    return [
      (left + right) / 2 + ((right - left) / 2) * Math.cos(angle),
      (top + bottom) / 2 + ((bottom - top) / 2) * Math.sin(angle),
    ];
  });
}

function feature(options: Options, at: number, geometry: Geometry, plane: Feature['plane']): Feature {
  const listed = (list: unknown): unknown => (Array.isArray(list) ? list[at] : undefined);
  const colour = options.face_color ?? options.edge_color ?? options.color;
  const isOwn = Array.isArray(colour) && typeof colour[0] !== 'number';
  return {
    id: String(listed(options.ids) ?? at + 1),
    geometry,
    plane,
    properties: {
      name: String(listed(options.names) ?? ''),
      classification: null,
      color: isOwn ? colourOf('color', colour[at]) : null,
    },
  };
}

function placeOf(fn: string, row: readonly number[]): Position {
  const [y, x] = row.slice(-2);
  return x === undefined || y === undefined ? fail(fn, 'coordinates with y and x last', row) : [x, y];
}

function planeOf(row: readonly number[], { axes }: Options): Feature['plane'] {
  const steps = row.slice(0, -2);
  const letters = typeof axes === 'string' ? axes.toUpperCase().slice(0, steps.length) : 'TZ'.slice(-steps.length || 2);
  return Object.fromEntries(steps.map((step, at) => [letters[at] ?? String(at), Math.round(step)]));
}

function rowsOf(fn: string, value: unknown): readonly (readonly number[])[] {
  if (value instanceof NDArray) {
    const [rows = 0, columns = 0] = value.shape;
    if (value.ndim !== 2) return fail(fn, 'coordinates, an array of two axes', `shape (${value.shape.join(', ')})`);
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => Number(value.data[row * columns + column])),
    );
  }
  if (!Array.isArray(value)) return fail(fn, 'coordinates', value);
  return value.map((row) => numbers(fn, row, 'coordinates'));
}

function numbers(fn: string, value: unknown, what: string): readonly number[] {
  const list = value instanceof NDArray ? Array.from(value.data, Number) : value;
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'number' && Number.isFinite(each)))
    return fail(fn, what, value);
  return list as number[];
}

function share(fn: string, value: unknown, name: string): number {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : fail(fn, `“${name}”, 0 to 1`, value);
}

function amount(fn: string, value: unknown, name: string): number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value)
    ? value
    : fail(fn, `“${name}”, 0 or more`, value);
}

function positive(fn: string, value: unknown, name: string): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value)
    ? value
    : fail(fn, `“${name}”, more than 0`, value);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The channels that an image begins with, as far as they fit those there were. */
export function keptChannels(
  before: readonly ChannelView[],
  source: Parameters<typeof channelViews>[0],
): readonly ChannelView[] {
  const fresh = channelViews(source);
  return fresh.length === before.length ? before : fresh;
}
