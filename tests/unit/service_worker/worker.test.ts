import { beforeEach, describe, expect, it } from 'vitest';
import { Answerer } from '../../../service_worker/answer.js';
import { ASSET_CACHE, AssetCache } from '../../../service_worker/asset_cache.js';
import { cleanUp } from '../../../service_worker/clean_up.js';
import type { News } from '../../../service_worker/messages.js';
import { Saving } from '../../../service_worker/saving.js';
import { Shell } from '../../../service_worker/shell.js';
import type { Site } from '../../../service_worker/site.js';
import { base, bytes, FakeCaches, FakeHost, place, textBytes } from './fakes.js';

interface Version {
  readonly site: Site;
  readonly shell: Shell;
  readonly assets: AssetCache;
  readonly saving: Saving;
  readonly answerer: Answerer;
  readonly news: News[];
  readonly updates: () => number;
}

let host: FakeHost;
let caches: FakeCaches;

beforeEach(() => {
  host = new FakeHost(base);
  caches = new FakeCaches();
});

/** Puts a version of a site on the host. @returns its worker's parts. `first` is the first part of its runtime. */
function version(name: string, first = 1, where = base): Version {
  const part1 = place(host, `assets/part-${first}.bin.gz`, bytes(3000, first), true);
  const part2 = place(host, 'assets/part-two.bin.gz', bytes(2000, 2), true);
  const numpy = place(host, 'assets/numpy.zip.gz', bytes(1000, 3), true);
  const plugin = place(host, 'plugins/p.py', textBytes(`print("${name}")`));
  const sample = place(host, 'samples/s.tif', bytes(100, 4));
  const inference = place(host, 'assets/ort.wasm.gz', bytes(500, 5), true);
  const list = {
    inference: { builds: { cpu: { wasm: inference } } },
    packages: { numpy: { archive: numpy } },
    plugins: [{ file: plugin }],
    samples: [{ file: sample }],
  };
  const site: Site = {
    version: name,
    shell: [
      place(host, 'index.html', textBytes(`<title>${name}</title>`)),
      place(host, 'app/main.js', textBytes('main()')),
      place(host, 'site.json', textBytes(JSON.stringify({ version: name, ...list }))),
    ],
    start: ['index.html', 'site.json'],
    runtime: { 'one.wasm': part1, 'two.zip': part2 },
  };
  const storage = caches.asCacheStorage;
  const assets = new AssetCache(where, { caches: storage, fetch: host.fetch });
  const shell = new Shell(site, where, storage, assets);
  const news: News[] = [];
  let updates = 0;
  return {
    site,
    shell,
    assets,
    saving: new Saving(site, shell, assets, (each) => news.push(each)),
    answerer: new Answerer({ site, base: where, shell, assets, fetch: host.fetch, lookForUpdate: () => updates++ }),
    news,
    updates: () => updates,
  };
}

function request(
  path: string,
  init: { readonly mode?: string; readonly range?: string; readonly method?: string } = {},
): Request {
  const { mode, range, method = 'GET' } = init;
  const made = new Request(new URL(path, base), { method, headers: range ? { range } : {} });
  if (mode) Object.defineProperty(made, 'mode', { value: mode });
  return made;
}

async function answered(worker: Version, path: string, init = {}): Promise<[number, string]> {
  const response = await worker.answerer.answer(request(path, init));
  if (!response) throw new Error(`${path} was left to the browser.`);
  return [response.status, await response.text()];
}

