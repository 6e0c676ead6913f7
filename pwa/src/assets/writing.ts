/** Writes one file as its bytes come in, and its sha256 with them; what is there already can be gone on with. */
import type { StreamHasher } from './stream_hasher.js';

/** A file that is written in place: FileSystemSyncAccessHandle, which only workers have. */
export interface WritableFile {
  getSize(): number;
  read(buffer: Uint8Array, options: { readonly at: number }): number;
  write(buffer: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** What is on the disk after the device has lost its power: at most so much is lost. The end of a tab loses nothing. */
const FLUSH_EVERY = 64_000_000;
const PIECE = 4_000_000;
/** Bytes that may be written and not hashed yet; then the writing waits. */
const MOST_UNHASHED = 16_000_000;

export interface Written {
  readonly sha256: string;
  readonly size: number;
}

export class Writing {
  #at = 0;
  #unflushed = 0;
  #unhashed = 0;
  #hashed: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: WritableFile,
    private readonly hasher: StreamHasher,
  ) {}

  /** Reads what the file has already. */
  static async open(file: WritableFile, hasher: StreamHasher): Promise<Writing> {
    const writing = new Writing(file, hasher);
    for (let size = file.getSize(); writing.#at < size; ) {
      const piece = new Uint8Array(Math.min(PIECE, size - writing.#at));
      const read = file.read(piece, { at: writing.#at });
      if (read === 0) break;
      await hasher.update([piece.subarray(0, read)]);
      writing.#at += read;
    }
    return writing;
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#at;
  }

  /** The pieces' memory may go with them. Resolves when more may come. */
  async write(pieces: readonly Uint8Array[]): Promise<void> {
    let size = 0;
    for (const piece of pieces) {
      const written = this.file.write(piece, { at: this.#at });
      if (written !== piece.byteLength) throw new DOMException('The disk is full.', 'QuotaExceededError');
      this.#at += written;
      size += written;
    }
    // Taken up before anything is waited for, so that what is written next is hashed next.
    this.#unhashed += size;
    this.#hashed = this.hasher.update(pieces).then(() => {
      this.#unhashed -= size;
    });
    this.#unflushed += size;
    if (this.#unflushed >= FLUSH_EVERY) {
      this.file.flush();
      this.#unflushed = 0;
    }
    if (this.#unhashed > MOST_UNHASHED) await this.#hashed;
  }

  async restart(): Promise<void> {
    this.file.truncate(0);
    this.#at = 0;
    await this.hasher.restart();
  }

  async finish(): Promise<Written> {
    this.close();
    await this.#hashed;
    return { sha256: await this.hasher.digest(), size: this.#at };
  }

  close(): void {
    this.file.flush();
    this.file.close();
  }
}
