import { describe, expect, test } from 'vitest';
import type { ShippedPlugin, SiteManifest } from '../../../pwa/src/contracts/site.js';
import { resolveRepository, resolveSource } from '../../../pwa/src/plugins/source.js';

const base = new URL('https://host.example/sub/path/');
const invert = {
  file: { path: 'plugins/invert.py', sha256: '0', size: 1, transfer: 1, encoding: 'identity' },
  header: { name: 'Invert' },
  ops: [],
} as unknown as ShippedPlugin;
const site = { plugins: [invert] } as unknown as SiteManifest;
const resolve = (text: string) => resolveSource(text, site, base);
const raw = 'https://raw.githubusercontent.com';

describe("a plugin's source", () => {
  test('is a plugin of the site by its id, its name, its path or its address', () => {
    for (const text of ['invert', 'Invert', 'plugins/invert.py', 'https://host.example/sub/path/plugins/invert.py']) {
      expect(resolve(text)).toMatchObject({ kind: 'shipped', name: 'invert' });
    }
  });

  test('is an address otherwise, without what follows #', () => {
    const address = 'https://example.org/a%20b.py?x=1';
    expect(resolve(`${address}#y`)).toEqual({
      kind: 'file',
      name: address,
      file: { address, fileName: 'a b.py', tag: null },
      page: null,
    });
    expect(resolve('people/b.py')).toMatchObject({ file: { address: 'https://host.example/sub/path/people/b.py' } });
  });

  test('may choose a tag behind the file of an ImJoy plugin', () => {
    expect(resolve('https://example.org/A.imjoy.html@GPU')).toEqual({
      kind: 'file',
      name: 'https://example.org/A.imjoy.html@GPU',
      file: { address: 'https://example.org/A.imjoy.html', fileName: 'A.imjoy.html', tag: 'GPU' },
      page: null,
    });
  });

  test.each([
    ['https://github.com/u/r/blob/main/p/A.imjoy.html', `${raw}/u/r/main/p/A.imjoy.html`, null],
    ['https://github.com/u/r/raw/v1.2/a.py?raw=true', `${raw}/u/r/v1.2/a.py`, null],
    ['https://github.com/u/r/blob/main/A.imjoy.html@web', `${raw}/u/r/main/A.imjoy.html`, 'web'],
    [`${raw}/u/r/main/a.py`, `${raw}/u/r/main/a.py`, null],
  ])('on a page of GitHub is its raw file: %s', (text, address, tag) => {
    expect(resolve(text)).toMatchObject({ kind: 'file', file: { address, tag } });
  });

  test.each([
    ['u/r:My Plugin', 'HEAD', 'My Plugin', null],
    ['u/r@1a2b3c:Name', '1a2b3c', 'Name', null],
    ['u/r@main:Name@GPU', 'main', 'Name', 'GPU'],
    ['some-user/a.repo:Name@latest', 'HEAD', 'Name', 'latest'],
  ])('in short form is an entry of a list of its repository: %s', (text, commit, plugin, tag) => {
    const repository = /^[^@:]+/.exec(text)?.[0];
    expect(resolve(text)).toEqual({
      kind: 'listed',
      name: text,
      plugin,
      tag,
      lists: [
        `${raw}/${repository}/${commit}/manifest.imjoy.json`,
        `${raw}/${repository}/${commit}/coverslip-plugins.json`,
      ],
    });
  });

  test.each([
    ['https://gist.github.com/ada/0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdef', ''],
    [
      'https://gist.github.com/0123456789abcdef0123456789abcdef#file-a-py',
      '0123456789abcdef0123456789abcdef',
      'file-a-py',
    ],
    [`https://gist.github.com/ada/0123456789abcdef/${'a'.repeat(40)}`, `0123456789abcdef/${'a'.repeat(40)}`, ''],
  ])('may be a gist: %s', (text, id, anchor) => {
    expect(resolve(text)).toEqual({ kind: 'gist', name: text, address: `https://api.github.com/gists/${id}`, anchor });
  });

  test.each([
    ['invrt', /neither an address nor a plugin of this site. Did you mean “invert”\?/],
    ['ftp://example.org/a.py', /begins with “ftp:”/],
    ['javascript:alert(1)', /begins with “javascript:”/],
    ['https://', /can't be read/],
    ['https://me:secret@example.org/a.py', /user name or password/],
  ])('that is wrong says why: %s', (text, message) => {
    expect(() => resolve(text)).toThrow(message);
  });
});

describe('a repository', () => {
  test.each([
    ['u/r', `${raw}/u/r/HEAD/`],
    ['u/r@v2', `${raw}/u/r/v2/`],
    ['https://github.com/u/r', `${raw}/u/r/HEAD/`],
    ['https://github.com/u/r.git', `${raw}/u/r/HEAD/`],
    ['https://github.com/u/r/tree/dev', `${raw}/u/r/dev/`],
    ['https://example.org/plugins', 'https://example.org/plugins/'],
  ])('is looked for in its folder: %s', (text, folder) => {
    expect(resolveRepository(text, site, base).lists).toEqual([
      `${folder}manifest.imjoy.json`,
      `${folder}coverslip-plugins.json`,
    ]);
  });

  test('may be named by the address of its list', () => {
    const address = 'https://example.org/list.json';
    expect(resolveRepository(address, site, base).lists).toEqual([address]);
    expect(() => resolveRepository('u/r:Name', site, base)).toThrow(/“u\/r:Name” is no repository/);
  });
});
