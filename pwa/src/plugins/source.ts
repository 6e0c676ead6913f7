/** Where a plugin comes from: an address, a file, or the site itself. */
import { FormatError } from '../contracts/errors.js';
import type { ShippedPlugin, SiteManifest } from '../contracts/site.js';
import { suggest } from './nearest.js';

export type PluginSource =
  | { readonly kind: 'shipped'; readonly id: string; readonly plugin: ShippedPlugin }
  | { readonly kind: 'address'; readonly id: string; readonly url: string; readonly fileName: string };

/** The id of a plugin that ships with the site: its file's name without the ending. */
export function shippedId(plugin: ShippedPlugin): string {
  return fileNameOf(plugin.file.path).replace(/\.py$/, '');
}

/**
 * Finds out what is meant by a plugin's source.
 *
 * @param text an address, a path relative to the site, or the id or name of a plugin that ships with the site.
 * @param base the site's address.
 * @throws FormatError saying why it can't be a plugin's source.
 */
export function resolveSource(text: string, site: SiteManifest, base: URL): PluginSource {
  const shipped = site.plugins.find(
    (plugin) =>
      shippedId(plugin) === text ||
      plugin.header.name === text ||
      new URL(plugin.file.path, base).href === tryUrl(text, base)?.href,
  );
  if (shipped !== undefined) return { kind: 'shipped', id: shippedId(shipped), plugin: shipped };
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(text) || text.includes('/') || text.endsWith('.py');
  if (!isAddress) {
    throw new FormatError(
      `“${text}” is neither an address nor a plugin of this site. ${suggest(text, site.plugins.map(shippedId))}`,
      'plugin',
    );
  }
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
  url.hash = '';
  return { kind: 'address', id: url.href, url: url.href, fileName: fileNameOf(url.pathname) || 'plugin.py' };
}

function tryUrl(text: string, base: URL): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

function fileNameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
