/** The arguments of ImJoy's functions, in the many ways in which plugins give them. */
import { isRecord, text, WINDOW_KEYS } from '../host/index.js';

export type Fields = Record<string, unknown>;
// Arguments come from plugins: every function looks at what it is given.
export type AnyFunction = (...args: never[]) => unknown;

export function named(fn: string, given: unknown, more: unknown): Fields {
  if (isRecord(given)) return { ...given, ...(isRecord(more) ? more : {}) };
  throw new TypeError(`${fn}: expected an object that names its arguments.`);
}

/** ImJoy overlooks what it doesn't know in a window's description; files in the wild say more there than it reads. */
export function knownOnly(config: unknown): unknown {
  if (!isRecord(config)) return config;
  return Object.fromEntries(Object.entries(config).filter(([key]) => WINDOW_KEYS.some((known) => known === key)));
}

/** A plugin as our own functions take it, from all that ImJoy's take: `uri` and `code`, and a tag beside the name. */
export function pluginNamed(given: unknown, more: unknown): unknown {
  if (!isRecord(given)) return isRecord(more) && typeof more.tag === 'string' ? { src: given, tag: more.tag } : given;
  const { uri, code, source, namespace: _ofImJoys, ...rest } = given;
  const src = rest.src ?? code ?? source ?? uri;
  return src === undefined ? rest : { ...rest, src };
}

/** The text of a plugin's file, where that is what was given; null for an address or a name. */
export function textOf(request: unknown): string | null {
  const src = isRecord(request) ? request.src : request;
  return typeof src === 'string' && src.includes('\n') ? src : null;
}

export function sourceWithTag(given: unknown, more: unknown): string {
  const fields = isRecord(given) ? given : { ...(isRecord(more) ? more : {}), src: given };
  const source = text('loadPlugin', fields.src ?? fields.uri ?? fields.name, '“src”, an address or a plugin’s text');
  return typeof fields.tag === 'string' && fields.tag !== '' && !source.includes('\n')
    ? `${source}@${fields.tag}`
    : source;
}

/** ImJoy counts to 1 or to 100. */
export function fractionOf(given: unknown): number | null {
  const value = Number(isRecord(given) ? (given.progress ?? given.value) : given);
  if (!Number.isFinite(value)) throw new TypeError('progress: expected a number, from 0 to 1 or from 0 to 100.');
  return Math.min(1, Math.max(0, value <= 1 ? value : value / 100));
}
