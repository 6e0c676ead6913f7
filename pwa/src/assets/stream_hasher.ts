/** The sha256 of bytes that come one after the other. */
import { createSHA256, type IHasher } from 'hash-wasm';

export interface StreamHasher {
  /** The bytes' memory may go with them. Resolves when they are hashed. */
  update(pieces: readonly Uint8Array[]): Promise<void>;
  /** Forgets what came. */
  restart(): Promise<void>;
  /** @returns lower-case hex. */
  digest(): Promise<string>;
}

/** Hashes where it is called. */
export class OwnHasher implements StreamHasher {
  private constructor(private readonly hasher: IHasher) {}

  static async create(): Promise<OwnHasher> {
    return new OwnHasher((await createSHA256()).init());
  }

  async update(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) this.hasher.update(piece);
  }

  async restart(): Promise<void> {
    this.hasher.init();
  }

  async digest(): Promise<string> {
    return this.hasher.digest('hex');
  }
}
