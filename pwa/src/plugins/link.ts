/** `…/#/app?plugin=SRC[&sha256=…][&run=OP][&data=URL][&param=value]`: a link that opens a plugin, perhaps on an image. */
import { FormatError } from '../contracts/errors.js';

export interface PluginLink {
  /** As written: an address, or the id of a plugin that ships with the site. */
  readonly plugin: string;
  /** Lower-case hex that the plugin's file must have, or null. */
  readonly sha256: string | null;
  /** The op to show, or null for the first. */
  readonly run: string | null;
  /** Address of an image to open, or null. */
  readonly data: string | null;
  /** Every other value, as text; they preset the op's parameters. */
  readonly params: ReadonlyMap<string, string>;
}

const SHA256 = /^[0-9a-f]{64}$/i;
const RESERVED = ['plugin', 'sha256', 'run', 'data'] as const;

/**
 * Reads the part of an address after `#`.
 *
 * @returns null where the address holds no link (nothing after `#`, or `#/` or `#/app` alone).
 * @throws FormatError saying which part of the link is wrong.
 */
export function parseLink(hash: string): PluginLink | null {
  const text = hash.replace(/^#/, '');
  if (['', '/', '/app', '/app?'].includes(text)) return null;
  if (!text.startsWith('/app?')) {
    throw new FormatError(
      `This link can't be read: after # comes “${shorten(text)}”, expected “/app?plugin=…”.`,
      'link',
    );
  }
  const query = new URLSearchParams(text.slice('/app?'.length));
  const seen = new Set<string>();
  for (const name of query.keys()) {
    if (seen.has(name)) throw new FormatError(`This link names “${name}” more than once.`, name);
    seen.add(name);
  }
  const plugin = query.get('plugin') ?? '';
  if (plugin === '')
    throw new FormatError('This link names no plugin: it needs “plugin=” and the address of a plugin file.', 'plugin');
  const sha256 = query.get('sha256');
  if (sha256 !== null && !SHA256.test(sha256)) {
    throw new FormatError(
      `This link's sha256 is “${shorten(sha256)}”; a sha256 has 64 characters out of 0-9 and a-f.`,
      'sha256',
    );
  }
  const params = new Map([...query].filter(([name]) => !(RESERVED as readonly string[]).includes(name)));
  return {
    plugin,
    sha256: sha256?.toLowerCase() ?? null,
    run: query.get('run') || null,
    data: query.get('data') || null,
    params,
  };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
