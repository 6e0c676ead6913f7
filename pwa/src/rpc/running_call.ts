/** One call that is being served: what its function may ask of it, and how it is stopped. */
import { Cancelled } from '../contracts/errors.js';
import type { CallContext } from './context.js';
import { ProgressFlow } from './progress_flow.js';

export class RunningCall implements CallContext {
  readonly #send: (value: unknown) => void;
  #progress: ProgressFlow | null = null;
  /** Made when somebody asks for it: most functions never look whether they should stop. */
  #controller: AbortController | null = null;
  #stopped: Error | null = null;
  #ended = false;

  /** @param send sends one value of progress. */
  constructor(send: (value: unknown) => void) {
    this.#send = send;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#stopped) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  /** A function of its own: callees like to take it out of the context. */
  get progress(): (value: unknown) => void {
    return (value) => {
      if (this.#ended || this.#stopped) return;
      this.#progress ??= new ProgressFlow(this.#send);
      this.#progress.report(value);
    };
  }

  /** Tells the function that nobody waits for it any more. */
  stop(reason: Error): void {
    if (this.#stopped || this.#ended) return;
    this.#stopped = reason;
    this.#progress?.stop();
    this.#controller?.abort(reason);
  }

  /** Called when the function has ended, before its answer leaves. @returns the error to answer with if it was stopped. */
  end(thrown?: unknown): Error | null {
    if (!this.#stopped) this.#progress?.flush();
    this.#ended = true;
    if (!this.#stopped) return null;
    if (thrown instanceof Cancelled) return thrown;
    return thrown === undefined ? this.#stopped : new Cancelled(undefined, { cause: thrown });
  }
}
