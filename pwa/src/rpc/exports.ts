/** The objects that this side has sent as references, kept until the other side has dropped each as often as it came. */
import type { ObjectId } from '../contracts/wire.js';
import { type Exportable, exportableOf, exportableRoot } from './exportable.js';
import type { RefDescription } from './home.js';

interface Entry {
  readonly target: object;
  readonly exportable: Exportable;
  /** How often it was sent and not yet dropped. */
  count: number;
}

export class Exports {
  readonly #entries = new Map<ObjectId, Entry>();
  readonly #ids = new Map<object, ObjectId>();
  #next = 1;

  constructor(root: object | undefined) {
    if (!root) return;
    this.#entries.set(0, { target: root, exportable: exportableRoot(root), count: Number.POSITIVE_INFINITY });
    this.#ids.set(root, 0);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: ObjectId): Exportable | undefined {
    return this.#entries.get(id)?.exportable;
  }

  target(id: ObjectId): object | undefined {
    return this.#entries.get(id)?.target;
  }

  /** Counts one more sending. @returns null when it is nothing that can be sent as a reference. */
  add(target: object): RefDescription | null {
    let id = this.#ids.get(target);
    if (id === undefined) {
      const exportable = exportableOf(target);
      if (!exportable) return null;
      id = this.#next++;
      this.#ids.set(target, id);
      this.#entries.set(id, { target, exportable, count: 0 });
    }
    const entry = this.#entries.get(id) as Entry;
    entry.count++;
    const { kind, name, methods } = entry.exportable;
    return { id, kind, name, methods };
  }

  /** The other side no longer holds `count` sendings. What it never had does no harm. */
  drop(id: ObjectId, count: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.count -= count;
    if (entry.count > 0) return;
    this.#entries.delete(id);
    this.#ids.delete(entry.target);
    entry.exportable.dropped?.();
  }

  clear(): void {
    for (const { exportable } of this.#entries.values()) exportable.dropped?.();
    this.#entries.clear();
    this.#ids.clear();
  }
}
