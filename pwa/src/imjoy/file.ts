/** A plugin file of ImJoy, taken apart. Its format: shared facts in ImJoy's documentation, "Plugin file format". */
import { FormatError } from '../contracts/errors.js';
import { suggest } from '../plugins/index.js';
import { type Block, readBlocks, withoutIndent } from './blocks.js';
import { type ImJoyConfig, isPythonType, readConfig, readType } from './config.js';
import { readConfigText } from './config_text.js';
import { Fields } from './fields.js';

export interface ImJoyScript {
  readonly lang: 'javascript' | 'python';
  /** An ES module (`type="module"`). */
  readonly isModule: boolean;
  /** Where the code is fetched from; "" when it stands in the file. */
  readonly src: string;
  readonly text: string;
  /** Line of the file in which `text` begins, so that errors can name the file's lines. */
  readonly line: number;
}

export interface ImJoyLink {
  readonly rel: string;
  readonly href: string;
  readonly type: string;
}

export interface ImJoyFile {
  readonly config: ImJoyConfig;
  /** The tag that was chosen; null when the plugin has none. */
  readonly tag: string | null;
  /** Those of the chosen tag, in order. */
  readonly scripts: readonly ImJoyScript[];
  /** HTML of a window plugin; "" when there is none. */
  readonly window: string;
  /** Line in which `window` begins. */
  readonly windowLine: number;
  readonly styles: readonly { readonly src: string; readonly text: string }[];
  readonly links: readonly ImJoyLink[];
  /** Markdown. */
  readonly docs: string;
  readonly attachments: ReadonlyMap<string, string>;
}

/**
 * Reads a plugin file; nothing of it is run.
 *
 * @param tag one of the plugin's tags; null takes the first that needs no engine.
 * @throws FormatError naming the line and the field that is wrong.
 */
export function readImJoyFile(text: string, fileName: string, tag: string | null): ImJoyFile {
  const blocks = readBlocks(text.replace(/^\uFEFF/, ''), fileName);
  const configBlock = blocks.find((block) => block.tag === 'config');
  if (configBlock === undefined) {
    throw new FormatError(
      `${fileName} is no ImJoy plugin: it has no <config> block with the plugin's name and type.`,
      'config',
    );
  }
  const configText = readConfigText(configBlock, fileName);
  const untagged = new Fields(configText, fileName);
  const tags = untagged.texts('tags');
  if (tag !== null && !tags.includes(tag)) {
    const offer = tags.length === 0 ? 'It has no tags.' : suggest(tag, tags);
    throw new FormatError(`${fileName}: the plugin has no tag “${tag}”. ${offer}`, 'tag');
  }
  const runsHere = (each: string) => readType(untagged.for(tags, each)) !== 'native-python';
  const chosen = tag ?? tags.find(runsHere) ?? tags[0] ?? null;
  const config = readConfig(untagged.for(tags, chosen), configText.fields, tags);
  const of = (name: Block['tag']) => blocks.filter((block) => block.tag === name);
  const mine = of('script').filter(({ attributes }) => {
    const wanted = attributes.get('tag') ?? '';
    return wanted === '' || wanted === chosen;
  });
  const scripts = mine.flatMap((block) => script(block, config, fileName));
  const needsScript = ['web-worker', 'web-python', 'native-python'].includes(config.type);
  if (needsScript && scripts.length === 0) {
    throw new FormatError(
      `${fileName}: the plugin “${config.name}” has no <script>${chosen === null ? '' : ` for the tag “${chosen}”`}.`,
      'script',
    );
  }
  const window = of('window')[0];
  return {
    config,
    tag: chosen,
    scripts,
    window: window?.text ?? '',
    windowLine: window?.textLine ?? 0,
    styles: of('style').map(({ attributes, text }) => ({ src: attributes.get('src') ?? '', text })),
    links: of('link').map(({ attributes }) => ({
      rel: attributes.get('rel') ?? '',
      href: attributes.get('href') ?? '',
      type: attributes.get('type') ?? '',
    })),
    docs: of('docs')
      .map(({ text }) => withoutIndent(text).trim())
      .join('\n\n'),
    attachments: new Map(of('attachment').map((block) => [block.attributes.get('name') ?? '', block.text.trim()])),
  };
}

function script({ attributes, text, line, textLine }: Block, config: ImJoyConfig, fileName: string): ImJoyScript[] {
  const type = (attributes.get('type') ?? '').toLowerCase();
  const isPython = isPythonType(config.type);
  const lang = (attributes.get('lang') ?? '').toLowerCase() || (/python/.test(type) ? 'python' : '');
  const src = attributes.get('src') ?? '';
  const common = { isModule: type === 'module', src, line: textLine };
  switch (lang || (isPython ? 'python' : 'javascript')) {
    case 'javascript':
    case 'js':
    case 'ecmascript':
      // A Python plugin's JavaScript is meant for a window that it does not have.
      return isPython ? [] : [{ ...common, lang: 'javascript', text }];
    case 'python':
    case 'py':
    case 'python3':
      return [{ ...common, lang: 'python', text: withoutIndent(text) }];
    default:
      throw new FormatError(
        `${fileName}, line ${line}: <script lang="${lang}"> can't be run; there are javascript and python.`,
        'script',
      );
  }
}
