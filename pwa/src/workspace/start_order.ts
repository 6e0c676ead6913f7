/** Who waits for whose start, so that plugins that wait for one another are told so and do not wait for ever. */
import { DependencyCycle } from '../contracts/errors.js';

export interface StartOrderParts {
  readonly isUp: (id: string) => boolean;
  readonly name: (id: string) => string;
  /** Milliseconds that a plugin may go on starting that could be waiting for the one that waits for it. */
  readonly patience?: number;
}

const PATIENCE_MILLISECONDS = 5000;

export class StartOrder {
  /** What each plugin waits for at this moment; a target stands there once for each wait. */
  private readonly waits = new Map<string, string[]>();
  /** What each plugin got hold of while it started: it may be calling that on a port of its own. */
  private readonly introduced = new Map<string, Set<string>>();

  constructor(private readonly parts: StartOrderParts) {}

  /**
   * Does `work` for `caller`, which waits for it and for the start of `target`.
   *
   * @param caller a plugin's id; null for the page, for which nobody waits.
   * @throws DependencyCycle naming the ring, where the wait could never end.
   */
  async wait<T>(caller: string | null, target: string, work: () => Promise<T>): Promise<T> {
    if (caller === null) return work();
    const { isUp } = this.parts;
    if (!isUp(caller)) this.introduced.set(caller, (this.introduced.get(caller) ?? new Set()).add(target));
    else this.introduced.delete(caller);
    const certain = isUp(target) ? null : this.path(target, caller, (id) => this.waits.get(id) ?? []);
    if (certain !== null) throw this.cycle([caller, ...certain]);
    const maybe = isUp(target) ? null : this.path(target, caller, (id) => this.blockers(id));
    const waiting = this.waits.get(caller) ?? [];
    this.waits.set(caller, [...waiting, target]);
    try {
      return await (maybe === null ? work() : this.unlessStuck(target, [caller, ...maybe], work()));
    } finally {
      const left = [...(this.waits.get(caller) ?? [])];
      left.splice(left.indexOf(target), 1);
      if (left.length > 0) this.waits.set(caller, left);
      else this.waits.delete(caller);
    }
  }

  private blockers(id: string): string[] {
    const held = this.parts.isUp(id) ? [] : (this.introduced.get(id) ?? []);
    return [...(this.waits.get(id) ?? []), ...held];
  }

  /** A way from one plugin to another along what each waits for, or null. */
  private path(
    from: string,
    to: string,
    next: (id: string) => readonly string[],
    seen = new Set<string>(),
  ): string[] | null {
    if (from === to) return [to];
    if (seen.has(from)) return null;
    seen.add(from);
    for (const id of next(from)) {
      const rest = this.path(id, to, next, seen);
      if (rest !== null) return [from, ...rest];
    }
    return null;
  }

  /** What a plugin does with another one on their own port isn't seen here, so time has to tell. */
  private unlessStuck<T>(target: string, ring: readonly string[], work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const clock = setTimeout(() => {
        if (!this.parts.isUp(target)) reject(this.cycle(ring));
      }, this.parts.patience ?? PATIENCE_MILLISECONDS);
      work.then(resolve, reject).finally(() => clearTimeout(clock));
    });
  }

  private cycle(ids: readonly string[]): DependencyCycle {
    return new DependencyCycle(ids.map((id) => this.parts.name(id)));
  }
}
