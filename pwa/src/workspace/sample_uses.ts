/** When the site's samples were opened last, so that the storage panel can tell. */
const KEY = 'coverslip-samples';

export class SampleUses {
  /** @param base address of the site: several of one origin keep their own. */
  constructor(
    private readonly base: URL,
    private readonly now: () => number = Date.now,
  ) {}

  note(name: string): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...this.all(), [name]: this.now() }));
    } catch {
      // Where nothing can be kept, nothing is told.
    }
  }

  /** Milliseconds since the epoch; null when it never was, or before that was noted. */
  last(name: string): number | null {
    const time = this.all()[name];
    return typeof time === 'number' ? time : null;
  }

  private get key(): string {
    return `${KEY} ${this.base.pathname}`;
  }

  private all(): { readonly [name: string]: unknown } {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? '{}');
      return typeof kept === 'object' && kept !== null ? { ...kept } : {};
    } catch {
      return {};
    }
  }
}
