/** The text of a `<config>` block: JSON or YAML, and the line of each of its fields. */
import JSON5 from 'json5';
import { parse as parseYaml, YAMLError } from 'yaml';
import { FormatError } from '../contracts/errors.js';
import type { Block } from './blocks.js';

export interface ConfigText {
  readonly fields: { readonly [name: string]: unknown };
  /** The line of the file that names a field; the block's line when it is not found. */
  lineOf(field: string): number;
}

/** @throws FormatError naming the line. */
export function readConfigText(block: Block, fileName: string): ConfigText {
  const lang = (block.attributes.get('lang') ?? '').toLowerCase();
  const isJson = lang === 'json' || lang === 'json5' || (lang === '' && block.text.trimStart().startsWith('{'));
  if (!isJson && !['', 'yaml', 'yml'].includes(lang)) {
    throw new FormatError(
      `${fileName}, line ${block.line}: <config lang="${lang}"> can't be read; write lang="json" or lang="yaml".`,
      'config',
    );
  }
  const value = isJson ? json(block, fileName) : yaml(block, fileName);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError(
      `${fileName}, line ${block.line}: <config> has to hold an object with the fields name, type and so on.`,
      'config',
    );
  }
  const lines = block.text.split(/\r\n|\r|\n/);
  return {
    fields: value as Record<string, unknown>,
    lineOf: (field) => {
      const key = new RegExp(`(^|[\\s{,])["']?${field.replace(/[^\w-]/g, '.')}["']?\\s*:`);
      const index = lines.findIndex((line) => key.test(line));
      return index < 0 ? block.line : block.textLine + index;
    },
  };
}

/** JSON as people write it: with comments, with a comma too many. */
function json(block: Block, fileName: string): unknown {
  try {
    return JSON5.parse(block.text);
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
    const line = block.textLine + (lineNumber ?? 1) - 1;
    const why = (error instanceof Error ? error.message : String(error))
      .replace(/^JSON5: /, '')
      .replace(/ at \d.*/, '');
    throw new FormatError(
      `${fileName}, line ${line}: <config> is not valid JSON: ${why}${columnNumber === undefined ? '' : `, column ${columnNumber}`}.`,
      `line ${line}`,
      { cause: error },
    );
  }
}

function yaml(block: Block, fileName: string): unknown {
  try {
    return parseYaml(block.text);
  } catch (error) {
    const at = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    const line = block.textLine + (at ?? 1) - 1;
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/ at line \d.*$/, '');
    throw new FormatError(`${fileName}, line ${line}: <config> is not valid YAML: ${why}.`, `line ${line}`, {
      cause: error,
    });
  }
}
