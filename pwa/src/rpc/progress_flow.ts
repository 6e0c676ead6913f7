/** Progress of one call on its way to the caller: a loop that reports at every turn must not flood the other side. */

/** So many reports leave at once; then as many a second as a person can see. */
const BURST = 50;
const PER_SECOND = 60;

export class ProgressFlow {
  readonly #send: (value: unknown) => void;
  #allowed = BURST;
  #since = performance.now();
  #latest: { readonly value: unknown } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (value: unknown) => void) {
    this.#send = send;
  }

  /** Sends a value, or keeps it until there is time; a newer one takes its place. */
  report(value: unknown): void {
    const now = performance.now();
    this.#allowed = Math.min(BURST, this.#allowed + ((now - this.#since) * PER_SECOND) / 1000);
    this.#since = now;
    this.#latest = { value };
    if (this.#allowed >= 1) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), 1000 / PER_SECOND);
  }

  /** Sends what is kept, if anything. */
  flush(): void {
    const latest = this.#latest;
    this.stop();
    if (!latest) return;
    this.#allowed -= 1;
    this.#send(latest.value);
  }

  /** Forgets what is kept. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = null;
  }
}
