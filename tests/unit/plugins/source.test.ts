import { describe, expect, test } from 'vitest';
import type { ShippedPlugin, SiteManifest } from '../../../pwa/src/contracts/site.js';
import { resolveSource } from '../../../pwa/src/plugins/source.js';

const base = new URL('https://host.example/sub/path/');
const invert = {
  file: { path: 'plugins/invert.py', sha256: '0', size: 1, transfer: 1, encoding: 'identity' },
  header: { name: 'Invert' },
  ops: [],
} as unknown as ShippedPlugin;
const site = { plugins: [invert] } as unknown as SiteManifest;

describe("a plugin's source", () => {
  test('is a plugin of the site by its id, its name, its path or its address', () => {
    for (const text of ['invert', 'Invert', 'plugins/invert.py', 'https://host.example/sub/path/plugins/invert.py']) {
      expect(resolveSource(text, site, base)).toMatchObject({ kind: 'shipped', id: 'invert' });
    }
  });

  test('is an address otherwise, without what follows #', () => {
    expect(resolveSource('https://example.org/a%20b.py?x=1#y', site, base)).toEqual({
      kind: 'address',
      id: 'https://example.org/a%20b.py?x=1',
      url: 'https://example.org/a%20b.py?x=1',
      fileName: 'a b.py',
    });
  });

  test.each([
    ['invrt', /neither an address nor a plugin of this site. Did you mean “invert”\?/],
    ['ftp://example.org/a.py', /begins with “ftp:”/],
    ['javascript:alert(1)', /begins with “javascript:”/],
    ['https://', /can't be read/],
    ['https://me:secret@example.org/a.py', /user name or password/],
  ])('that is wrong says why: %s', (text, message) => {
    expect(() => resolveSource(text, site, base)).toThrow(message);
  });
});
