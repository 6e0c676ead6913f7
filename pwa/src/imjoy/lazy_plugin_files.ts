/** ImJoy's old `api.fs`, loaded by the first call of one of its functions: few plugins have one. */
import type { PluginFiles } from './plugin_files.js';

type FileFunction = (...args: unknown[]) => Promise<unknown>;
/** The functions that stand on `api.fs`. */
const NAMES = [
  'readFile',
  'writeFile',
  'appendFile',
  'unlink',
  'rename',
  'exists',
  'mkdir',
  'rmdir',
  'readdir',
  'stat',
  'open',
  'fstat',
  'read',
  'close',
] as const;

export class LazyPluginFiles {
  private loaded: Promise<PluginFiles> | null = null;

  /** The functions by name, as they stand on `api.fs`. */
  readonly functions: { readonly [name: string]: FileFunction } = Object.fromEntries(
    NAMES.map((name) => [name, async (...args: unknown[]) => (await this.files()).functions[name]?.(...args)]),
  );

  /** @throws Error when there is no such file. */
  async content(path: string): Promise<string | Uint8Array> {
    return (await this.files()).content(path);
  }

  private files(): Promise<PluginFiles> {
    this.loaded ??= import('./plugin_files.js').then(({ PluginFiles }) => new PluginFiles());
    // The next call tries again.
    this.loaded.catch(() => {
      this.loaded = null;
    });
    return this.loaded;
  }
}
