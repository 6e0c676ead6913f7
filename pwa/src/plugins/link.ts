/**
 * `…/#/app?plugin=SRC[&sha256=…][&run=OP][&data=URL][&param=value]`: a link that opens a plugin, perhaps on an image,
 * or with `repo=` a repository to choose from. ImJoy's names and short names are read, too.
 */
import { FormatError } from '../contracts/errors.js';

export interface AppLink {
  /** What names the plugin (see `source.ts`), or null. */
  readonly plugin: string | null;
  /** A repository whose plugins are listed to choose from, or null. */
  readonly repo: string | null;
  /** A plugin that is run at once, or null. */
  readonly start: string | null;
  /** Lower-case hex that the plugin's file must have, or null. */
  readonly sha256: string | null;
  /** The op to show, or null for the first. */
  readonly run: string | null;
  /** Address of an image to open, or null; ImJoy's plugins get it as a value, too. */
  readonly data: string | null;
  /** ImJoy's workspace; there is one workspace here, so it is a name that plugins may read. */
  readonly workspace: string | null;
  /** Address of an engine that the link wants to be used, or null. */
  readonly engine: string | null;
  /** The engine's token, or null. */
  readonly token: string | null;
  readonly flags: readonly string[];
  /** Every other value, as text: parameters of the op. */
  readonly params: ReadonlyMap<string, string>;
}

const SHA256 = /^[0-9a-f]{64}$/i;
const SHORT: { readonly [short: string]: string } = { p: 'plugin', w: 'workspace', r: 'repo' };
const RESERVED = ['plugin', 'repo', 'start', 'sha256', 'run', 'data', 'workspace', 'engine', 'token', 'flags'] as const;

/** Stands before the name of a parameter that would mean something else in a link, such as `value.w=3`. */
const ESCAPE = 'value.';

/**
 * Reads the part of an address after `#`.
 *
 * @returns null where the address holds no link (nothing after `#`, or `#/` or `#/app` alone).
 * @throws FormatError saying which part of the link is wrong.
 */
export function parseLink(hash: string): AppLink | null {
  const text = hash.replace(/^#/, '');
  if (['', '/', '/app', '/app/', '/app?'].includes(text)) return null;
  if (!text.startsWith('/app?')) {
    throw new FormatError(
      `This link can't be read: after # comes “${shorten(text)}”, expected “/app?plugin=…”.`,
      'link',
    );
  }
  const values = new Map<string, string>();
  for (const [given, value] of new URLSearchParams(text.slice('/app?'.length))) {
    const name = Object.hasOwn(SHORT, given) ? (SHORT[given] ?? given) : given;
    if (values.has(name)) throw new FormatError(`This link names “${name}” more than once.`, name);
    values.set(name, value);
  }
  const get = (name: (typeof RESERVED)[number]) => values.get(name)?.trim() || null;
  const [plugin, repo, start] = [get('plugin'), get('repo'), get('start')];
  if ([plugin, repo, start, get('data'), get('engine')].every((each) => each === null))
    throw new FormatError(
      'This link names no plugin and no image: it needs “plugin=” and the address of a plugin file, or “data=” and that of an image.',
      'plugin',
    );
  const sha256 = get('sha256');
  if (sha256 !== null && !SHA256.test(sha256)) {
    throw new FormatError(
      `This link's sha256 is “${shorten(sha256)}”; a sha256 has 64 characters out of 0-9 and a-f.`,
      'sha256',
    );
  }
  return {
    plugin,
    repo,
    start,
    sha256: sha256?.toLowerCase() ?? null,
    run: get('run'),
    data: get('data'),
    workspace: get('workspace'),
    engine: get('engine'),
    token: get('token'),
    flags: (get('flags') ?? '').split(/[,|\s]+/).filter(Boolean),
    params: new Map(
      [...values]
        .filter(([name]) => !(RESERVED as readonly string[]).includes(name))
        .map(([name, value]) => [name.startsWith(ESCAPE) ? name.slice(ESCAPE.length) : name, value]),
    ),
  };
}

/** What a link to one plugin names; values that are null are left out. */
export interface LinkParts {
  readonly plugin: string;
  readonly sha256: string;
  readonly run: string | null;
  readonly data: string | null;
  /** Parameters of the op: numbers, texts, booleans. */
  readonly values: { readonly [param: string]: unknown };
}

/**
 * Makes the link that {@link parseLink} reads.
 *
 * @param base the site's address.
 * @throws FormatError for a value that can't be written into a link.
 */
export function writeLink({ plugin, sha256, run, data, values }: LinkParts, base: URL): string {
  const query = new URLSearchParams({ plugin, sha256 });
  if (run !== null) query.set('run', run);
  if (data !== null) query.set('data', data);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new FormatError(`“${name}” can't be written into a link; a link holds numbers, texts and choices.`, name);
    const isTaken =
      (RESERVED as readonly string[]).includes(name) || Object.hasOwn(SHORT, name) || name.startsWith(ESCAPE);
    query.set(isTaken ? ESCAPE + name : name, String(value));
  }
  const link = new URL(base);
  // A plus sign would be read as itself by whoever decodes only percent signs.
  link.hash = `/app?${query.toString().replaceAll('+', '%20')}`;
  return link.href;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
