/** Reads what a caller gave to createWindow: our own windows, ImJoy's built-in ones, plugins, and pages from elsewhere. */
import type { ImageFacts } from '../contracts/image.js';
import { Figure, looksLikeTable, Markup, NDArray, Plot, Table, tableOf } from '../rpc/index.js';
import { fail, fileContent, fileOrAddress, isRecord, known, text } from './arguments.js';
import { isOpenedImage } from './image_input.js';
import { pictureOf } from './picture.js';
import { WINDOW_KEYS } from './window_names.js';
import type { WindowContext, WindowPlace, WindowRequest } from './window_types.js';

const BUILT_IN = 'imjoy/';
const TYPES =
  'image, labels, table, plot, figure, file, text, a plugin’s name, or imjoy/ and one of generic, image, image-compare, panel, markdown, log, schema-io, terminal, tree, plugin-editor, joy';

/**
 * @param value a window's description, or one string: with a line break, an address or `user/repo:name` it is a source,
 *   else a type; any other value is shown as what it is.
 * @param more what of the description stands beside a string.
 * @throws TypeError naming the argument that is wrong.
 */
export function windowRequest(value: unknown, more?: unknown): WindowRequest {
  const fn = 'createWindow';
  if (typeof value === 'string') {
    const rest = isRecord(more) ? more : {};
    if (isSource(value)) return windowRequest({ ...rest, src: value });
    if (value.startsWith(BUILT_IN) || Object.keys(rest).length > 0) return windowRequest({ ...rest, type: value });
    return { ...place({ name: value }, null), type: 'word', word: value };
  }
  const config = isRecord(value) ? value : { data: value };
  known(fn, config, WINDOW_KEYS);
  const { data } = config;
  const context = { data: config.data ?? null, config: config.config ?? {} };
  const type: unknown =
    config.type ?? (config.src === undefined ? (typeOf(data) ?? (looksLikeTable(data) ? 'table' : null)) : null);
  if (type === 'image' && config.src != null) {
    const src = fileOrAddress(fn, config.src);
    const name = src instanceof File ? src.name : src instanceof URL ? shortName(src.href) : null;
    return { ...place(config, name), type: 'image', layers: [], src };
  }
  if (typeof config.src === 'string' && config.src !== '') {
    const tag = config.tag == null ? null : text(fn, config.tag, '“tag”, a text');
    const named =
      typeof config.name === 'string' ? config.name : typeof type === 'string' && !isKind(type) ? type : null;
    return { ...place(config, named ?? shortName(config.src)), type: 'source', src: config.src, tag, context };
  }
  if (typeof type === 'string' && type.startsWith(BUILT_IN))
    return builtIn(type.slice(BUILT_IN.length), config, context);
  const at = place(config, nameOf(data));
  switch (type) {
    case 'image':
    case 'labels':
      return { ...at, type: 'image', layers: arrays(fn, data), src: null };
    case 'table':
      return { ...at, type: 'table', table: tableIn(fn, config) };
    case 'plot':
      return { ...at, type: 'plot', plot: plotIn(fn, config) };
    case 'file':
      return { ...at, type: 'file', file: fileContent(fn, data) };
    case 'figure':
      if (data instanceof Figure)
        return {
          ...at,
          type: 'figure',
          picture: new Blob([new Uint8Array(data.bytes)], { type: data.mime }),
          live: data.live,
        };
      if (data instanceof Blob) return { ...at, type: 'figure', picture: data, live: null };
      return fail(fn, '“data”, a figure', data);
    case 'text':
      return { ...at, type: 'text', text: text(fn, data, '“data”, a text') };
    case 'markdown':
    case 'panel':
    case 'log':
    case 'tree':
    case 'terminal':
      return builtIn(type, config, context);
    default:
      if (typeof type !== 'string' || type === '' || isKind(type))
        return fail(fn, `“type”, one of ${TYPES}`, config.type);
      return { ...place(config, type), type: 'plugin', plugin: type, context };
  }
}

/** The kind of window that shows a value. */
export function typeOf(
  value: unknown,
): 'image' | 'table' | 'plot' | 'figure' | 'file' | 'markdown' | 'panel' | 'text' | null {
  if (isPixels(value) || (Array.isArray(value) && value.length > 0 && value.every(isPixels))) return 'image';
  if (value instanceof Table) return 'table';
  if (value instanceof Plot) return 'plot';
  if (value instanceof Figure) return 'figure';
  if (value instanceof Markup) return value.kind === 'markdown' ? 'markdown' : 'panel';
  if (value instanceof Blob) return 'file';
  return typeof value === 'string' ? 'text' : null;
}

