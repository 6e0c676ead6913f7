/** The tiles that are to be made: the most wanted first, and those that left the view put off until it comes back to them. */

export interface TileJob<T> {
  /** How far it is from being wanted most; null when nobody looks at it. */
  urgency(): number | null;
  work(signal: AbortSignal): T | Promise<T>;
}

interface Entry {
  readonly job: TileJob<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  running: AbortController | null;
}

/** Milliseconds of work on the page's own thread between two pauses. */
const SLICE = 8;

export class TileWork {
  private readonly waiting = new Set<Entry>();
  private readonly running = new Set<Entry>();
  private settling: (() => void)[] = [];
  private sliceStart = 0;
  private isPausing = false;

  /** @param atOnce how many are under way together: 1 for work on this thread, more for what others read. */
  constructor(private readonly atOnce: number) {}

  /** Does a job when its turn comes. @throws AbortError when `signal` says that it is no longer needed at all. */
  add<T>(job: TileJob<T>, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Entry = { job, resolve: resolve as (value: unknown) => void, reject, running: null };
      signal.addEventListener(
        'abort',
        () => {
          this.waiting.delete(entry);
          entry.running?.abort(signal.reason);
          reject(signal.reason);
        },
        { once: true },
      );
      this.waiting.add(entry);
      this.pump();
    });
  }

  /** The view has moved: what nobody looks at any more is stopped, and begun anew when it is looked at again. */
  review(): void {
    for (const entry of [...this.running]) {
      if (entry.job.urgency() !== null) continue;
      this.running.delete(entry);
      this.waiting.add(entry);
      const controller = entry.running;
      entry.running = null;
      controller?.abort();
    }
    this.pump();
  }

  /** Whether something is under way, or waits, that somebody looks at. */
  get isBusy(): boolean {
    return this.running.size > 0 || [...this.waiting].some(({ job }) => job.urgency() !== null);
  }

  /** Resolves when nothing is left that somebody looks at. */
  settled(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.settling.push(resolve));
  }

  private pump(): void {
    if (this.settling.length > 0 && !this.isBusy) {
      for (const resolve of this.settling) resolve();
      this.settling = [];
    }
    if (this.isPausing) return;
    if (performance.now() - this.sliceStart > SLICE) {
      this.isPausing = true;
      setTimeout(() => {
        this.isPausing = false;
        this.sliceStart = performance.now();
        this.pump();
      });
      return;
    }
    while (this.running.size < this.atOnce) {
      const next = this.next();
      if (next === null) return;
      this.start(next);
    }
  }

  private next(): Entry | null {
    let best: Entry | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const entry of this.waiting) {
      const urgency = entry.job.urgency();
      if (urgency === null || urgency >= least) continue;
      best = entry;
      least = urgency;
    }
    return best;
  }

  private start(entry: Entry): void {
    const controller = new AbortController();
    this.waiting.delete(entry);
    this.running.add(entry);
    entry.running = controller;
    // One that was put off meanwhile runs to its end unheard.
    const isCurrent = (): boolean => entry.running === controller;
    Promise.resolve()
      .then(() => entry.job.work(controller.signal))
      .then(
        (value) => {
          if (isCurrent()) entry.resolve(value);
        },
        (error: unknown) => {
          if (isCurrent()) entry.reject(error);
        },
      )
      .finally(() => {
        if (isCurrent()) this.running.delete(entry);
        this.pump();
      });
  }
}
