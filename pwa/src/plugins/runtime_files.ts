/** Brings together the files that a sandbox starts from. */
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

  load(options: FetchOptions = {}): BootFiles {
    const refs = this.refs();
    const total = refs.reduce((sum, ref) => sum + ref.size, 0);
    const done = new Map<string, number>();
    const get = (ref: AssetRef) => {
      const content = this.store.blob(ref, {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (fraction) => {
          done.set(ref.sha256, fraction * ref.size);
          options.onProgress?.([...done.values()].reduce((a, b) => a + b, 0) / total);
        },
      });
      // Whoever waits for it is told; nobody does yet.
      content.catch(() => undefined);
      return content;
    };
    const file = (key: keyof typeof FILES) => get(this.ref(FILES[key]));
    const snapshot = this.runtime.files['snapshot.bin'];
    return {
      glue: file('glue'),
      loader: file('loader'),
      lock: file('lock'),
      wasm: file('wasm'),
      snapshot: snapshot === undefined ? Promise.resolve(null) : get(snapshot),
      coverslip: file('coverslip'),
      stdlib: file('stdlib'),
    };
  }

  recheck(): Promise<boolean> {
    return this.store.recheck();
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
