import { beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from '../../../pwa/src/assets/model_store.js';
import type { Caller } from '../../../pwa/src/host/index.js';
import { besideSource, type ModelFilesDependencies, modelFiles } from '../../../pwa/src/workspace/model_files.js';
import { identity, message, onnx } from '../inference/onnx_writer.js';
import { base, FakeCaches, FakeHost, sha256 } from '../service_worker/fakes.js';

const address = new URL('jobs/j1/files/unet.onnx', base);
const plugin = { kind: 'plugin', id: 'p', name: 'Segment' } as Caller;
let content: Uint8Array<ArrayBuffer>;
let host: FakeHost;
let dependencies: ModelFilesDependencies;
let mayUseEngine: boolean;
let refusals: number;

beforeEach(async () => {
  content = new Uint8Array(identity(1));
  host = new FakeHost(base);
  host.files.set('jobs/j1/files/unet.onnx', content);
  mayUseEngine = true;
  refusals = 0;
  const never: typeof fetch = async () => {
    refusals++;
    throw new TypeError('This is no way to an engine.');
  };
  const store = await ModelStore.open(base, {
    fetch: never,
    caches: new FakeCaches().asCacheStorage,
    locks: undefined,
    openDirectory: async () => null,
    free: async () => null,
    pauses: [],
  });
  dependencies = {
    store,
    desk: { of: () => ({ engine: mayUseEngine, network: [] }) } as never,
    fetchAs: () => never,
    engineFetch: async (url) => (url.pathname.includes('/jobs/') ? host.fetch : null),
  };
});

const load = (caller: Caller, source: URL | Blob | Uint8Array<ArrayBuffer>, options: object = {}) =>
  modelFiles(dependencies, caller, source, options, {});

describe('a model on a connected engine', () => {
  it('is fetched from there, checked, and kept for when the engine is away', async () => {
    const found = await load(plugin, address, { sha256: sha256(content) });
    expect([found.sha256, found.name, refusals]).toEqual([sha256(content), 'unet.onnx', 0]);
    host.down = true;
    expect((await load({ kind: 'page' } as Caller, address)).sha256).toBe(sha256(content));
  });

  it('goes on where the connection was cut', async () => {
    dependencies = {
      ...dependencies,
      store: await ModelStore.open(base, {
        caches: new FakeCaches().asCacheStorage,
        locks: undefined,
        openDirectory: async () => null,
        free: async () => null,
        pauses: [1],
      }),
    };
    host.faults.set('jobs/j1/files/unet.onnx', { cut: 20, once: true });
    expect((await load(plugin, address)).sha256).toBe(sha256(content));
    expect(host.requests.map(({ range }) => range)).toEqual([null, 'bytes=20-']);
  });

  it('is none for a plugin that may not use the engine', async () => {
    mayUseEngine = false;
    await expect(load(plugin, address)).rejects.toThrow(/“Segment” may not use your engine/);
    expect(host.requests).toEqual([]);
  });
});

describe('what was read of a model', () => {
  it('is given on once, and can be read again', async () => {
    const found = await load(plugin, content.slice());
    expect(found.takeBytes?.()).toEqual(content);
    expect(found.takeBytes?.()).toBeNull();
    expect(new Uint8Array(await found.model.arrayBuffer())).toEqual(content);
    expect((await load(plugin, new Blob([content]))).takeBytes?.()).toEqual(content);
  });
});

describe('a network made from another one', () => {
  it('finds the tensors that are kept beside that one', async () => {
    const { store } = dependencies;
    const tensors = await store.add(new Blob([new Uint8Array(12)]), 'tensors.bin');
    const origin = 'a'.repeat(64);
    await store.noteSource(tensors.sha256, besideSource(origin, 'tensors.bin'));
    const elsewhere = message([8, 'w'], [13, message([1, 'location'], [2, 'tensors.bin'])]);
    const made = new Uint8Array(onnx({ nodes: [], inputs: [], outputs: [], initializers: [elsewhere] }));
    expect(Object.keys((await load(plugin, made)).external)).toEqual([]);
    expect((await load(plugin, made, { beside: origin })).external['tensors.bin']?.size).toBe(12);
  });
});
