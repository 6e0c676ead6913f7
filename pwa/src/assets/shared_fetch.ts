/** One piece of work that several callers wait for, each free to give up. It stops when the last one does. */
import type { FetchOptions } from '../../../service_worker/asset_cache.js';

export class SharedFetch {
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(fraction: number) => void>();
  readonly #work: Promise<ArrayBuffer>;
  #waiting = 0;
  #given = false;

  constructor(work: (options: FetchOptions) => Promise<ArrayBuffer>) {
    this.#work = work({
      signal: this.#stop.signal,
      onProgress: (fraction) => {
        for (const listener of this.#listeners) listener(fraction);
      },
    });
    // Callers that gave up have their own error.
    this.#work.catch(() => undefined);
  }

  /** Whether all callers have given up, so that there is nothing to join. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** @returns the content in a buffer that is the caller's own. */
  async join({ signal, onProgress }: FetchOptions): Promise<ArrayBuffer> {
    this.#waiting++;
    if (onProgress) this.#listeners.add(onProgress);
    let onAbort: (() => void) | undefined;
    try {
      const aborted = new Promise<never>((_, reject) => {
        onAbort = (): void => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
      const content = await Promise.race([this.#work, aborted]);
      // The last one to take it gets the original: the others' copies are made by then.
      if (this.#waiting > 1 || this.#given) return content.slice(0);
      this.#given = true;
      return content;
    } finally {
      this.#waiting--;
      if (onProgress) this.#listeners.delete(onProgress);
      if (onAbort) signal?.removeEventListener('abort', onAbort);
      if (this.#waiting === 0) this.#stop.abort();
    }
  }
}
