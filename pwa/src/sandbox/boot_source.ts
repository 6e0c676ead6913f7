/** Where the bytes come from that a sandbox starts from. */
import type { BootFiles } from './protocol.js';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

export interface BootSource {
  /** Fetches what isn't here yet. Every call gives buffers of its own, to be handed over. */
  load(options?: FetchOptions): Promise<BootFiles>;
}
