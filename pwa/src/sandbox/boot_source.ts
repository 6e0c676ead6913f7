/** Where the bytes come from that a sandbox starts from. */
import type { BootFileName } from './protocol.js';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** A file each, as soon as it is there; null for a snapshot that this build doesn't have. */
export type BootFiles = { readonly [name in BootFileName]: Promise<Blob | null> };

export interface BootSource {
  /** Fetches what isn't here yet. */
  load(options?: FetchOptions): BootFiles;
  /** Looks again at files that were given on trust, and drops broken ones. @returns whether all were right. */
  recheck(): Promise<boolean>;
}
