/**
 * Values that are JSON as they are: null, booleans, texts and finite numbers. Most calls hold nothing else, and go
 * without an encoder and a decoder; what is written and read is the same.
 */
import type { CallId, ObjectId } from '../contracts/wire.js';

type Bare = string | number | boolean | null;

/** Whether this value stands in a header as itself. */
export function isBare(value: unknown): value is Bare {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

/** @returns the header of a call; null when it needs an encoder. */
export function writeBareCall(
  id: CallId,
  obj: ObjectId,
  fn: string,
  args: readonly unknown[],
  kw: object,
): string | null {
  for (const each of args) if (!isBare(each)) return null;
  for (const _ in kw) return null;
  const written = args.length === 0 ? '[]' : JSON.stringify(args);
  return `{"t":"call","id":${id},"obj":${obj},"fn":${JSON.stringify(fn)},"args":${written},"kw":{}}`;
}

/** The header of an answer. */
export function writeBareAnswer(id: CallId, value: Bare): string {
  return `{"t":"ok","id":${id},"v":${value === null ? 'null' : JSON.stringify(value)}}`;
}
