/** How downloads wait: for the next byte of a connection, and between one connection and the next. */

/** Milliseconds without a byte after which a connection counts as cut, where nothing else is said. */
export const STALL = 30_000;

/** Calls when nothing has come for some time. */
export class Watch {
  over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  constructor(
    readonly milliseconds: number,
    readonly call: () => void,
  ) {
    this.alive();
  }

  alive(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.over = true;
      this.call();
    }, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** @throws the signal's reason when it is aborted meanwhile. */
export function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