describe('the shell', () => {
  it('is fetched whole, under a name that says version and site', async () => {
    const { shell } = version('1.0');
    await shell.install();
    expect(await shell.missing()).toEqual([]);
    expect(await caches.keys()).toContain('coverslip-shell-1.0/some/where/');
  });

  it('comes at a first visit as far as the page starts with it, and whole when all is saved', async () => {
    const { shell, saving, news } = version('1.0');
    await shell.install('start');
    expect(host.requests.map(({ path }) => path).sort()).toEqual(['index.html', 'site.json']);
    expect((await saving.standing()).missing).toContain('app/main.js');
    await saving.save();
    expect(news.at(-1)).toEqual({ type: 'saved', standing: { version: '1.0', missing: [] } });
  });

  it('is not installed when one file is wrong, or cut', async () => {
    const { shell } = version('1.0');
    host.faults.set('app/main.js', { instead: textBytes('evil()') });
    await expect(shell.install()).rejects.toThrow('app/main.js has the sha256');
    expect((await shell.missing()).map(({ path }) => path)).toContain('app/main.js');
  });

  it('takes from an earlier version what is the same', async () => {
    await version('1.0').shell.install();
    host.requests.length = 0;
    const next = version('1.1');
    await next.shell.install();
    expect(host.requests.map(({ path }) => path).sort()).toEqual(['index.html', 'site.json']);
    await next.shell.removeOthers();
    expect(await next.shell.missing()).toEqual([]);
    expect(await caches.keys()).toEqual(['coverslip-shell-1.1/some/where/']);
  });

  it('leaves the shells of other sites of the origin alone', async () => {
    const inner = version('1.0', 1, new URL('inner/', base));
    await caches.open(inner.shell.cacheName);
    const outer = version('2.0');
    await outer.shell.install();
    await outer.shell.removeOthers();
    expect(await caches.keys()).toContain('coverslip-shell-1.0/some/where/inner/');
  });

  it('finds an entry that has become something else, and heals it', async () => {
    await version('1.0').shell.install();
    const again = version('1.0');
    const cache = await caches.open(again.shell.cacheName);
    await cache.put(`${base.href}app/main.js`, new Response('MAIN()'));
    expect((await again.shell.missing()).map(({ path }) => path)).toEqual(['app/main.js']);
    expect(await answered(again, 'app/main.js')).toEqual([200, 'main()']);
    expect(await again.shell.missing()).toEqual([]);
  });

  it('is used where there is no room to keep it', async () => {
    const worker = version('1.0');
    caches.room = 0;
    expect(await answered(worker, 'app/main.js')).toEqual([200, 'main()']);
  });
});

describe('a request', () => {
  it('for the page is answered from what is kept, whatever its query, without asking the host', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    host.requests.length = 0;
    for (const path of ['', 'index.html', '?plugin=x', 'index.html?a=b']) {
      expect(await answered(worker, path, { mode: 'navigate' })).toEqual([200, '<title>1.0</title>']);
    }
    expect(host.requests).toEqual([]);
  });

  it('for another origin, another folder, or by another method is left to the browser', () => {
    const { answerer } = version('1.0');
    expect(answerer.answer(new Request('https://other.org/some/where/index.html'))).toBeNull();
    expect(answerer.answer(new Request('https://example.org/elsewhere/index.html'))).toBeNull();
    expect(answerer.answer(request('index.html', { method: 'POST' }))).toBeNull();
    expect(answerer.answer(request('unknown.txt'))).toBeNull();
  });

  it('for a listed file is answered with its kept content, sliced', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    await worker.saving.save();
    host.down = true;
    const response = await worker.answerer.answer(request('assets/part-1.bin.gz', { range: 'bytes=-2' }));
    expect(response?.status).toBe(206);
    expect(new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes(3000, 1).slice(-2));
  });

  it('for a listed file that is not kept goes to the host, as it is', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    expect(await answered(worker, 'plugins/p.py')).toEqual([200, 'print("1.0")']);
    host.down = true;
    await expect(answered(worker, 'plugins/p.py')).rejects.toThrow('Failed to fetch');
  });

  it('for a page that is nowhere is answered with what is missing', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    host.down = true;
    const [status, text] = await answered(worker, 'no/such/page', { mode: 'navigate' });
    expect([status, text.includes('no/such/page')]).toEqual([504, true]);
  });

  it('for a hole in the shell names all holes when there is no network', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    const cache = await caches.open(worker.shell.cacheName);
    for (const path of ['index.html', 'app/main.js']) await cache.delete(base.href + path);
    host.down = true;
    const [status, text] = await answered(worker, '', { mode: 'navigate' });
    expect(status).toBe(504);
    expect(text).toContain('index.html, app/main.js');
  });

  it('for a lost page of which the host has a newer version gets that, and a search for the update', async () => {
    const worker = version('1.0');
    host.files.set('index.html', textBytes('<title>newer</title>'));
    expect(await answered(worker, 'index.html', { mode: 'navigate' })).toEqual([200, '<title>newer</title>']);
    expect(worker.updates()).toBe(1);
  });
});