function builtIn(type: string, config: Record<string, unknown>, context: WindowContext): WindowRequest {
  const fn = `createWindow of ${BUILT_IN}${type}`;
  const { data } = config;
  const parts = isRecord(data) ? data : {};
  const at = place(config, nameOf(data) ?? type);
  switch (type) {
    case 'image': {
      const shown = parts.src ?? parts.image ?? data;
      if (typeOf(shown) === 'image') return { ...at, type: 'image', layers: arrays(fn, shown), src: null };
      return { ...at, type: 'picture', picture: pictureOf(fn, shown) };
    }
    case 'image-compare': {
      const [first, second] = Array.isArray(data) ? data : [parts.first, parts.second];
      return {
        ...at,
        type: 'compare',
        first: pictureOf(`${fn}, “first”`, first),
        second: pictureOf(`${fn}, “second”`, second),
      };
    }
    case 'markdown':
      return { ...at, type: 'markdown', text: words(fn, data, ['source', 'text', 'content', 'markdown'], config) };
    case 'panel':
      return { ...at, type: 'panel', html: words(fn, data, ['html', 'source', 'content', 'text'], config) };
    case 'log':
      return { ...at, type: 'log', of: typeof parts.plugin === 'string' ? parts.plugin : null };
    case 'tree':
      return { ...at, type: 'tree', data: context.data };
    case 'terminal':
      return {
        ...at,
        type: 'terminal',
        text: typeof data === 'string' ? data : typeof parts.text === 'string' ? parts.text : '',
        onData: parts.onData ?? parts.on_data ?? null,
      };
    case 'plugin-editor':
      return {
        ...at,
        type: 'editor',
        text: words(fn, data, ['code', 'source', 'text'], config),
        language: typeof parts.language === 'string' ? parts.language : '',
      };
    case 'joy':
    case 'schema-io':
      return { ...at, type: 'form', ui: parts.ui ?? config.ui ?? config.config ?? data, context };
    case 'generic':
      return generic(config, context);
    default:
      return fail('createWindow', `“type”, one of ${TYPES}`, config.type);
  }
}

/** What has a window of its own gets that; anything else is shown as a tree. */
function generic(config: Record<string, unknown>, context: WindowContext): WindowRequest {
  const type = typeOf(config.data);
  if (type !== null) return windowRequest({ ...config, type });
  return { ...place(config, nameOf(config.data) ?? 'Data'), type: 'tree', data: context.data };
}

/** An array, or what `openImage` gave. */
function isPixels(value: unknown): value is NDArray | ImageFacts {
  return value instanceof NDArray || isOpenedImage(value);
}

function arrays(fn: string, data: unknown): readonly (NDArray | ImageFacts)[] {
  const layers = Array.isArray(data) ? data : [data];
  if (layers.length === 0 || !layers.every(isPixels))
    return fail(fn, '“data”, an array (NDArray), an opened image, or a list of them', data);
  return layers;
}

/** A table in any of its forms; `config.labels` names the labels that it tells of. */
function tableIn(fn: string, { data, config }: Record<string, unknown>): Table {
  const table = tableOf(data);
  if (table === null)
    return fail(fn, '“data”, a table: rows as objects, {columns, rows}, or an object of columns', data);
  const labels = isRecord(config) && typeof config.labels === 'string' ? config.labels : table.labels;
  return labels === table.labels ? table : new Table(table.columns, table.rows, { ...table, labels });
}

/** A plot, or a table with a plot's parts as `config`. */
function plotIn(fn: string, config: Record<string, unknown>): Plot {
  if (config.data instanceof Plot) return config.data;
  const { labels: _, ...parts } = isRecord(config.config) ? config.config : {};
  const title = config.name ?? config.title;
  return new Plot(tableIn(fn, config), parts, typeof title === 'string' ? title : '');
}

function words(fn: string, data: unknown, names: readonly string[], config: Record<string, unknown>): string {
  if (typeof data === 'string') return data;
  if (data instanceof Markup) return data.text;
  const parts = isRecord(data) ? data : {};
  const found = names.map((name) => parts[name] ?? config[name]).find((each) => typeof each === 'string');
  return typeof found === 'string' ? found : fail(fn, `“data”, a text or {${names[0]}}`, data);
}

function place(config: Record<string, unknown>, otherwise: string | null): WindowPlace {
  const fn = 'createWindow';
  const standsAlone = config.standalone === true || config.as_dialog === true;
  return {
    name: text(fn, config.name ?? config.title ?? otherwise ?? 'Untitled', '“name”, a text'),
    windowId: config.window_id == null ? null : text(fn, config.window_id, '“window_id”, a text'),
    size: { w: amount(config.w), h: amount(config.h) },
    fullscreen: config.fullscreen === true || standsAlone,
  };
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** The kinds of ImJoy's windows, which say nothing without a source. */
function isKind(type: unknown): boolean {
  return ['window', 'iframe', 'rpc-window', 'web-python-window'].includes(String(type));
}

function isSource(value: string): boolean {
  return value.includes('\n') || /^https?:\/\//i.test(value) || /^[\w.-]+\/[\w.-]+(@[\w.-]+)?:\S/.test(value);
}

function shortName(src: string): string {
  if (src.includes('\n')) return 'Window';
  if (!URL.canParse(src)) return src.slice(src.lastIndexOf(':') + 1) || src;
  const { host, pathname } = new URL(src);
  return pathname.split('/').findLast((part) => part !== '' && part !== 'index.html') ?? host;
}

function nameOf(value: unknown): string | null {
  if (isPixels(value) || value instanceof Table) return value.name ?? null;
  if (value instanceof File) return value.name || null;
  return (value instanceof Figure || value instanceof Plot) && value.title !== '' ? value.title : null;
}
