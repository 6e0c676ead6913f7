/** A stylesheet that needs no network any more: what it imports and the fonts and pictures it names are put into it. */

/** Fetches a file by its absolute address. */
export type FetchFile = (url: string) => Promise<{ readonly bytes: Uint8Array; readonly type: string }>;

const MOST_FILES = 40;
const LARGEST_FILE = 3_000_000;
const DEEPEST = 3;
const IMPORT = /@import\s+(?:url\(\s*)?(['"]?)([^'")\s;]+)\1\s*\)?([^;]*);/gi;
const ADDRESS = /url\(\s*(['"]?)(?!data:|#|blob:)([^'")]+)\1\s*\)/gi;

/**
 * @param base the stylesheet's own address, or null where it has none: then only absolute addresses are followed.
 * @returns the text; an address that can't be had stays, and shows nothing.
 */
export async function inlineStyle(text: string, base: string | null, fetchFile: FetchFile): Promise<string> {
  let files = 0;
  const known = new Map<string, Promise<string | null>>();

  const asData = (url: string): Promise<string | null> => {
    const found = known.get(url);
    if (found !== undefined) return found;
    files += 1;
    const made = files > MOST_FILES ? Promise.resolve(null) : fetchFile(url).then(dataAddress, () => null);
    known.set(url, made);
    return made;
  };

  const inline = async (css: string, at: string | null, depth: number): Promise<string> => {
    const imported = await replaced(css, IMPORT, async ([whole, , address = '', media = '']) => {
      const url = absolute(address, at);
      files += 1;
      if (url === null || depth >= DEEPEST || files > MOST_FILES) return '';
      const sheet = await fetchFile(url).catch(() => null);
      if (sheet === null) return `/* ${whole.replaceAll('*/', '')} could not be fetched */`;
      const body = await inline(new TextDecoder().decode(sheet.bytes), url, depth + 1);
      return media.trim() === '' ? body : `@media ${media.trim()} {\n${body}\n}`;
    });
    return replaced(imported, ADDRESS, async ([whole, , address = '']) => {
      const url = absolute(address.trim(), at);
      const data = url === null ? null : await asData(url);
      return data === null ? whole : `url("${data}")`;
    });
  };
  return inline(text, base, 0);
}

function absolute(address: string, base: string | null): string | null {
  const url = base === null ? (URL.canParse(address) ? new URL(address) : null) : tryUrl(address, base);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

function tryUrl(address: string, base: string): URL | null {
  return URL.canParse(address, base) ? new URL(address, base) : null;
}

function dataAddress({ bytes, type }: { readonly bytes: Uint8Array; readonly type: string }): string | null {
  if (bytes.byteLength > LARGEST_FILE) return null;
  let binary = '';
  for (let at = 0; at < bytes.byteLength; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:${type.split(';')[0] || 'application/octet-stream'};base64,${btoa(binary)}`;
}

async function replaced(
  text: string,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray) => Promise<string>,
): Promise<string> {
  const matches = [...text.matchAll(pattern)];
  const made = await Promise.all(matches.map(replacement));
  let at = 0;
  let out = '';
  matches.forEach((match, i) => {
    out += text.slice(at, match.index) + (made[i] ?? '');
    at = match.index + match[0].length;
  });
  return out + text.slice(at);
}