describe('saving', () => {
  it('fetches what is missing, tells how far it is, and that it is done', async () => {
    const { shell, saving, news } = version('1.0');
    await shell.install();
    expect(await saving.standing()).toEqual({ version: '1.0', missing: ['one.wasm', 'two.zip'] });
    await Promise.all([saving.save(), saving.save()]);
    expect(news[0]).toMatchObject({ type: 'saving', done: 0 });
    expect(news.at(-1)).toEqual({ type: 'saved', standing: { version: '1.0', missing: [] } });
    expect(news.filter(({ type }) => type === 'saved')).toHaveLength(1);
    expect(host.count('assets/part-1.bin.gz')).toBe(1);
  });

  it('goes on with what is missing after it was ended', async () => {
    const first = version('1.0');
    await first.shell.install();
    await first.assets.save(first.site.runtime['one.wasm'] as never);
    const again = version('1.0');
    await again.saving.save();
    expect(host.count('assets/part-1.bin.gz')).toBe(1);
    expect(again.news.at(-1)).toMatchObject({ standing: { missing: [] } });
  });

  it('names what is missing when the host is gone', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    host.down = true;
    host.requests.length = 0;
    await worker.saving.save();
    expect(worker.news.at(-1)).toMatchObject({ standing: { missing: ['one.wasm', 'two.zip'] } });
    expect(host.requests, 'the second file fares no better').toHaveLength(1);
  });

  it('goes on after a file that is wrong', async () => {
    const worker = version('1.0');
    await worker.shell.install();
    host.faults.set('assets/part-1.bin.gz', { instead: bytes(10) });
    await worker.saving.save();
    expect(worker.news.at(-1)).toMatchObject({ standing: { missing: ['one.wasm'] } });
  });

  it('for an update fetches what has changed, or fails', async () => {
    const old = version('1.0');
    await old.shell.install();
    await old.saving.save();
    const next = version('1.1', 5);
    host.requests.length = 0;
    await next.saving.runtime();
    expect(host.requests.map(({ path }) => path)).toEqual(['assets/part-5.bin.gz']);
    const broken = version('1.2', 6);
    host.faults.set('assets/part-6.bin.gz', { status: 500 });
    await expect(broken.saving.runtime()).rejects.toThrow('a problem');
  });
});

describe('a version that has taken over', () => {
  it('removes what it does not need, and nothing else', async () => {
    const old = version('1.0');
    await old.shell.install();
    await old.saving.save();
    const next = version('1.1', 5);
    await next.shell.install();
    await next.saving.runtime();
    const cache = await caches.open(ASSET_CACHE);
    const numpy = place(host, 'assets/numpy.zip.gz', bytes(1000, 3), true);
    await next.assets.save(numpy);
    const others = [
      `${base.href}models/mine`,
      `${base.href}inner/assets/${'a'.repeat(64)}`,
      'https://example.org/assets/x',
    ];
    for (const url of others) await cache.put(url, new Response('kept'));
    await cleanUp(next.site, base, caches.asCacheStorage, next.shell, next.assets);
    const left = (await cache.keys()).map(({ url }) => url);
    const needed = [...Object.values(next.site.runtime), numpy].map(({ sha256 }) => next.assets.key(sha256));
    expect(left.sort()).toEqual([...needed, ...others].sort());
    expect(await old.shell.missing()).toHaveLength(3);
  });

  it('removes no file while it has no list of what it needs', async () => {
    const worker = version('1.0');
    await worker.assets.put(place(host, 'x', bytes(5)), bytes(5).buffer);
    await cleanUp(worker.site, base, caches.asCacheStorage, worker.shell, worker.assets);
    expect(await (await caches.open(ASSET_CACHE)).keys()).toHaveLength(1);
  });
});
