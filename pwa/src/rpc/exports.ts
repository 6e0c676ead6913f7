/** The objects that this side has sent as references, kept until the other side has dropped each as often as it came. */
import type { ObjectId } from '../contracts/wire.js';
import { type Exportable, exportableOf, exportableRoot } from './exportable.js';
import type { RefDescription } from './home.js';

interface Entry {
  readonly target: object;
  /** What it is found by: itself, or what stands for a method of a plain object. */
  readonly key: object;
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
    this.#entries.set(0, {
      target: root,
      key: root,
      exportable: exportableRoot(root),
      count: Number.POSITIVE_INFINITY,
    });
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

  /**
   * Counts one more sending.
   *
   * @param self the plain object that a function stands in, and whose method it may be.
   * @returns null when it is nothing that can be sent as a reference.
   */
  add(target: object, self?: object): RefDescription | null {
    const key = self ? methodKey(self, target) : target;
    let id = this.#ids.get(key);
    if (id === undefined) {
      const exportable = exportableOf(target, self);
      if (!exportable) return null;
      id = this.#next++;
      this.#ids.set(key, id);
      this.#entries.set(id, { target, key, exportable, count: 0 });
    }
    const entry = this.#entries.get(id) as Entry;
    entry.count++;
    const { kind, name, methods } = entry.exportable;
    return { id, kind, name, methods, props: entry.exportable.props?.() };
  }

  /** The other side no longer holds `count` sendings. What it never had does no harm. */
  drop(id: ObjectId, count: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.count -= count;
    if (entry.count > 0) return;
    this.#entries.delete(id);
    this.#ids.delete(entry.key);
    entry.exportable.dropped?.();
  }

  clear(): void {
    for (const { exportable } of this.#entries.values()) exportable.dropped?.();
    this.#entries.clear();
    this.#ids.clear();
  }
}

const methodKeys = new WeakMap<object, WeakMap<object, object>>();

/** One function in two objects is two methods: each has its own `this`. */
function methodKey(self: object, method: object): object {
  const keys = methodKeys.get(self) ?? new WeakMap<object, object>();
  methodKeys.set(self, keys);
  const key = keys.get(method) ?? {};
  keys.set(method, key);
  return key;
}
