import { beforeEach, describe, expect, test } from 'vitest';
import { type AssetStore, sha256Of } from '../../../pwa/src/assets/index.js';
import { FetchError } from '../../../pwa/src/contracts/errors.js';
import { NO_PERMISSIONS } from '../../../pwa/src/contracts/permissions.js';
import { EMPTY_HEADER } from '../../../pwa/src/contracts/plugin.js';
import type { SiteManifest } from '../../../pwa/src/contracts/site.js';
import type { InstallRequest } from '../../../pwa/src/plugins/index.js';
import { Installer, PluginStore, pythonFormat, type RuntimeFiles } from '../../../pwa/src/plugins/index.js';
import { migrated, type OldRecord } from '../../../pwa/src/plugins/record.js';

const address = 'https://x/a.py';
const plugin = (name: string, version = '1', more = '') =>
  `# /// script\n# [tool.coverslip]\n# name = "${name}"\n# version = "${version}"\n${more}# ///\n`;
const sha256 = (text: string) => sha256Of(new TextEncoder().encode(text));

let files: Map<string, string | Uint8Array>;
let asked: InstallRequest[];
let answer: (request: InstallRequest) => boolean;
let store: PluginStore;
let installer: Installer;

beforeEach(async () => {
  files = new Map();
  asked = [];
  answer = () => true;
  const site = { plugins: [], packages: {}, runtime: { pyodide: '1', python: '3.14', files: {} } };
  store = await PluginStore.open(new URL('https://host.example/'), () => undefined);
  installer = new Installer({
    hasEngine: () => false,
    base: new URL('https://host.example/'),
    site: site as unknown as SiteManifest,
    assets: {
      fetchUrl: async (url: string) => {
        const file = files.get(url);
        if (file === undefined) throw new FetchError(`${url} is not there (HTTP 404).`, url, 404);
        const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
        return bytes.slice().buffer;
      },
      missing: async () => [],
    } as unknown as AssetStore,
    runtime: { missingBytes: async () => 0 } as unknown as RuntimeFiles,
    store,
    formats: [pythonFormat],
    ask: async (request) => {
      asked.push(request);
      return answer(request);
    },
  });
});

