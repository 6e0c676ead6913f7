/** File formats of plugins. */
import { FormatError } from '../contracts/errors.js';
import type { PluginHeader } from '../contracts/plugin.js';

export interface PluginFormat {
  /** Endings of its files' names, such as ".py". */
  readonly endings: readonly string[];
  /** Whether a text looks like one of its files; asked where the name does not tell. */
  recognises(text: string): boolean;
  /**
   * Reads what a file says of the plugin; nothing of it is run.
   *
   * @param tag chooses among the variants that some formats have; null means the first.
   * @throws FormatError naming the line or the field that is wrong.
   */
  parse(text: string, fileName: string, tag: string | null): PluginHeader | Promise<PluginHeader>;
}

export const pythonFormat: PluginFormat = {
  endings: ['.py'],
  recognises: (text) => text.includes('# /// script'),
  // With it comes the reader of TOML, which a page without a new plugin does not need.
  parse: async (text, fileName) => (await import('./header.js')).parseHeader(text, fileName),
};

/**
 * Reads a plugin's file by the format that its name tells, or else its text: an address need not end with a file's name.
 *
 * @throws FormatError also when neither tells.
 */
export async function parsePlugin(
  formats: readonly PluginFormat[],
  text: string,
  fileName: string,
  tag: string | null,
): Promise<PluginHeader> {
  const named = formats.find(({ endings }) => endings.some((ending) => fileName.toLowerCase().endsWith(ending)));
  const format = named ?? formats.find((each) => each.recognises(text)) ?? formats[0];
  if (format === undefined) throw new FormatError(`${fileName} is no plugin that can be read here.`, 'name');
  return format.parse(text, fileName, tag);
}
