import { expect, it } from 'vitest';
import type { StartedWorker } from '../../../pwa/src/inference/inference_worker.js';
import { Measurements } from '../../../pwa/src/inference/measurements.js';
import { Models } from '../../../pwa/src/inference/models.js';
import type { RuntimeFiles } from '../../../pwa/src/inference/runtime_files.js';
import type { WorkerRoot } from '../../../pwa/src/inference/worker_api.js';

/** A worker that opens everything. */
function start(): StartedWorker {
  const root: WorkerRoot = {
    prepare: async () => '1',
    adapter: async () => '',
    open: async () => ({ metadata: {} as never, inputs: [], outputs: [] }),
    run: async () => ({ outputs: {}, milliseconds: 1 }),
    close: async () => undefined,
  };
  return { peer: { closed: new Promise(() => undefined), root, close: () => undefined }, terminate: () => undefined };
}

it('lets go of the models of a plugin that has ended, and of no others', async () => {
  const files = { version: '1', load: async () => ({ ort: new Blob(), glue: new Blob(), wasm: new Blob() }) };
  const models = new Models({
    files: files as unknown as RuntimeFiles,
    measurements: await Measurements.open('measurements'),
    onFault: () => undefined,
    deviceMemory: undefined,
    start,
  });
  const load = (owner: string, sha256: string) =>
    models.load({
      files: { sha256, name: 'model.onnx', model: new Blob(['12345678']), external: {} },
      device: 'cpu',
      options: {},
      owner,
      takesInputs: true,
    });
  const own = await load('plugin', 'a');
  await load('plugin', 'b');
  const other = await load('another', 'b');
  expect(models.openSessions).toBe(2);
  await models.releaseAll('plugin');
  expect(models.openSessions).toBe(1);
  await expect(own.run({})).rejects.toThrow('was released');
  expect(await other.run({})).toEqual({});
});
