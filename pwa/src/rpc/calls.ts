/** The calls that this side has made and that have not been answered. None of their promises is ever left behind. */
import { Cancelled, FormatError, TimedOut } from '../contracts/errors.js';
import type { CallId } from '../contracts/wire.js';
import type { CallOptions } from './options.js';

interface OpenCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly options: CallOptions;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  readonly onAbort: (() => void) | undefined;
  /** The newest progress that was held back. */
  latest: { readonly value: unknown } | undefined;
  /** The caller has had its error; only the end of the call is awaited. */
  givenUp: boolean;
}

export class Calls {
  readonly #open = new Map<CallId, OpenCall>();
  readonly #behind = new Set<OpenCall>();
  readonly #cancel: (id: CallId) => void;

  /** @param cancel tells the other side that an answer is no longer wanted. */
  constructor(cancel: (id: CallId) => void) {
    this.#cancel = cancel;
  }

  /** Calls that the other side has not answered, those given up included. */
  get size(): number {
    return this.#open.size;
  }

  /** @param what the call's name, for messages. */
  open(id: CallId, what: string, options: CallOptions): Promise<unknown> {
    const { signal, timeout } = options;
    return new Promise((resolve, reject) => {
      const onAbort = signal && ((): void => this.#giveUp(id, cancelled(signal)));
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(
              () => this.#giveUp(id, new TimedOut(`${what} did not answer within ${timeout} ms.`, timeout)),
              timeout,
            );
      if (onAbort) signal.addEventListener('abort', onAbort, { once: true });
      this.#open.set(id, { resolve, reject, options, timer, onAbort, latest: undefined, givenUp: false });
    });
  }

  /** Ends a call. @throws FormatError when there is none of this number: an answer comes once. */
  settle(id: CallId, end: (call: Pick<OpenCall, 'resolve' | 'reject'>) => void): void {
    const call = this.#open.get(id);
    if (!call) throw new FormatError(`There is no call ${id} that waits for an answer.`, 'id');
    this.#open.delete(id);
    if (call.givenUp) {
      call.options.onStopped?.();
      return;
    }
    if (call.latest) this.#tell(call);
    clear(call);
    end(call);
  }

  /** @param hold whether to keep back all but the newest value until {@link catchUp}. */
  progress(id: CallId, value: unknown, hold: boolean): void {
    const call = this.#open.get(id);
    if (!call || call.givenUp) return;
    call.latest = { value };
    if (hold) this.#behind.add(call);
    else this.#tell(call);
  }

  /** Tells the progress that was held back. */
  catchUp(): void {
    if (this.#behind.size === 0) return;
    for (const call of [...this.#behind]) this.#tell(call);
  }

  /** Rejects every call, each with an error of its own. */
  fail(makeError: () => Error): void {
    const calls = [...this.#open.values()];
    this.#open.clear();
    this.#behind.clear();
    for (const call of calls) {
      clear(call);
      if (call.givenUp) call.options.onStopped?.();
      else call.reject(makeError());
    }
  }

  #giveUp(id: CallId, error: Error): void {
    const call = this.#open.get(id);
    if (!call || call.givenUp) return;
    call.givenUp = true;
    this.#behind.delete(call);
    clear(call);
    this.#cancel(id);
    call.reject(error);
  }

  #tell(call: OpenCall): void {
    const { latest } = call;
    this.#behind.delete(call);
    call.latest = undefined;
    if (!latest || call.givenUp) return;
    try {
      call.options.onProgress?.(latest.value);
    } catch (error) {
      // A listener's fault is the page's to report, and no reason to lose the call.
      void Promise.reject(error);
    }
  }
}

/** The error of a call whose signal was aborted. */
export function cancelled(signal: AbortSignal): Cancelled {
  const { reason } = signal as { readonly reason: unknown };
  return reason instanceof Cancelled ? reason : new Cancelled(undefined, { cause: reason });
}

function clear({ timer, options, onAbort }: OpenCall): void {
  if (timer !== undefined) clearTimeout(timer);
  if (onAbort) options.signal?.removeEventListener('abort', onAbort);
}
