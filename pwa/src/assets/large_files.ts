/** Large contents, as files in the browser's private file system (OPFS), where the browser can write there. */
import { type AssetFile, noRoom, sha256Of } from '../../../service_worker/asset_cache.js';

/** Contents of at least so many bytes are kept here instead of in Cache Storage. */
export const LARGE = 48_000_000;

export type OpenDirectory = () => Promise<FileSystemDirectoryHandle>;

export class LargeFiles {
  readonly #open: OpenDirectory;
  #folder: Promise<FileSystemDirectoryHandle | null> | null = null;

  /** @param open gives the root of the private file system; by default the browser's. */
  constructor(open: OpenDirectory = () => navigator.storage.getDirectory()) {
    this.#open = open;
  }

  /** Whether this browser lets pages write files (Safari before 26 does not). */
  async usable(): Promise<boolean> {
    return (await this.#directory()) !== null;
  }

  async has(file: AssetFile): Promise<boolean> {
    return (await this.#file(file.sha256))?.size === file.size;
  }

  /** What is kept, verified unless `trusted`. A broken file is removed. */
  async read(file: AssetFile, trusted = false): Promise<ArrayBuffer | null> {
    const content = await (await this.#file(file.sha256))?.arrayBuffer().catch(() => null);
    if (!content) return null;
    if (content.byteLength === file.size && (trusted || (await sha256Of(content)) === file.sha256)) return content;
    await this.remove(file.sha256);
    return null;
  }

  /** @throws AssetFault when there is no room. */
  async put(file: AssetFile, content: ArrayBuffer): Promise<void> {
    const folder = await this.#directory();
    if (!folder) throw await noRoom(file, new Error('This browser has no private file system.'));
    try {
      const handle = await folder.getFileHandle(file.sha256, { create: true });
      // What is written takes the file's place when it is closed: a tab that dies leaves no half of it.
      const writable = await handle.createWritable();
      await writable.write(content);
      await writable.close();
    } catch (cause) {
      await this.remove(file.sha256);
      throw await noRoom(file, cause);
    }
  }

  async remove(sha256: string): Promise<void> {
    await (await this.#directory())?.removeEntry(sha256).catch(() => undefined);
  }

  async #file(sha256: string): Promise<File | null> {
    try {
      const handle = await (await this.#directory())?.getFileHandle(sha256);
      return handle ? await handle.getFile() : null;
    } catch {
      return null;
    }
  }

  #directory(): Promise<FileSystemDirectoryHandle | null> {
    this.#folder ??= this.#openFolder();
    return this.#folder;
  }

  async #openFolder(): Promise<FileSystemDirectoryHandle | null> {
    try {
      if (typeof FileSystemFileHandle === 'undefined' || !('createWritable' in FileSystemFileHandle.prototype))
        return null;
      return await (await this.#open()).getDirectoryHandle('assets', { create: true });
    } catch {
      return null;
    }
  }
}
