/** Decoded chunks that will probably be needed again, up to so many bytes; each is read once for all who wait for it. */

interface Entry<T> {
  readonly value: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  /** Null until it is there. */
  bytes: number | null;
}

export class ChunkCache<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private bytes = 0;

  /** @param sizeOf bytes of a chunk. */
  constructor(
    private readonly capacity: number,
    private readonly sizeOf: (value: T) => number,
  ) {}

  /** @param read is stopped when nobody waits for the chunk any more. */
  async get(key: string, read: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const entry = this.entries.get(key) ?? this.begin(key, read);
    // What was used last stands last.
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (entry.bytes !== null || signal === undefined) {
      entry.waiting += entry.bytes === null ? 1 : 0;
      return entry.value;
    }
    entry.waiting += 1;
    let onAbort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        entry.waiting -= 1;
        if (entry.waiting === 0 && entry.bytes === null) {
          if (this.entries.get(key) === entry) this.entries.delete(key);
          entry.stop.abort();
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([entry.value, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  clear(): void {
    for (const { stop, bytes } of this.entries.values()) if (bytes === null) stop.abort();
    this.entries.clear();
    this.bytes = 0;
  }

  private begin(key: string, read: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const stop = new AbortController();
    const entry: Entry<T> = { value: read(stop.signal), stop, waiting: 0, bytes: null };
    entry.value.then(
      (value) => {
        if (this.entries.get(key) !== entry) return;
        entry.bytes = this.sizeOf(value);
        this.bytes += entry.bytes;
        this.shrink();
      },
      () => {
        // It is tried anew when it is asked for again.
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    return entry;
  }

  private shrink(): void {
    for (const [key, { bytes }] of this.entries) {
      if (this.bytes <= this.capacity) return;
      if (bytes === null) continue;
      this.entries.delete(key);
      this.bytes -= bytes;
    }
  }
}
