import { describe, expect, test } from 'vitest';
import { parseCatalogue } from '../../../pwa/src/plugins/catalogue.js';

const address = 'https://example.org/lists/manifest.imjoy.json';
const read = (list: unknown, at = address) => parseCatalogue(JSON.stringify(list), at);
const sha256 = 'ab'.repeat(32);

describe("ImJoy's list", () => {
  test('gives names, files relative to uri_root, and collections', () => {
    const list = read({
      name: 'People',
      description: 'All of them',
      uri_root: 'https://cdn.example.org/p',
      plugins: [
        { name: 'A', version: '1', description: 'a', icon: { GPU: 'x' }, uri: 'sub/a.imjoy.html', type: 'window' },
        { name: 'B b', disabled: true },
        { name: 'C', uri: 'https://github.com/u/r/blob/main/C.imjoy.html@web' },
      ],
      collections: [{ name: 'Both', plugins: ['A', 'C'] }],
      anything: 1,
    });
    expect(list).toMatchObject({ name: 'People', description: 'All of them' });
    expect(list.entries).toMatchObject([
      {
        name: 'A',
        version: '1',
        icon: '',
        disabled: false,
        file: { address: 'https://cdn.example.org/p/sub/a.imjoy.html' },
      },
      { name: 'B b', disabled: true, file: { address: 'https://cdn.example.org/p/B%20b.imjoy.html' } },
      { name: 'C', file: { address: 'https://raw.githubusercontent.com/u/r/main/C.imjoy.html', tag: 'web' } },
    ]);
    expect(list.collections).toEqual([{ name: 'Both', description: '', plugins: ['A', 'C'] }]);
  });

  test('has its files beside it where it names no other place, or in a folder below', () => {
    const at = (uri_root?: string) => read({ uri_root, plugins: [{ name: 'A' }] }).entries[0]?.file.address;
    expect(at()).toBe('https://example.org/lists/A.imjoy.html');
    expect(at('')).toBe('https://example.org/lists/A.imjoy.html');
    expect(at('plugins')).toBe('https://example.org/lists/plugins/A.imjoy.html');
  });

  test('with one entry that cannot be read still has the others', () => {
    const { entries } = read({ plugins: [{ name: 'Bad', uri: 'ftp://x/y' }, { name: 'Good' }] });
    expect(entries.map(({ name, disabled }) => [name, disabled])).toEqual([
      ['Bad', true],
      ['Good', false],
    ]);
  });
});

describe('our own list', () => {
  const entry = { name: 'A', version: '1', description: 'a', src: 'a.py', sha256: sha256.toUpperCase() };

  test('gives names, files relative to itself, and their hashes', () => {
    const list = read({ coverslip: 1, name: 'Ours', plugins: [entry], collections: [{ name: 'One', plugins: ['A'] }] });
    expect(list.entries).toEqual([
      {
        name: 'A',
        version: '1',
        description: 'a',
        icon: '',
        sha256,
        disabled: false,
        file: { address: 'https://example.org/lists/a.py', fileName: 'a.py', tag: null },
      },
    ]);
    expect(list.collections[0]?.plugins).toEqual(['A']);
  });

  test.each([
    [{ coverslip: 2, plugins: [] }, /manifest\.imjoy\.json: coverslip is 2; this app reads version 1/],
    [{ coverslip: 1, plugin: [] }, /the list has an unknown key “plugin”/],
    [{ coverslip: 1, plugins: [{ ...entry, uri: 'x' }] }, /plugins\[0\] has an unknown key “uri”/],
    [{ coverslip: 1, plugins: [{ name: 'A' }] }, /plugins\[0\]\.src is missing/],
    [{ coverslip: 1, plugins: [{ ...entry, sha256: '12' }] }, /plugins\[0\]\.sha256 is no sha256/],
    [{ coverslip: 1, plugins: {} }, /plugins must be an array/],
    [
      { coverslip: 1, plugins: [entry], collections: [{ name: 'x', plugins: 'A' }] },
      /collections\[0\]\.plugins must be/,
    ],
  ])('that is wrong says where: %#', (list, message) => {
    expect(() => read(list)).toThrow(message);
  });
});

test('what is no list says so', () => {
  expect(() => parseCatalogue('<!doctype html>', address)).toThrow(
    /manifest\.imjoy\.json is no list of plugins: it is not JSON/,
  );
  expect(() => read([])).toThrow(/must be an object/);
  expect(() => read({ hello: 1 })).toThrow(/plugins is missing/);
});
