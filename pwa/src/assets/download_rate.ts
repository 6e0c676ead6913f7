/** How fast a download is, over the last seconds, and how long it will still take. */

export interface DownloadState {
  readonly received: number;
  readonly total: number | null;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

const WINDOW = 5000;
const SHORTEST = 500;

export class DownloadRate {
  /** Oldest first. */
  #seen: { readonly at: number; readonly received: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param received bytes that are there now. */
  at(received: number, total: number | null): DownloadState {
    const at = this.now();
    // One that begins anew has no past.
    if (received < (this.#seen.at(-1)?.received ?? 0)) this.#seen = [];
    if (at - (this.#seen.at(-1)?.at ?? Number.NEGATIVE_INFINITY) > 100) this.#seen.push({ at, received });
    this.#seen = this.#seen.filter((each) => at - each.at <= WINDOW);
    const [first] = this.#seen;
    const time = first === undefined ? 0 : at - first.at;
    const rate = first === undefined || time < SHORTEST ? null : ((received - first.received) / time) * 1000;
    const left = rate === null || rate <= 0 || total === null ? null : Math.max(0, total - received) / rate;
    return { received, total, bytesPerSecond: rate, secondsLeft: left };
  }
}
