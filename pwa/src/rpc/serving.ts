/** The calls that this side serves: in order, so many at once, each stopped when its caller no longer wants it. */
import { Cancelled, FormatError } from '../contracts/errors.js';
import type { CallId } from '../contracts/wire.js';
import type { CallContext } from './context.js';
import type { Limits } from './limits.js';
import { RunningCall } from './running_call.js';

/** A call whose values have been decoded. */
export interface IncomingCall {
  readonly id: CallId;
  /** Calls the method; may throw. */
  readonly invoke: (context: CallContext) => unknown;
  /** What the frame took, for the limit on what waits. */
  readonly bytes: number;
}

/** How answers leave. */
export interface Answers {
  ok(id: CallId, value: unknown): void;
  error(id: CallId, error: unknown): void;
  progress(id: CallId, value: unknown): void;
}

export class Serving {
  readonly #limits: Limits;
  readonly #answers: Answers;
  readonly #overflow: (what: string) => void;
  readonly #running = new Map<CallId, RunningCall>();
  /** In order of arrival. */
  readonly #waiting = new Map<CallId, IncomingCall>();
  #waitingBytes = 0;
  #choosing = false;

  /** @param overflow called when more calls wait than the limits allow. */
  constructor(limits: Limits, answers: Answers, overflow: (what: string) => void) {
    this.#limits = limits;
    this.#answers = answers;
    this.#overflow = overflow;
  }

  /** Calls that are being served. */
  get running(): number {
    return this.#running.size;
  }

  /** @throws FormatError when a call of this number is still being served. */
  accept(call: IncomingCall): void {
    if (this.#running.has(call.id) || this.#waiting.has(call.id)) {
      throw new FormatError(`Call ${call.id} is made a second time before it was answered.`, 'id');
    }
    if (this.#running.size < this.#limits.serving) {
      this.#run(call);
      return;
    }
    this.#waiting.set(call.id, call);
    this.#waitingBytes += call.bytes;
    if (this.#waiting.size > this.#limits.waiting || this.#waitingBytes > this.#limits.waitingBytes) {
      this.#overflow(`${this.#waiting.size} calls (${Math.ceil(this.#waitingBytes / 1e6)} MB) waited to be served`);
    }
  }

  cancel(id: CallId): void {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#forget(waiting);
      this.#answers.error(id, new Cancelled());
    }
    this.#running.get(id)?.stop(new Cancelled());
  }

  /** Stops all; nothing is answered any more. */
  close(reason: Error): void {
    this.#waiting.clear();
    this.#waitingBytes = 0;
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const call of running) call.stop(reason);
  }

  #run({ id, invoke }: IncomingCall): void {
    const call = new RunningCall((value) => this.#answers.progress(id, value));
    this.#running.set(id, call);
    let value: unknown;
    try {
      value = invoke(call);
    } catch (error) {
      this.#failed(id, call, error);
      return;
    }
    // What is there already is answered at once, without a turn through the queue of promises.
    if (!isThenable(value)) this.#done(id, call, value);
    else void this.#await(id, call, value);
  }

  async #await(id: CallId, call: RunningCall, pending: PromiseLike<unknown>): Promise<void> {
    let value: unknown;
    try {
      value = await pending;
    } catch (error) {
      this.#failed(id, call, error);
      return;
    }
    this.#done(id, call, value);
  }

  #done(id: CallId, call: RunningCall, value: unknown): void {
    const stopped = call.end();
    if (!this.#leaves(id, call)) return;
    if (stopped) this.#answers.error(id, stopped);
    else this.#answers.ok(id, value);
    this.#serveNext();
  }

  #failed(id: CallId, call: RunningCall, error: unknown): void {
    const stopped = call.end(error);
    if (!this.#leaves(id, call)) return;
    this.#answers.error(id, stopped ?? error);
    this.#serveNext();
  }

  /** @returns false when all was closed meanwhile: there is nobody to answer. */
  #leaves(id: CallId, call: RunningCall): boolean {
    return this.#running.get(id) === call && this.#running.delete(id);
  }

  #serveNext(): void {
    // A call that is answered at once comes here again; the loop below goes on then.
    if (this.#waiting.size === 0 || this.#choosing) return;
    this.#choosing = true;
    for (const next of this.#waiting.values()) {
      if (this.#running.size >= this.#limits.serving) break;
      this.#forget(next);
      this.#run(next);
    }
    this.#choosing = false;
  }

  #forget(call: IncomingCall): void {
    this.#waiting.delete(call.id);
    this.#waitingBytes -= call.bytes;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === 'function';
}
