/** Reads and compares what plugins ask for. */
import { FormatError } from '../contracts/errors.js';
import { NO_PERMISSIONS, type Permissions } from '../contracts/permissions.js';

const FLAGS = ['camera', 'microphone', 'clipboard', 'engine'] as const;
const LISTS = ['network', 'plugins'] as const;
/** A name or an IPv4 address: what can stand in the policy by which the browser enforces a grant. */
const HOST = /^[a-z0-9._-]+$/;

/**
 * An origin as a header may write it, in its one form: "HTTPS://Example.org:443/" is "https://example.org".
 *
 * @throws FormatError saying how to write it.
 */
export function readOrigin(text: string, fileName: string): string {
  const wrong = (why: string) =>
    new FormatError(
      `${fileName}: “${text}” in “network” is no origin: ${why}. Write it like “https://example.org”.`,
      'network',
    );
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw wrong('it has to begin with https:// or http:// and name a host');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw wrong('a user name or password is never sent');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw wrong('a grant is for a whole origin, so it has no path');
  if (url.hostname.startsWith('[')) throw wrong('browsers can’t limit requests to an IPv6 address; name the host');
  if (!HOST.test(url.hostname)) throw wrong('its host holds a character that can’t be granted');
  return url.origin;
}

/** The address of a package index, without a slash at its end. @throws FormatError saying how to write it. */
export function readIndex(text: string, fileName: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new FormatError(
      `${fileName}: “${text}” in “index” is no address of a package index. Write it like “https://example.org/simple”.`,
      'index',
    );
  readOrigin(url.origin, fileName);
  return url.href.replace(/\/+$/, '');
}

/** What `granted` holds of what is asked for; nothing can be granted that was not asked for. */
export function within(granted: Permissions, asked: Permissions): Permissions {
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, granted[flag] && asked[flag]]));
  const lists = Object.fromEntries(
    LISTS.map((list) => [list, asked[list].filter((item) => granted[list].includes(item))]),
  );
  return { ...NO_PERMISSIONS, ...flags, ...lists };
}

/** Both together. */
export function union(a: Permissions, b: Permissions): Permissions {
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, a[flag] || b[flag]]));
  const lists = Object.fromEntries(LISTS.map((list) => [list, [...new Set([...a[list], ...b[list]])]]));
  return { ...NO_PERMISSIONS, ...flags, ...lists };
}

export function isNothing(permissions: Permissions): boolean {
  return FLAGS.every((flag) => !permissions[flag]) && LISTS.every((list) => permissions[list].length === 0);
}

/** Whether `a` holds nothing that `b` does not hold. */
export function isWithin(a: Permissions, b: Permissions): boolean {
  return (
    FLAGS.every((flag) => !a[flag] || b[flag]) && LISTS.every((list) => a[list].every((item) => b[list].includes(item)))
  );
}
