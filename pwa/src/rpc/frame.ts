/** Headers of frames: JSON to a message whose own fields are checked. The values inside are decoded by `decode.ts`. */
import { FormatError } from '../contracts/errors.js';
import type { Message, ObjectId } from '../contracts/wire.js';

/** A {@link Message} as it came from the other side: its fields have been checked, its values (`unknown`) have not. */
export type ParsedMessage = Message<unknown>;

export interface JsonObject {
  readonly [key: string]: unknown;
}

/** The fields of each message, in the order in which they are written. */
const FIELDS: { readonly [type in Message['t']]: readonly string[] } = {
  hello: ['t', 'v'],
  call: ['t', 'id', 'obj', 'fn', 'args', 'kw'],
  ok: ['t', 'id', 'v'],
  err: ['t', 'id', 'v'],
  progress: ['t', 'id', 'v'],
  cancel: ['t', 'id'],
  drop: ['t', 'refs'],
  pool: ['t'],
  bye: ['t', 'reason'],
};

/** @returns the header's text: what JSON.stringify writes, which tests/vectors/README.md describes. */
export function writeMessage(message: Message): string {
  return JSON.stringify(message);
}

/** @throws FormatError when it is no message of this contract. */
export function parseMessage(header: string, longest: number): ParsedMessage {
  if (header.length > longest) throw new FormatError(`A header of ${header.length} characters is too long.`, 'header');
  let json: unknown;
  try {
    json = JSON.parse(header);
  } catch (cause) {
    throw new FormatError('A header is no JSON.', 'header', { cause });
  }
  if (!isJsonObject(json)) throw new FormatError('A header is no JSON object.', 'header');
  const type = json.t;
  if (typeof type !== 'string' || !isMessageType(type)) {
    throw new FormatError(`There is no message of type ${shown(type)}.`, 't');
  }
  checkKeys(json, FIELDS[type], [], type);
  switch (type) {
    case 'hello':
      return { t: type, v: whole(json.v, 'v') };
    case 'call':
      return {
        t: type,
        id: whole(json.id, 'id'),
        obj: whole(json.obj, 'obj'),
        fn: text(json.fn, 'fn'),
        args: list(json.args, 'args'),
        kw: object(json.kw, 'kw'),
      };
    case 'ok':
    case 'err':
    case 'progress':
      return { t: type, id: whole(json.id, 'id'), v: json.v };
    case 'cancel':
      return { t: type, id: whole(json.id, 'id') };
    case 'drop':
      return { t: type, refs: list(json.refs, 'refs').map(reference) };
    case 'pool':
      return { t: type };
    case 'bye':
      return { t: type, reason: text(json.reason, 'reason') };
  }
}

/** @throws FormatError when a key is missing, unknown, or could reach an object's prototype. */
export function checkKeys(
  json: JsonObject,
  required: readonly string[],
  optional: readonly string[],
  where: string,
): void {
  for (const key of required) {
    if (!Object.hasOwn(json, key)) throw new FormatError(`${where} has no ${shown(key)}.`, where);
  }
  const keys = Object.keys(json);
  if (keys.length === required.length) return;
  const stray = keys.find((key) => !required.includes(key) && !optional.includes(key));
  if (stray !== undefined) throw new FormatError(`${where} has an unknown key ${shown(stray)}.`, where);
}

export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** A whole number of 0 or more. */
export function whole(json: unknown, where: string): number {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return json;
  throw new FormatError(`${where} is ${shown(json)}, not a whole number of 0 or more.`, where);
}

export function text(json: unknown, where: string): string {
  if (typeof json === 'string') return json;
  throw new FormatError(`${where} is ${shown(json)}, not a text.`, where);
}

export function list(json: unknown, where: string): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw new FormatError(`${where} is ${shown(json)}, not a list.`, where);
}

export function object(json: unknown, where: string): JsonObject {
  if (isJsonObject(json)) return json;
  throw new FormatError(`${where} is ${shown(json)}, not an object.`, where);
}

/** A value for a message about it. It comes from the other side and may be long or deep: only its beginning is read. */
export function shown(json: unknown): string {
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object' && json !== null) return 'an object';
  if (typeof json !== 'string') return String(json);
  return json.length > 60 ? `${JSON.stringify(json.slice(0, 60))}…` : JSON.stringify(json);
}

function reference(json: unknown): readonly [ObjectId, number] {
  const pair = list(json, 'refs');
  const count = whole(pair[1], 'refs');
  if (pair.length !== 2 || count === 0) throw new FormatError(`refs holds ${shown(json)}, not [id, count].`, 'refs');
  return [whole(pair[0], 'refs'), count];
}

function isMessageType(type: string): type is Message['t'] {
  return Object.hasOwn(FIELDS, type);
}
