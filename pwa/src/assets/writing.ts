/** Writes one file as its bytes come in, and its sha256 with them; what is there already can be gone on with. */
import { createSHA256, type IHasher } from 'hash-wasm';

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

export interface Written {
  readonly sha256: string;
  readonly size: number;
}

export class Writing {
  #at = 0;
  #unflushed = 0;

  private constructor(
    private readonly file: WritableFile,
    private readonly hasher: IHasher,
  ) {}

  /** Reads what the file has already. */
  static async open(file: WritableFile): Promise<Writing> {
    const writing = new Writing(file, await createSHA256());
    writing.hasher.init();
    const piece = new Uint8Array(PIECE);
    for (let size = file.getSize(); writing.#at < size; ) {
      const read = file.read(piece, { at: writing.#at });
      if (read === 0) break;
      writing.hasher.update(piece.subarray(0, read));
      writing.#at += read;
    }
    return writing;
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#at;
  }

  write(bytes: Uint8Array): void {
    const written = this.file.write(bytes, { at: this.#at });
    if (written !== bytes.byteLength) throw new DOMException('The disk is full.', 'QuotaExceededError');
    this.hasher.update(bytes);
    this.#at += written;
    this.#unflushed += written;
    if (this.#unflushed < FLUSH_EVERY) return;
    this.file.flush();
    this.#unflushed = 0;
  }

  restart(): void {
    this.file.truncate(0);
    this.hasher.init();
    this.#at = 0;
  }

  finish(): Written {
    this.close();
    return { sha256: this.hasher.digest('hex'), size: this.#at };
  }

  close(): void {
    this.file.flush();
    this.file.close();
  }
}
