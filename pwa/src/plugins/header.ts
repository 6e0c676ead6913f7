/** The header of a plugin file: PEP 723 inline script metadata with a table `[tool.coverslip]`. */
import { parse, TomlError } from 'smol-toml';
import { FormatError } from '../contracts/errors.js';
import type { PluginHeader } from '../contracts/plugin.js';
import { nearest } from './nearest.js';
import { readIndex, readOrigin } from './permissions.js';

const KEYS = [
  'name',
  'version',
  'description',
  'authors',
  'license',
  'icon',
  'samples',
  'index',
  'network',
  'camera',
  'microphone',
  'clipboard',
  'engine',
  'job',
  'plugins',
] as const;
const TOP_KEYS = ['dependencies', 'requires-python', 'tool'] as const;
const OPENING = /^# \/\/\/ script$/;
const CLOSING = /^# \/\/\/$/;

/**
 * Reads the header of a plugin's source.
 *
 * @param source the whole file.
 * @param fileName names the file in errors, and the plugin where the header doesn't.
 * @throws FormatError naming the line or the field that is wrong.
 */
export function parseHeader(source: string, fileName: string): PluginHeader {
  const { text, line } = block(source, fileName);
  let document: Record<string, unknown>;
  try {
    document = parse(text) as Record<string, unknown>;
  } catch (error) {
    const at = error instanceof TomlError ? line + error.line : line;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new FormatError(`${fileName}, line ${at}: the header is not valid TOML: ${why}.`, `line ${at}`, {
      cause: error,
    });
  }
  const tool = table(table(document, 'tool', fileName), 'coverslip', fileName);
  refuseUnknown(document, TOP_KEYS, 'the header', fileName);
  refuseUnknown(tool, KEYS, '[tool.coverslip]', fileName);
  const indexes = strings(tool, 'index', fileName).map((text) => readIndex(text, fileName));
  const network = strings(tool, 'network', fileName).map((text) => readOrigin(text, fileName));
  const name = string(tool, 'name', fileName) || fileName.replace(/\.py$/, '');
  return {
    kind: 'python',
    name,
    version: string(tool, 'version', fileName) || '0',
    description: string(tool, 'description', fileName),
    authors: strings(tool, 'authors', fileName),
    licence: string(tool, 'license', fileName),
    icon: string(tool, 'icon', fileName),
    dependencies: strings(document, 'dependencies', fileName),
    requiresPython: string(document, 'requires-python', fileName),
    ...(indexes.length === 0 ? {} : { indexes }),
    permissions: {
      // Who names an index has to be allowed to ask it.
      network: [...new Set([...network, ...indexes.map((index) => new URL(index).origin)])],
      camera: flag(tool, 'camera', fileName),
      microphone: flag(tool, 'microphone', fileName),
      clipboard: flag(tool, 'clipboard', fileName),
      engine: flag(tool, 'engine', fileName),
      plugins: strings(tool, 'plugins', fileName),
    },
    samples: strings(tool, 'samples', fileName),
    ...(flag(tool, 'job', fileName) ? { job: true } : {}),
  };
}

/** The comment block between `# /// script` and `# ///`, without its `# `, and the line where it opens. */
function block(source: string, fileName: string): { text: string; line: number } {
  const lines = source
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => OPENING.test(line));
  if (start < 0) {
    throw new FormatError(
      `${fileName} is no Coverslip plugin: it has no header. A plugin begins with a comment block from “# /// script” to “# ///” (PEP 723).`,
      'header',
    );
  }
  if (lines.slice(start + 1).some((line) => OPENING.test(line))) {
    throw new FormatError(`${fileName} has two headers (“# /// script”); it may have one.`, 'header');
  }
  const body: string[] = [];
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (CLOSING.test(line)) return { text: body.join('\n'), line: start + 1 };
    if (line !== '#' && !line.startsWith('# ')) {
      throw new FormatError(
        `${fileName}, line ${i + 1}: the header is not closed by “# ///” before the code begins.`,
        `line ${i + 1}`,
      );
    }
    body.push(line.slice(2));
  }
  throw new FormatError(
    `${fileName}: the header that opens in line ${start + 1} is not closed by “# ///”.`,
    `line ${start + 1}`,
  );
}

function refuseUnknown(
  found: Record<string, unknown>,
  known: readonly string[],
  where: string,
  fileName: string,
): void {
  for (const key of Object.keys(found)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === null ? `It may hold ${known.join(', ')}.` : `Did you mean “${near}”?`;
    throw new FormatError(`${fileName}: ${where} has an unknown key “${key}”. ${hint}`, key);
  }
}

function table(parent: Record<string, unknown>, key: string, fileName: string): Record<string, unknown> {
  const value = parent[key] ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError(`${fileName}: “${key}” in the header must be a table.`, key);
  }
  return value as Record<string, unknown>;
}

function string(parent: Record<string, unknown>, key: string, fileName: string): string {
  const value = parent[key] ?? '';
  if (typeof value !== 'string')
    throw new FormatError(`${fileName}: “${key}” in the header must be text, not ${describe(value)}.`, key);
  return value;
}

function strings(parent: Record<string, unknown>, key: string, fileName: string): string[] {
  const value = parent[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new FormatError(`${fileName}: “${key}” in the header must be a list of texts, such as ["numpy"].`, key);
  }
  return value;
}

function flag(parent: Record<string, unknown>, key: string, fileName: string): boolean {
  const value = parent[key] ?? false;
  if (typeof value !== 'boolean')
    throw new FormatError(`${fileName}: “${key}” in the header must be true or false, not ${describe(value)}.`, key);
  return value;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
