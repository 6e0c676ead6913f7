/**
 * Memory for the arrays that are sent. Allocating is most of the cost of sending a large array, so the receiver gives
 * emptied buffers back and they are used again for arrays of the same size.
 */

/** Smaller buffers cost less to make than to keep. */
export const SMALLEST_POOLED = 64 * 1024;

export class BufferPool {
  /** Oldest first. */
  readonly #buffers: ArrayBuffer[] = [];
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param capacity most bytes that are kept.
   * @param idle milliseconds after which all is let go when nobody gives or takes.
   */
  constructor(
    readonly capacity = 128 * 2 ** 20,
    readonly idle = 30_000,
  ) {}

  /** Bytes kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns a buffer of exactly this many bytes. What it holds is arbitrary: overwrite all of it. */
  take(byteLength: number): ArrayBuffer {
    const index =
      byteLength < SMALLEST_POOLED ? -1 : this.#buffers.findLastIndex((each) => each.byteLength === byteLength);
    const [kept] = index < 0 ? [] : this.#buffers.splice(index, 1);
    if (!kept) return new ArrayBuffer(byteLength);
    this.#bytes -= byteLength;
    return kept;
  }

  /** Keeps a buffer that nobody else uses. */
  give(buffer: ArrayBuffer): void {
    const { byteLength } = buffer;
    const fixed = !('resizable' in buffer && buffer.resizable);
    if (byteLength < SMALLEST_POOLED || byteLength > this.capacity || !fixed || this.#buffers.includes(buffer)) return;
    this.#buffers.push(buffer);
    this.#bytes += byteLength;
    while (this.#bytes > this.capacity) this.#bytes -= this.#buffers.shift()?.byteLength ?? 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), this.idle);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#buffers.length = 0;
    this.#bytes = 0;
  }
}

/** The page's (or worker's) own pool, which all its peers share. */
export const sharedPool = new BufferPool();