describe('an address', () => {
  test('is asked about once, and again when its content has changed', async () => {
    files.set(address, plugin('A', '1'));
    expect((await installer.fromSource(address)).record).toMatchObject({
      id: address,
      address,
      header: { version: '1' },
    });
    await installer.fromSource(address);
    expect(asked).toHaveLength(1);
    files.set(address, plugin('A', '2'));
    expect((await installer.fromSource(address)).record.header.version).toBe('2');
    expect(asked.map(({ replaces, header }) => [replaces, header.version])).toEqual([
      [null, '1'],
      ['1', '2'],
    ]);
  });

  test('that is gone, or has become something else, leaves the installed copy and says so', async () => {
    const text = plugin('A');
    files.set(address, text);
    const { record } = await installer.fromSource(address);
    for (const now of [undefined, '<!doctype html>', new Uint8Array([255])]) {
      if (now === undefined) files.delete(address);
      else files.set(address, now);
      const { changed, record: kept } = await installer.fromSource(address);
      expect(kept).toEqual(record);
      expect(changed).toMatch(/can't be used, so it runs from version 1.*a\.py/);
      expect(kept.text).toBe(text);
    }
  });

  test('whose new version is declined leaves the installed copy and says so', async () => {
    files.set(address, plugin('A', '1'));
    await installer.fromSource(address);
    files.set(address, plugin('A', '2'));
    answer = () => false;
    const { record, changed } = await installer.fromSource(address);
    expect([record.header.version, changed]).toEqual(['1', expect.stringContaining('You kept version 1')]);
    await expect(installer.fromSource('https://x/none.py')).rejects.toThrow(FetchError);
  });

  test('that is pinned is refused when it does not fit, unless the installed copy does', async () => {
    const first = plugin('A', '1');
    files.set(address, first);
    await installer.fromSource(address, { sha256: await sha256(first) });
    const second = plugin('A', '2');
    files.set(address, second);
    const { record, changed } = await installer.fromSource(address, { sha256: await sha256(first) });
    expect([record.header.version, changed]).toEqual(['1', expect.stringContaining('has changed')]);
    const wrong = '0'.repeat(64);
    await expect(installer.fromSource(address, { sha256: wrong })).rejects.toThrow(wrong);
    await expect(installer.fromSource(address, { sha256: wrong })).rejects.toThrow(await sha256(second));
    expect(asked).toHaveLength(1);
  });
});

describe('a list', () => {
  const list = 'https://raw.githubusercontent.com/u/r/HEAD/coverslip-plugins.json';
  const file = 'https://raw.githubusercontent.com/u/r/HEAD/a.py';
  const put = (pin: string, src = 'a.py') =>
    files.set(list, JSON.stringify({ coverslip: 1, plugins: [{ name: 'A', src, sha256: pin }] }));

  test('pins the files that it names', async () => {
    files.set(file, plugin('A'));
    put('0'.repeat(64));
    await expect(installer.fromSource('u/r:A')).rejects.toThrow('0'.repeat(64));
    put(await sha256(plugin('A')));
    expect((await installer.fromSource('u/r:A')).record).toMatchObject({ id: file, source: 'u/r:A', address: file });
  });

  test('that is gone leaves the installed copy, and one that moves a file moves the plugin', async () => {
    files.set(file, plugin('A'));
    put(await sha256(plugin('A')));
    const { record } = await installer.fromSource('u/r:A');
    files.set('https://raw.githubusercontent.com/u/r/HEAD/b.py', plugin('A', '2'));
    put(await sha256(plugin('A', '2')), 'b.py');
    const moved = await installer.fromSource('u/r:A');
    expect(moved.record).toMatchObject({ id: record.id, header: { version: '2' } });
    files.clear();
    expect(await installer.fromSource('u/r:A')).toMatchObject({
      record: moved.record,
      changed: expect.stringContaining('No list of plugins was found'),
    });
  });
});

test('a plugin that was chosen from its list is the one that the short form names, also when the list is gone', async () => {
  const file = 'https://raw.githubusercontent.com/u/r/HEAD/a.py';
  files.set(file, plugin('A'));
  const { record } = await installer.fromSource(file);
  expect((await installer.fromSource('u/r:A')).record).toEqual(record);
  await expect(installer.fromSource('u/r:B')).rejects.toThrow(/No list of plugins/);
  await expect(installer.fromSource('u/other:A')).rejects.toThrow(/No list of plugins/);
});

describe('a file', () => {
  test('keeps its very bytes, and is the same plugin wherever it comes from', async () => {
    const text = `\uFEFF${plugin('Ä')}\r\n`;
    files.set(address, text);
    const { record } = await installer.fromSource(address);
    expect(await sha256(record.text)).toBe(record.sha256);
    const { record: again } = await installer.fromFile(new File([text], 'exported.py'));
    expect(again.id).toBe(record.id);
    expect(asked).toHaveLength(1);
  });

  test('may be pasted as text, and the next paste of its name replaces it', async () => {
    expect(installer.isFileText(plugin('P'))).toBe(true);
    expect(installer.isFileText(address)).toBe(false);
    const { record } = await installer.fromText(plugin('My P/1', '1'));
    expect(record).toMatchObject({ id: 'text:My P/1', address: '', fileName: 'My P_1.py' });
    await installer.fromText(plugin('My P/1', '2'));
    expect(asked.at(-1)?.replaces).toBe('1');
    expect(store.all()).toHaveLength(1);
    await expect(installer.fromText('print(1)\nprint(2)')).rejects.toThrow(/has no header/);
  });
});

describe('what a plugin depends on', () => {
  const needs = '# plugins = ["./b.py", "./net.py"]\n';

  test('is shown and installed with it, but what asks for more is asked about by itself', async () => {
    files.set(address, plugin('A', '1', needs));
    files.set('https://x/b.py', plugin('B'));
    files.set('https://x/net.py', plugin('Net', '1', '# network = ["https://y"]\n'));
    answer = ({ header }) => header.name !== 'Net';
    const { brought } = await installer.fromSource(address);
    expect(asked.map(({ header, brings }) => [header.name, brings.map(({ name }) => name)])).toEqual([
      ['A', ['B', 'Net']],
      ['Net', []],
    ]);
    expect(brought.map(({ header }) => header.name)).toEqual(['B']);
    expect(store.all().map(({ header }) => header.name)).toEqual(['A', 'B']);
  });

  test('is not installed when the plugin is declined', async () => {
    files.set(address, plugin('A', '1', needs));
    files.set('https://x/b.py', plugin('B'));
    answer = () => false;
    await expect(installer.fromSource(address)).rejects.toThrow(/“A” was not installed/);
    expect(store.all()).toEqual([]);
    expect(asked[0]?.lacks[0]).toMatch(/net\.py.*can't be had/);
  });

  test('and several plugins together are one question', async () => {
    files.set(address, plugin('A'));
    files.set('https://x/b.py', plugin('B'));
    const candidates = await installer.candidates([address, 'https://x/b.py']);
    const records = await installer.installAll('Both', candidates);
    expect(asked.map(({ header, brings }) => [header.name, brings.length])).toEqual([['Both', 2]]);
    expect(records.map(({ header }) => header.name)).toEqual(['A', 'B']);
  });
});

describe('a look at the source', () => {
  test('tells the same, another version, and that there is none', async () => {
    files.set(address, plugin('A', '1'));
    const { record } = await installer.fromSource(address);
    expect(await installer.look(record)).toEqual({ kind: 'same' });
    files.set(address, plugin('A', '2'));
    expect(await installer.look(record)).toMatchObject({ kind: 'other', version: '2' });
    files.delete(address);
    await expect(installer.look(record)).rejects.toThrow(FetchError);
    const dropped = await installer.fromFile(new File([plugin('D')], 'd.py'));
    expect(await installer.look(dropped.record)).toMatchObject({ kind: 'none' });
  });
});

test('a record of the first version is brought to today’s form', () => {
  const { permissions: _, ...header } = { ...EMPTY_HEADER, name: 'Old', version: '1' };
  const old: OldRecord = {
    id: address,
    source: address,
    fileName: 'a.py',
    sha256: '0',
    text: 'x',
    header: { ...header, network: ['https://y'] },
    ops: [],
    shipped: false,
    installedAt: 1,
  };
  const now = migrated(old);
  expect(now).toMatchObject({ id: address, address, tag: null, text: 'x', installedAt: 1 });
  expect(now.header).toMatchObject({ kind: 'python', permissions: { ...NO_PERMISSIONS, network: ['https://y'] } });
  expect(migrated(now)).toBe(now);
  expect(migrated({ ...old, id: 'file:a.py', source: 'a.py' }).address).toBe('');
});
