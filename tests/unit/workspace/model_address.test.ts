import { BlobReader, BlobWriter, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { beforeEach, expect, it } from 'vitest';
import { ModelStore } from '../../../pwa/src/assets/model_store.js';
import { keepFrom } from '../../../pwa/src/workspace/model_address.js';
import type { ModelFilesDependencies } from '../../../pwa/src/workspace/model_files.js';
import { identity } from '../inference/onnx_writer.js';
import { base, FakeCaches, FakeHost } from '../service_worker/fakes.js';

let host: FakeHost;
let store: ModelStore;

beforeEach(async () => {
  host = new FakeHost(base);
  store = await ModelStore.open(base, {
    fetch: host.fetch,
    caches: new FakeCaches().asCacheStorage,
    locks: undefined,
    openDirectory: async () => null,
    free: async () => null,
    pauses: [],
  });
  for (const { sha256 } of await store.list()) await store.remove(sha256);
});

const put = (path: string, content: Uint8Array | string) =>
  host.files.set(path, new Uint8Array(typeof content === 'string' ? new TextEncoder().encode(content) : content));
const keep = (path: string) => {
  const dependencies = { store, engineFetch: async () => null } as unknown as ModelFilesDependencies;
  return keepFrom(dependencies, new URL(path, base), {});
};
const names = async () => (await store.list()).map(({ name }) => name);

async function archive(...paths: readonly string[]): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const path of paths) await writer.add(path, new TextReader('x'));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

it('keeps a network, and refuses what is none', async () => {
  put('unet.onnx', identity(1));
  await keep('unet.onnx');
  expect(await names()).toEqual(['unet.onnx']);
  put('page.onnx', '<!doctype html>');
  await expect(keep('page.onnx')).rejects.toThrow(/page\.onnx.*no ONNX/);
  expect(await names()).toEqual(['unet.onnx']);
});

it('keeps an archive with its description whole, below a name that forms know', async () => {
  put('create-zip-file', await archive('rdf.yaml', 'weights.onnx'));
  await keep('create-zip-file');
  expect(await names()).toEqual(['create-zip-file.zip']);
});

it('packs a description with the files that it names', async () => {
  put(
    'shark/rdf.yaml',
    'id: shark\nweights: {onnx: {source: weights.onnx}}\ntest_inputs: [in.npy]\ncovers: [https://no.where/c.png]',
  );
  put('shark/weights.onnx', identity(1));
  put('shark/in.npy', 'array');
  await keep('shark/rdf.yaml');
  expect(await names()).toEqual(['shark.zip']);
  const [record] = await store.list();
  const { content } = (await store.get(record?.sha256 ?? '')) ?? {};
  const entries = await new ZipReader(new BlobReader(content ?? new Blob())).getEntries();
  expect(entries.map(({ filename }) => filename)).toEqual(['rdf.yaml', 'weights.onnx', 'in.npy']);
});

it('tells which file of a description is missing', async () => {
  put('lost/rdf.yaml', 'id: lost\nweights: {onnx: {source: gone.onnx}}');
  await expect(keep('lost/rdf.yaml')).rejects.toThrow(/gone\.onnx/);
  expect((await names()).filter((name) => name.endsWith('.zip'))).toEqual([]);
});
