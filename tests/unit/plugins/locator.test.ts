import { describe, expect, test } from 'vitest';
import { FetchError } from '../../../pwa/src/contracts/errors.js';
import type { SiteManifest } from '../../../pwa/src/contracts/site.js';
import { pythonFormat } from '../../../pwa/src/plugins/format.js';
import { Locator } from '../../../pwa/src/plugins/locator.js';
import { type PluginSource, resolveSource } from '../../../pwa/src/plugins/source.js';

const site = { plugins: [] } as unknown as SiteManifest;
const base = new URL('https://host.example/');
const raw = 'https://raw.githubusercontent.com/u/r/HEAD';
const gist = 'https://gist.github.com/ada/0123456789abcdef';
const api = 'https://api.github.com/gists/0123456789abcdef';

/** Finds what a text names among files by their addresses; a number is a status, null what may not be read. */
function locate(text: string, files: { readonly [address: string]: string | number | null }) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    const file = files[url] === undefined ? 404 : files[url];
    if (typeof file === 'string') return new TextEncoder().encode(file).buffer as ArrayBuffer;
    throw new FetchError(`${url} could not be fetched.`, url, file);
  };
  const locator = new Locator(fetch, [pythonFormat], async (url) => files[url] === null);
  const source = resolveSource(text, site, base) as Exclude<PluginSource, { kind: 'shipped' }>;
  return { asked, found: locator.file(source) };
}

const gistOf = (...names: string[]) =>
  JSON.stringify({
    files: Object.fromEntries(names.map((filename) => [filename, { filename, raw_url: `https://x/${filename}` }])),
  });

describe('a plugin in short form', () => {
  test("is found in ImJoy's list, and asked for with its tag", async () => {
    const manifest = JSON.stringify({ plugins: [{ name: 'Name', uri: 'a.imjoy.html' }] });
    const { found, asked } = locate('u/r:Name@GPU', {
      [`${raw}/manifest.imjoy.json`]: manifest,
      [`${raw}/a.imjoy.html`]: 'text',
    });
    expect(await found).toMatchObject({ address: `${raw}/a.imjoy.html`, tag: 'GPU', sha256: null });
    expect(asked).toEqual([`${raw}/manifest.imjoy.json`, `${raw}/a.imjoy.html`]);
  });

  test('is found in our list where ImJoy has none or does not name it, with its hash', async () => {
    const sha256 = 'ab'.repeat(32);
    const ours = JSON.stringify({ coverslip: 1, plugins: [{ name: 'Name', src: 'n.py', sha256 }] });
    const files = { [`${raw}/coverslip-plugins.json`]: ours, [`${raw}/n.py`]: 'text' };
    expect(await locate('u/r:Name', files).found).toMatchObject({ address: `${raw}/n.py`, sha256 });
    const both = { ...files, [`${raw}/manifest.imjoy.json`]: '{"plugins": []}' };
    expect(await locate('u/r:Name', both).found).toMatchObject({ address: `${raw}/n.py` });
  });

  test('that is not there says what was looked for and where', async () => {
    await expect(locate('u/r:Name', {}).found).rejects.toThrow(
      `looked for ${raw}/manifest.imjoy.json (HTTP 404) and ${raw}/coverslip-plugins.json (HTTP 404)`,
    );
    const manifest = { [`${raw}/manifest.imjoy.json`]: '{"plugins": [{"name": "Other"}, {"name": "Nama"}]}' };
    await expect(locate('u/r:Name', manifest).found).rejects.toThrow(
      `There is no plugin “Name” in ${raw}/manifest.imjoy.json. Did you mean “Nama”?`,
    );
    const disabled = { [`${raw}/manifest.imjoy.json`]: '{"plugins": [{"name": "Name", "disabled": true}]}' };
    await expect(locate('u/r:Name', disabled).found).rejects.toThrow(/has disabled the plugin “Name”/);
  });

  test('is not looked for elsewhere while a host is down', async () => {
    const { found, asked } = locate('u/r:Name', { [`${raw}/manifest.imjoy.json`]: 503 });
    await expect(found).rejects.toThrow(`${raw}/manifest.imjoy.json could not be fetched`);
    expect(asked).toHaveLength(1);
  });
});

describe('a gist', () => {
  test('gives its first ImJoy plugin, or else its first Python file, or the one that its address points at', async () => {
    const files = { 'https://x/b.py': '1', 'https://x/A.imjoy.html': '2', 'https://x/c.py': '3' };
    const at = async (text: string, ...names: string[]) =>
      (await locate(text, { ...files, [api]: gistOf(...names) }).found).fileName;
    expect(await at(gist, 'readme.md', 'b.py', 'A.imjoy.html')).toBe('A.imjoy.html');
    expect(await at(gist, 'readme.md', 'b.py', 'c.py')).toBe('b.py');
    expect(await at(`${gist}#file-c-py`, 'b.py', 'c.py')).toBe('c.py');
  });

  test('without a plugin says what it has', async () => {
    await expect(locate(gist, { [api]: gistOf('readme.md') }).found).rejects.toThrow(
      `The gist ${gist} has no file that ends in .imjoy.html or .py; it has readme.md.`,
    );
    await expect(locate(`${gist}#file-x-py`, { [api]: gistOf('a.py') }).found).rejects.toThrow(/no file “file-x-py”/);
    await expect(locate(gist, { [api]: '[]' }).found).rejects.toThrow(/did not answer with a gist's files/);
  });
});

test('a repository is no plugin, and the error says how to name one', async () => {
  await expect(locate('u/r', {}).found).rejects.toThrow(/“u\/r” is a repository of plugins.*u\/r:Name/);
});

describe('an address that names no plugin file', () => {
  const text = async (found: Promise<{ readonly bytes: ArrayBuffer }>) => new TextDecoder().decode((await found).bytes);

  test('is a page when it holds one, or may not be read, and is opened with what follows #', async () => {
    for (const content of ['<!doctype html><title>P</title>', ' <html lang="en">', null]) {
      const { found } = locate('https://x/app/#/start', { 'https://x/app/': content });
      expect(await found).toMatchObject({ address: 'https://x/app/#/start', fileName: 'x_app.imjoy.html' });
      expect(await text(found)).toContain('"base_frame": "https://x/app/#/start"');
    }
  });

  test('is a plugin when it holds one', async () => {
    const plugin = '# /// script\n# ///\n';
    const { found } = locate('https://x/raw/a?b', { 'https://x/raw/a?b': plugin });
    expect([await text(found), (await found).address]).toEqual([plugin, 'https://x/raw/a?b']);
  });

  test('is an error when nothing is there', async () => {
    await expect(locate('https://x/app/', {}).found).rejects.toThrow(/could not be fetched/);
    await expect(locate('https://x/a.py', { 'https://x/a.py': null }).found).rejects.toThrow(/could not be fetched/);
  });
});
