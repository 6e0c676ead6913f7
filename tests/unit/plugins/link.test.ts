import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../pwa/src/contracts/errors.js';
import { parseLink, writeLink } from '../../../pwa/src/plugins/link.js';

const base = new URL('https://host.example/app/');

describe('a link', () => {
  test('that is empty or only names the app is no link', () => {
    for (const hash of ['', '#', '#/', '#/app', '#/app?']) expect(parseLink(hash)).toBeNull();
  });

  test('gives plugin, pin, op, image and every other value', () => {
    const sha256 = 'AB'.repeat(32);
    const link = parseLink(
      `#/app?plugin=https://example.org/a.py&sha256=${sha256}&run=count&data=https://example.org/b%20c.tif&sigma=3&mode=a%26b`,
    );
    expect(link).toEqual({
      plugin: 'https://example.org/a.py',
      repo: null,
      start: null,
      workspace: null,
      engine: null,
      token: null,
      flags: [],
      sha256: sha256.toLowerCase(),
      run: 'count',
      data: 'https://example.org/b c.tif',
      params: new Map([
        ['sigma', '3'],
        ['mode', 'a&b'],
      ]),
    });
  });

  test("may use ImJoy's names, short ones too", () => {
    const link = parseLink('#/app?w=mine&p=u/r:Name@GPU&r=u/other&engine=https://e.example&start=Name&flags=a,b&x=1');
    expect(link).toMatchObject({
      workspace: 'mine',
      plugin: 'u/r:Name@GPU',
      repo: 'u/other',
      engine: 'https://e.example',
      token: null,
      start: 'Name',
      flags: ['a', 'b'],
      params: new Map([['x', '1']]),
    });
    expect(parseLink('#/app?repo=u/r')).toMatchObject({ plugin: null, repo: 'u/r' });
  });

  test.each([
    ['#/ap?plugin=x', /can't be read.*expected/],
    ['#/app?run=count', /names no plugin/],
    ['#/app?plugin=', /names no plugin/],
    ['#/app?plugin=a.py&sha256=12', /64 characters/],
    ['#/app?plugin=a.py&sigma=1&sigma=2', /“sigma” more than once/],
    ['#/app?plugin=a.py&p=b.py', /“plugin” more than once/],
  ])('that is wrong says what is wrong with it: %s', (hash, message) => {
    expect(() => parseLink(hash)).toThrow(FormatError);
    expect(() => parseLink(hash)).toThrow(message);
  });

  test('that is written can be read, also where a parameter has a name that links use', () => {
    const parts = {
      plugin: 'u/r:My Plugin',
      sha256: 'ab'.repeat(32),
      run: 'count',
      data: 'https://example.org/a.tif?b=1&c=2#d',
    };
    const values = {
      sigma: 1.5,
      note: 'a+b & c=ü',
      on: false,
      w: 3,
      plugin: 'x',
      'value.y': 'z',
      left: null,
      empty: '',
    };
    const link = writeLink({ ...parts, values }, base);
    expect(link).toMatch(/^https:\/\/host\.example\/app\/#\/app\?plugin=/);
    const { left: _, ...kept } = values;
    expect(parseLink(new URL(link).hash)).toMatchObject({
      ...parts,
      workspace: null,
      params: new Map(Object.entries(kept).map(([name, value]) => [name, String(value)])),
    });
  });

  test('can hold no list', () => {
    const parts = { plugin: 'p', sha256: '', run: null, data: null };
    expect(() => writeLink({ ...parts, values: { sizes: [1] } }, base)).toThrow(/“sizes” can't be written/);
  });
});
