/**
 * ImJoy's forms: texts in which fields stand between braces, such as
 * `Sigma: {id: 'sigma', type: 'number', min: 0, placeholder: 2}`.
 */
import JSON5 from 'json5';
import { FormatError } from '../contracts/errors.js';
import { isMap } from './fields.js';

/** A field, with the options that were written. */
export interface JoyField {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly options: { readonly [name: string]: unknown };
}

export interface Joy {
  /** What stands around the fields, without tags. */
  readonly text: string;
  readonly fields: readonly JoyField[];
}

/**
 * Reads a form.
 *
 * @param ui a text, or a list whose items are texts, `{label: field}` or fields.
 * @throws FormatError naming what can't be read.
 */
export function readJoy(ui: unknown): Joy {
  const parts = (Array.isArray(ui) ? ui : [ui]).map(readPart);
  const fields = parts.flatMap((part) => part.fields);
  const twice = fields.find((field, i) => fields.findIndex(({ id }) => id === field.id) !== i);
  if (twice !== undefined) throw wrong(`two fields have the id “${twice.id}”`);
  const text = parts
    .map((part) => part.text)
    .filter((each) => each !== '')
    .join('\n');
  return { text, fields };
}

function readPart(part: unknown): Joy {
  if (part === null || part === undefined) return { text: '', fields: [] };
  if (typeof part === 'string') return readText(part);
  if (!isMap(part)) throw wrong(`${JSON.stringify(part)} is neither a text nor a field`);
  const whole = fieldOf(part, '');
  if (whole !== null) return { text: '', fields: [whole] };
  const fields = Object.entries(part).flatMap(([label, given]) => {
    const options = typeof given === 'string' ? readOptions(given) : given;
    const field = isMap(options) ? fieldOf(options, words(label)) : null;
    if (field === null) throw wrong(`“${label}” has no field like {id: 'sigma', type: 'number'}`);
    return field;
  });
  return { text: '', fields };
}

function readText(text: string): Joy {
  const fields: JoyField[] = [];
  let around = '';
  let label = '';
  for (let at = 0; at < text.length; ) {
    const end = text[at] === '{' ? closing(text, at) : -1;
    const options = end < 0 ? null : readOptions(text.slice(at, end));
    const last = label.split(/\n|<br\s*\/?>|<\/(?:p|div|h\d|li)>/i).at(-1) ?? '';
    const field = isMap(options) ? fieldOf(options, words(last)) : null;
    if (field === null && isMap(options) && typeof options.type === 'string') {
      // A button and the like, which stands for no value.
      at = end;
      continue;
    }
    if (field === null) {
      around += text[at];
      label += text[at];
      at += 1;
      continue;
    }
    fields.push(field);
    // What names a field is shown beside it, so it need not stand in the text too.
    around = around.slice(0, around.length - last.length);
    label = '';
    at = end;
  }
  return { text: words(around, true), fields };
}

function fieldOf(options: Record<string, unknown>, label: string): JoyField | null {
  const { id, type } = options;
  if (typeof type !== 'string' || (id !== undefined && typeof id !== 'string')) return null;
  const title =
    typeof options.label === 'string' ? options.label : typeof options.title === 'string' ? options.title : '';
  const name = id ?? (label || title);
  return name === '' ? null : { id: name, type: type.trim(), label: label || title || name, options };
}

/** JavaScript's literals, as Joy takes them; null for braces that hold something else. */
function readOptions(text: string): unknown {
  try {
    return JSON5.parse(text) as unknown;
  } catch (error) {
    if (!/\btype\s*["']?\s*:/.test(text)) return null;
    const why = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error);
    throw wrong(`the field ${text} can't be read: ${why}`, error);
  }
}

/** Where the brace that opens at `start` closes; -1 when it doesn't. */
function closing(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** A text without tags, list numbers and the colon before its field. */
function words(text: string, keepsLines = false): string {
  const plain = text
    .replace(/<br\s*\/?>|<\/(?:p|div|h\d|li)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ');
  if (!keepsLines)
    return plain
      .replace(/[\s:=]+$/, '')
      .replace(/^[\s,.;:)]+/, '')
      .trim();
  return plain
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .join('\n');
}

function wrong(what: string, cause?: unknown): FormatError {
  return new FormatError(`The plugin's form (“ui”) can't be shown: ${what}.`, 'ui', { cause });
}
