/** Work on the page's own thread that is done piece by piece, so that it never holds up a frame for long. */

/** Milliseconds of work between two pauses. */
const SLICE = 8;
let queue: Promise<unknown> = Promise.resolve();
let sliceStart = 0;

/** Does `work` after all that was asked for before. @throws AbortError when `signal` says it is no longer wanted. */
export function inTurn<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  const mine = queue.then(async () => {
    signal?.throwIfAborted();
    if (performance.now() - sliceStart > SLICE) {
      await new Promise((resume) => setTimeout(resume));
      sliceStart = performance.now();
      signal?.throwIfAborted();
    }
    return work();
  });
  queue = mine.catch(() => undefined);
  return mine;
}
