/** What the writer's worker answers to the page. Types only. */
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
