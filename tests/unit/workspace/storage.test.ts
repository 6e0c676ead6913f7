import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { expect, it } from 'vitest';
import { Storage, type StorageDependencies } from '../../../pwa/src/workspace/storage.js';

const ref = (sha256: string, size: number) => ({ path: `assets/${sha256}`, sha256, size });
const kept = new Set(['cells', 'numpy', 'ort']);

/** Some of the site's files are kept, and one model. */
function storage(added: string[] = []): Storage {
  const build = { ort: ref('ort', 1), glue: ref('glue', 2), wasm: ref('wasm', 4) };
  const site = {
    packages: { numpy: { name: 'numpy', version: '2.4.3', archive: ref('numpy', 10), depends: [], imports: [] } },
    samples: [
      { name: 'cells.tif', file: ref('cells', 20) },
      { name: 'brain.nii', file: ref('brain', 30) },
    ],
    inference: { version: '1.30.0', builds: { cpu: build } },
    runtime: { python: '3.14', files: {} },
  };
  const model = { sha256: 'aa', name: 'unet.onnx', size: 40, users: ['Segment'], used: 5 };
  const dependencies = {
    site,
    assets: {
      usage: async () => ({ used: 71, quota: 1000 }),
      missing: async (refs: readonly { sha256: string }[]) => refs.filter(({ sha256 }) => !kept.has(sha256)),
    },
    models: {
      store: {
        list: async () => [model],
        unfinished: async () => 1,
        add: async (_: Blob, name: string) => {
          added.push(name);
          return { sha256: name };
        },
      },
      adapter: async () => '',
      measurements: { list: () => [] },
    },
    workspace: {
      plugins: [{ id: 'p', header: { name: 'Count nuclei', samples: ['cells.tif'] } }],
      runs: [{ pluginId: 'p', startedAt: 7 }],
    },
    tasks: {
      run: (_: string, work: (controls: object) => Promise<unknown>) =>
        work({ signal: new AbortController().signal, report: () => {} }),
    },
    sampleUses: { last: (name: string) => (name === 'cells.tif' ? 9 : null) },
    recordOf: () => null,
  };
  return new Storage(dependencies as unknown as StorageDependencies);
}

it('tells of what is kept how large it is, when it was used, and which plugins need it', async () => {
  const { items, unfinished, used, quota } = await storage().report();
  expect([used, quota, unfinished]).toEqual([71, 1000, 1]);
  expect(items.map(({ name, size, used: at, neededBy }) => [name, size, at, neededBy])).toEqual([
    ['unet.onnx', 40, 5, ['Segment']],
    ['numpy 2.4.3', 10, null, []],
    ['cells.tif', 20, 9, ['Count nuclei']],
    ['ONNX Runtime 1.30.0 (CPU)', 1, null, []],
  ]);
});

async function archive(name: string, ...paths: readonly string[]): Promise<File> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const path of paths) await writer.add(path, new TextReader('x'));
  return new File([await writer.close()], name);
}

it('keeps a model whole that brings its description', async () => {
  const added: string[] = [];
  const files = [
    await archive('nuclei.zip', 'nuclei/rdf.yaml', 'nuclei/weights.onnx'),
    await archive('nuclei.czseg', 'a.xml', 'b.model'),
  ];
  await storage(added).addModels(files);
  expect(added).toEqual(['nuclei.zip', 'nuclei.czseg']);
});

it('packs a folder that is described', async () => {
  const added: string[] = [];
  const files = ['bold-shark/rdf.yaml', 'bold-shark/weights.onnx'].map((path) =>
    Object.defineProperty(new File(['x'], 'any'), 'webkitRelativePath', { value: path }),
  );
  await storage(added).addModels(files);
  expect(added).toEqual(['bold-shark.zip']);
});

it('tells what is no model, with its name', async () => {
  const added: string[] = [];
  expect(await storage(added).addModels([new File(['<!doctype html>'], 'page.onnx')])).toMatch(/page\.onnx.*no ONNX/);
  expect(await storage(added).addModels([new File(['x'], 'cells.tif')])).toMatch(/no \.onnx file among these: cells/);
  expect(added).toEqual([]);
});
