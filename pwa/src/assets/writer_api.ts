/** What the writer's worker answers to the page. Types only. */
import type { CallOptions } from '../rpc/index.js';
import type { StreamHasher } from './stream_hasher.js';
import type { Written } from './writing.js';

export interface WriterApi {
  /** @returns the bytes that the file has already. */
  open(folder: string, name: string): Promise<number>;
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Drops what the file has. */
  restart(): Promise<void>;
  finish(): Promise<Written>;
  /** Leaves the file as it is, to be gone on with. */
  close(): Promise<void>;
}

type Called<Api extends { readonly [name in keyof Api]: (...args: never[]) => unknown }> = {
  readonly [name in keyof Api]: (...args: [...Parameters<Api[name]>, options?: CallOptions]) => ReturnType<Api[name]>;
};

/** The same, as the page calls it. */
export type WriterRoot = Called<WriterApi>;
/** The worker that hashes, as the writer's calls it. */
export type HasherRoot = Called<StreamHasher>;
