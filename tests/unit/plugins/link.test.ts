import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../pwa/src/contracts/errors.js';
import { parseLink } from '../../../pwa/src/plugins/link.js';

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
      sha256: sha256.toLowerCase(),
      run: 'count',
      data: 'https://example.org/b c.tif',
      params: new Map([
        ['sigma', '3'],
        ['mode', 'a&b'],
      ]),
    });
  });

  test.each([
    ['#/ap?plugin=x', /can't be read.*expected/],
    ['#/app?run=count', /names no plugin/],
    ['#/app?plugin=', /names no plugin/],
    ['#/app?plugin=a.py&sha256=12', /64 characters/],
    ['#/app?plugin=a.py&sigma=1&sigma=2', /“sigma” more than once/],
  ])('that is wrong says what is wrong with it: %s', (hash, message) => {
    expect(() => parseLink(hash)).toThrow(FormatError);
    expect(() => parseLink(hash)).toThrow(message);
  });
});
