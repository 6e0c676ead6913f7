/** Where a browser has no private file system (WebKitGTK, some private windows): a file in memory while it comes in. */
import { OwnHasher } from './stream_hasher.js';
import type { FileWriter } from './writer.js';
import type { Written } from './writing.js';

export class MemoryWriter implements FileWriter {
  readonly size = 0;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #hasher: OwnHasher | null = null;

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#hasher ??= await OwnHasher.create();
    await this.#hasher.update([bytes]);
    this.#parts.push(bytes);
  }

  async restart(): Promise<void> {
    this.#parts = [];
    this.#hasher = null;
  }

  async finish(): Promise<Written> {
    const hasher = this.#hasher ?? (await OwnHasher.create());
    return { sha256: await hasher.digest(), size: this.content().size };
  }

  async close(): Promise<void> {
    await this.restart();
  }

  content(): Blob {
    return new Blob(this.#parts);
  }
}
