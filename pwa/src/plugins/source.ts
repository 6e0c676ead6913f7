/** What a text means that names where a plugin comes from. Nothing is fetched here. */
import { FormatError } from '../contracts/errors.js';
import type { ShippedPlugin, SiteManifest } from '../contracts/site.js';
import { GITHUB, type GitHubHosts, gistPage, rawFile, rawFolder, repositoryPage } from './github.js';
import { suggest } from './nearest.js';

/** `name` is the source as links write it. */
export type PluginSource =
  | { readonly kind: 'shipped'; readonly name: string; readonly plugin: ShippedPlugin }
  /** `page` is the same address where it may as well be a page from elsewhere (ImJoy's `rpc-window`), or null. */
  | { readonly kind: 'file'; readonly name: string; readonly file: PluginFile; readonly page: string | null }
  /** The plugin of that name in the first list that has it. */
  | {
      readonly kind: 'listed';
      readonly name: string;
      readonly plugin: string;
      readonly tag: string | null;
      readonly lists: readonly string[];
    }
  /** A file of a gist, which the API at `address` lists. */
  | { readonly kind: 'gist'; readonly name: string; readonly address: string; readonly anchor: string }
  /** A repository's list of plugins, at the first of these addresses where there is one. */
  | { readonly kind: 'repository'; readonly name: string; readonly lists: readonly string[] };

export interface PluginFile {
  readonly address: string;
  readonly fileName: string;
  /** The variant that an address ending in `.imjoy.html@TAG` names. */
  readonly tag: string | null;
}

/** Names of lists of plugins, in the order in which they are looked for. */
export const LISTS = ['manifest.imjoy.json', 'coverslip-plugins.json'] as const;

const SHORT_FORM = /^([\w.-]+)\/([\w.-]+?)(?:@([^:@\s]+))?:([^@/]+?)(?:@([^@/]+))?$/;
const REPOSITORY = /^([\w.-]+)\/([\w.-]+)(?:@([^:@\s]+))?$/;
const TAGGED = /^(.+\.imjoy\.html)@([^/@]+)$/i;

/** The id of a plugin that ships with the site: its file's name without the ending. */
export function shippedId(plugin: ShippedPlugin): string {
  return fileNameOf(plugin.file.path).replace(/\.py$/, '');
}

/**
 * Finds out what is meant by a plugin's source.
 *
 * @param text an address, a page of GitHub or a gist, `user/repo[@commit]:Name[@tag]`, a path relative to the site, or
 *   the id or name of a plugin that ships with the site.
 * @param base the site's address.
 * @throws FormatError saying why it can't be a plugin's source.
 */
export function resolveSource(text: string, site: SiteManifest, base: URL, hosts: GitHubHosts = GITHUB): PluginSource {
  const shipped = site.plugins.find(
    (plugin) =>
      shippedId(plugin) === text ||
      plugin.header.name === text ||
      new URL(plugin.file.path, base).href === tryUrl(text, base)?.href,
  );
  if (shipped !== undefined) return { kind: 'shipped', name: shippedId(shipped), plugin: shipped };
  const short = SHORT_FORM.exec(text);
  if (short !== null) {
    const [, user = '', repo = '', commit = 'HEAD', plugin = '', tag = null] = short;
    const folder = rawFolder({ user, repo, commit }, hosts);
    return { kind: 'listed', name: text, plugin: plugin.trim(), tag, lists: LISTS.map((list) => folder + list) };
  }
  const repository = REPOSITORY.exec(text);
  if (repository !== null && !/\.(py|html|json)$/i.test(text)) {
    const [, user = '', repo = '', commit = 'HEAD'] = repository;
    const folder = rawFolder({ user, repo, commit }, hosts);
    return { kind: 'repository', name: text, lists: LISTS.map((list) => folder + list) };
  }
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(text) || text.includes('/') || /\.(py|html|json)$/i.test(text);
  if (!isAddress) {
    throw new FormatError(
      `“${text}” is neither an address nor a plugin of this site. ${suggest(text, site.plugins.map(shippedId))}`,
      'plugin',
    );
  }
  return atAddress(address(text, base), hosts);
}

/** @throws FormatError when the text can name no list of plugins. */
export function resolveRepository(
  text: string,
  site: SiteManifest,
  base: URL,
): Extract<PluginSource, { kind: 'repository' }> {
  const source = resolveSource(text, site, base);
  if (source.kind === 'repository') return source;
  if (source.kind === 'file') {
    // An address that names no list itself is the folder that holds one.
    const folder = new URL(source.file.address.replace(/\/?$/, '/'));
    return { kind: 'repository', name: source.name, lists: LISTS.map((list) => new URL(list, folder).href) };
  }
  throw new FormatError(
    `“${text}” is no repository. It should look like user/repo, or be the address of a list of plugins (${LISTS.join(' or ')}).`,
    'repo',
  );
}

function atAddress(url: URL, hosts: GitHubHosts): PluginSource {
  const gist = gistPage(url, hosts);
  if (gist !== null) return { kind: 'gist', name: url.href, address: gist.api, anchor: gist.anchor };
  const repository = repositoryPage(url);
  if (repository !== null) {
    const folder = rawFolder(repository, hosts);
    return { kind: 'repository', name: url.href, lists: LISTS.map((list) => folder + list) };
  }
  const isFile = /\.(py|json|imjoy\.html(@[^/@]+)?)$/i.test(url.pathname);
  const page = isFile || rawFile(url, hosts) !== null ? null : url.href;
  url.hash = '';
  if (url.pathname.endsWith('.json')) return { kind: 'repository', name: url.href, lists: [url.href] };
  const name = url.href;
  const tagged = TAGGED.exec(url.pathname);
  if (tagged !== null) url.pathname = tagged[1] ?? '';
  const raw = rawFile(url, hosts);
  const file = {
    address: raw ?? url.href,
    fileName: fileNameOf(url.pathname) || 'plugin.py',
    tag: tagged === null ? null : decoded(tagged[2] ?? ''),
  };
  return { kind: 'file', name: page ?? name, file, page };
}

/** @throws FormatError for a text that is no address from which a file can be fetched. */
function address(text: string, base: URL): URL {
  const url = tryUrl(text, base);
  if (url === null)
    throw new FormatError(
      `The plugin's address “${text}” can't be read. It should look like https://example.org/plugin.py.`,
      'plugin',
    );
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new FormatError(
      `The plugin's address begins with “${url.protocol}”; only https: and http: can be fetched.`,
      'plugin',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new FormatError(
      "The plugin's address holds a user name or password; that is not sent. Take it out of the link.",
      'plugin',
    );
  }
  return url;
}

/** The file at an address that a list or a dependency gives. @throws FormatError when it is none. */
export function fileAt(text: string, base: string): PluginFile {
  const source = atAddress(address(text, new URL(base)), GITHUB);
  if (source.kind !== 'file') throw new FormatError(`“${text}” is not the address of a plugin's file.`, 'uri');
  return source.file;
}

function tryUrl(text: string, base: URL): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

function fileNameOf(path: string): string {
  return decoded(path.slice(path.lastIndexOf('/') + 1));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
