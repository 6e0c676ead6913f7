/** Reads the fields of a config: what is missing is empty, what has the wrong form is named with its line. */
import { FormatError } from '../contracts/errors.js';
import type { ConfigText } from './config_text.js';

/** Fields that may be given once for each tag, as `{tag: value}`. */
const TAGGED = new Set([
  'env',
  'requirements',
  'dependencies',
  'icon',
  'ui',
  'type',
  'flags',
  'labels',
  'cover',
  'base_frame',
  'base_worker',
  'passive',
]);

export class Fields {
  constructor(
    private readonly config: ConfigText,
    private readonly fileName: string,
    private readonly tags: readonly string[] = [],
    private readonly tag: string | null = null,
  ) {}

  /** The same fields, read for one of the tags. */
  for(tags: readonly string[], tag: string | null): Fields {
    return new Fields(this.config, this.fileName, tags, tag);
  }

  /** A field's value, of the tag that was chosen; null when it is not there. */
  get(name: string): unknown {
    const value = Object.hasOwn(this.config.fields, name) ? this.config.fields[name] : null;
    if (!TAGGED.has(name) || !isMap(value)) return value ?? null;
    const keys = Object.keys(value);
    const isTagMap = keys.length > 0 && keys.every((key) => this.tags.includes(key) || this.tags.length === 0);
    if (!isTagMap) return value;
    return (this.tag === null ? Object.values(value)[0] : value[this.tag]) ?? null;
  }

  text(name: string): string {
    const value = this.get(name);
    if (value === null) return '';
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.wrong(name, 'has to be a text', value);
  }

  /** A list of texts; one text stands for a list of one, null and "" for none. */
  texts(name: string): string[] {
    const value = this.get(name);
    const list = Array.isArray(value) ? value : value === null || value === '' ? [] : [value];
    return list.flatMap((item: unknown) => {
      if (item === null || item === '') return [];
      if (typeof item === 'string') return [item.trim()];
      if (typeof item === 'number' || typeof item === 'boolean') return [String(item)];
      // Authors are sometimes written as {name, email}.
      if (isMap(item) && typeof item.name === 'string') return [item.name];
      throw this.wrong(name, 'has to be a list of texts', value);
    });
  }

  flag(name: string, whenMissing: boolean): boolean {
    const value = this.get(name);
    if (value === null || value === '') return whenMissing;
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw this.wrong(name, 'has to be true or false', value);
  }

  /** An object; empty when it is not there. */
  map(name: string): { readonly [key: string]: unknown } {
    const value = this.get(name);
    if (value === null || value === '') return {};
    if (isMap(value)) return value;
    throw this.wrong(name, 'has to be an object', value);
  }

  /** An error that names file, line and field. */
  fail(name: string, sentence: string): FormatError {
    return new FormatError(`${this.fileName}, line ${this.config.lineOf(name)}: ${sentence}`, name);
  }

  private wrong(name: string, expected: string, value: unknown): FormatError {
    return this.fail(name, `“${name}” in <config> ${expected}, not ${describe(value)}.`);
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isMap(value) ? 'an object' : `${JSON.stringify(value)}`;
}
