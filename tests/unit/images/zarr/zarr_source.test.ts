import { describe, expect, it } from 'vitest';
import * as zarr from 'zarrita';
import { folderStore, httpStore } from '../../../../pwa/src/images/zarr/stores.js';
import { openZarr } from '../../../../pwa/src/images/zarr/zarr_source.js';

const SHAPE = [2, 6, 8] as const;
const values = Uint16Array.from({ length: 96 }, (_, i) => i);

/** An OME-Zarr image of two levels, as files by their paths. */
async function files(codecs?: zarr.ArrayMetadata['codecs']): Promise<Map<string, Uint8Array>> {
  const store = new Map<`/${string}`, Uint8Array>();
  const root = zarr.root(store);
  const scale = (step: number) => [{ type: 'scale', scale: [1, step, step] }];
  const datasets = [0, 1].map((level) => ({ path: `${level}`, coordinateTransformations: scale(0.5 * 2 ** level) }));
  const axes = ['c', 'y', 'x'].map((name) => ({ name, ...(name !== 'c' && { unit: 'micrometer' }) }));
  await zarr.create(root, { attributes: { ome: { version: '0.5', multiscales: [{ axes, datasets }] } } });
  const full = await zarr.create(root.resolve('0'), {
    shape: [...SHAPE],
    chunkShape: [1, 4, 4],
    dtype: 'uint16',
    ...(codecs && { codecs }),
  });
  await zarr.set(full, null, { data: values, shape: [...SHAPE], stride: [48, 8, 1] });
  const half = await zarr.create(root.resolve('1'), { shape: [2, 3, 4], chunkShape: [1, 3, 4], dtype: 'uint16' });
  await zarr.set(half, null, 7);
  return new Map([...store].map(([key, data]) => [key.slice(1), data]));
}

async function opened(all: Map<string, Uint8Array>, asked: string[] = []) {
  const store = folderStore(async (path) => {
    asked.push(path);
    const data = all.get(path);
    return data === undefined ? null : new Blob([new Uint8Array(data)]);
  });
  return openZarr(store, 'cells.zarr');
}

describe('an OME-Zarr image', () => {
  it('tells its facts before a chunk is read', async () => {
    const asked: string[] = [];
    const image = await opened(await files(), asked);
    expect(image).toMatchObject({
      name: 'cells.zarr',
      format: 'OME-Zarr 0.5',
      axes: 'CYX',
      shape: [2, 6, 8],
      dtype: 'uint16',
      levels: [
        [2, 6, 8],
        [2, 3, 4],
      ],
      pixelSize: { Y: 0.5, X: 0.5 },
      unit: 'µm',
      array: null,
    });
    expect(image.channels).toHaveLength(2);
    expect(asked.some((path) => path.includes('/c/'))).toBe(false);
  });

  it('is read chunk by chunk, only those of the region, and each once', async () => {
    const asked: string[] = [];
    const image = await opened(await files(), asked);
    const part = await image.read({ C: 1, Y: [0, 4], X: [2, 6] });
    expect([part.axes, part.shape, part.scale, part.unit]).toEqual(['YX', [4, 4], [0.5, 0.5], 'µm']);
    const expected = [0, 1, 2, 3].flatMap((y) => [2, 3, 4, 5].map((x) => 48 + y * 8 + x));
    expect([...(part.data as Uint16Array)]).toEqual(expected);
    const chunks = asked.filter((path) => path.includes('/c/')).sort();
    expect(chunks).toEqual(['0/c/1/0/0', '0/c/1/0/1']);
    await image.read({ C: 1, Y: [1, 2], X: [0, 8] });
    expect(asked.filter((path) => path.includes('/c/'))).toHaveLength(2);
  });

  it('is read at a lower level, whose pixels are larger', async () => {
    const part = await (await opened(await files())).read({ C: 0, level: 1 });
    expect([part.shape, part.scale]).toEqual([
      [3, 4],
      [1, 1],
    ]);
    expect([...(part.data as Uint16Array)]).toEqual(Array(12).fill(7));
  });

  it('of another order of axes in its chunks comes as the others', async () => {
    const codecs = [
      { name: 'transpose', configuration: { order: [2, 1, 0] } },
      { name: 'bytes', configuration: { endian: 'little' } },
    ];
    const part = await (await opened(await files(codecs))).read();
    expect([...(part.data as Uint16Array)]).toEqual([...values]);
  });

  it('without a chunk has its fill value there', async () => {
    const all = await files();
    all.delete('0/c/0/0/0');
    const part = await (await opened(all)).read({ C: 0, Y: 0, X: [0, 5] });
    expect([...(part.data as Uint16Array)]).toEqual([0, 0, 0, 0, 4]);
  });

  it('that is damaged says so by its name', async () => {
    const all = await files();
    all.set('0/c/0/0/0', new Uint8Array(3));
    const image = await opened(all);
    await expect(image.read({ C: 0 })).rejects.toThrow(/^cells\.zarr is damaged or not copied whole: /);
    expect((await image.read({ C: 1, Y: 0, X: [0, 1] })).data[0]).toBe(48);
    all.set('zarr.json', new TextEncoder().encode('{"zarr_format": 3, '));
    await expect(opened(all)).rejects.toThrow(/^cells\.zarr is /);
    await expect(opened(new Map())).rejects.toThrow(/^cells\.zarr is no Zarr hierarchy/);
  });

  it('beyond its ends is refused, naming the axis', async () => {
    const image = await opened(await files());
    await expect(image.read({ Y: 6 })).rejects.toThrow('cells.zarr has 6 steps along Y, so 6 is not in it.');
    await expect(image.read({ level: 2 })).rejects.toThrow('there is no level 2');
  });

  it('at an address is fetched file by file, and stops when nobody waits', async () => {
    const all = await files();
    const stopped: string[] = [];
    const store = httpStore(new URL('https://example.org/data/cells.zarr?key=1'), async (url, range, signal) => {
      expect(range).toBeNull();
      expect(url.search).toBe('?key=1');
      const path = url.pathname.replace('/data/cells.zarr/', '');
      if (!path.includes('/c/')) return all.get(path) ?? null;
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          stopped.push(path);
          reject(signal.reason);
        });
      });
    });
    const image = await openZarr(store, 'cells.zarr');
    const stop = new AbortController();
    const reading = image.read({ C: 0, Y: 0, X: [0, 4] }, { signal: stop.signal });
    await Promise.resolve();
    stop.abort();
    await expect(reading).rejects.toThrow();
    await expect.poll(() => stopped).toEqual(['0/c/0/0/0']);
  });
});
