/**
 * Counts the buffers that this side has sent in copies of its own and not got back. An array that makes a round comes
 * home in a buffer of the other side; while that side still has one of ours of the same size, we keep it in exchange.
 */
import { SMALLEST_POOLED } from './pool.js';

/** Sizes remembered; more than a program uses at a time. */
const MOST_SIZES = 64;

export class Ledger {
  readonly #lent = new Map<number, number>();

  lent(byteLength: number): void {
    if (byteLength < SMALLEST_POOLED) return;
    const count = this.#lent.get(byteLength) ?? 0;
    this.#lent.delete(byteLength);
    this.#lent.set(byteLength, count + 1);
    if (this.#lent.size > MOST_SIZES) this.#lent.delete(this.#lent.keys().next().value as number);
  }

  /** @returns whether one of this size was lent. */
  returned(byteLength: number): boolean {
    const count = this.#lent.get(byteLength);
    if (count === undefined) return false;
    if (count === 1) this.#lent.delete(byteLength);
    else this.#lent.set(byteLength, count - 1);
    return true;
  }
}
