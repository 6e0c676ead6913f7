/** Brings together the bytes that a sandbox starts from. */
import type { AssetStore } from '../assets/index.js';
import { SandboxError } from '../contracts/errors.js';
import type { AssetRef, RuntimeFile, SiteManifest } from '../contracts/site.js';
import type { BootFiles, BootSource, FetchOptions } from '../sandbox/index.js';

const FILES = {
  loader: 'pyodide.mjs',
  glue: 'pyodide.asm.mjs',
  wasm: 'pyodide.asm.wasm',
  stdlib: 'python_stdlib.zip',
  lock: 'pyodide-lock.json',
  coverslip: 'coverslip.zip',
} as const satisfies { [key in keyof BootFiles]?: RuntimeFile };

export class RuntimeFiles implements BootSource {
  constructor(
    private readonly store: AssetStore,
    private readonly runtime: SiteManifest['runtime'],
  ) {}

  /** Bytes that are still to be fetched before Python can start. */
  async missingBytes(): Promise<number> {
    const missing = await this.store.missing(this.refs());
    return missing.reduce((sum, ref) => sum + ref.transfer, 0);
  }

  /** Fetches what isn't here yet. Every call gives buffers of its own, to be handed over. */
  async load(options: FetchOptions = {}): Promise<BootFiles> {
    const refs = this.refs();
    const total = refs.reduce((sum, ref) => sum + ref.size, 0);
    const done = new Map<string, number>();
    const get = (ref: AssetRef) =>
      this.store.get(ref, {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (fraction) => {
          done.set(ref.sha256, fraction * ref.size);
          options.onProgress?.([...done.values()].reduce((a, b) => a + b, 0) / total);
        },
      });
    const file = (key: keyof typeof FILES) => get(this.ref(FILES[key]));
    const snapshot = this.runtime.files['snapshot.bin'];
    const [loader, glue, wasm, stdlib, lock, coverslip, memory] = await Promise.all([
      file('loader'),
      file('glue'),
      file('wasm'),
      file('stdlib'),
      file('lock'),
      file('coverslip'),
      snapshot === undefined ? null : get(snapshot),
    ]);
    return { loader, glue, wasm, stdlib, lock, coverslip, snapshot: memory };
  }

  private refs(): AssetRef[] {
    return Object.values(this.runtime.files).filter((ref): ref is AssetRef => ref !== undefined);
  }

  private ref(name: RuntimeFile): AssetRef {
    const ref = this.runtime.files[name];
    if (ref === undefined) throw new SandboxError(`site.json names no ${name}: this build of the site is not whole.`);
    return ref;
  }
}
