/** The builds of ONNX Runtime among the site's files: fetched with the first model, and kept from then on. */
import type { AssetStore } from '../assets/index.js';
import type { Device } from '../contracts/model.js';
import type { SiteManifest } from '../contracts/site.js';
import type { WorkOptions } from './inference_worker.js';
import type { RuntimeBlobs } from './worker_api.js';

export class RuntimeFiles {
  constructor(
    private readonly store: AssetStore,
    private readonly files: SiteManifest['inference'],
  ) {}

  get version(): string {
    return this.files.version;
  }

  async load(device: Device, { signal, onProgress }: WorkOptions): Promise<RuntimeBlobs> {
    const { ort, glue, wasm } = this.files.builds[device];
    const total = ort.size + glue.size + wasm.size;
    const done = new Map<string, number>();
    const get = (ref: typeof wasm) =>
      this.store.blob(ref, {
        ...(signal && { signal }),
        onProgress: (fraction) => {
          done.set(ref.sha256, fraction * ref.size);
          onProgress?.([...done.values()].reduce((a, b) => a + b, 0) / total);
        },
      });
    const [script, gluing, module] = await Promise.all([get(ort), get(glue), get(wasm)]);
    return { ort: script, glue: gluing, wasm: module };
  }
}
