/** Events by name, as plugins and windows have them: `on`, `off`, `emit`. */

type Listener = (value: unknown) => unknown;

export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #last = new Map<string, unknown>();

  /** @param fireIfEmitted calls at once with the last value, if there was one. */
  on(event: string, listener: Listener, fireIfEmitted = false): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    if (fireIfEmitted && this.#last.has(event)) call(listener, this.#last.get(event));
  }

  /** @param listener the one to remove; without it, all of the event are removed. */
  off(event: string, listener?: Listener): void {
    if (listener === undefined) this.#listeners.delete(event);
    else this.#listeners.get(event)?.delete(listener);
  }

  emit(event: string, value?: unknown): void {
    this.#last.set(event, value);
    for (const listener of [...(this.#listeners.get(event) ?? [])]) call(listener, value);
  }

  clear(): void {
    this.#listeners.clear();
    this.#last.clear();
  }
}

/** A listener that fails, or whose side is gone, must not keep the others from hearing. */
function call(listener: Listener, value: unknown): void {
  void Promise.resolve()
    .then(() => listener(value))
    .catch(() => undefined);
}
