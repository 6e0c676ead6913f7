/** The other side's objects that are held here. When a proxy is no longer used the other side is told, many at a time. */
import type { ObjectId } from '../contracts/wire.js';
import type { RefDescription } from './home.js';
import { type Caller, makeRemote, remoteFacts } from './remote.js';

/** How often an object has come since its proxy was made. Held by the registry, so it must not lead to the proxy. */
interface Held {
  readonly id: ObjectId;
  count: number;
}

export class Imports {
  readonly #caller: Caller;
  readonly #send: (refs: readonly (readonly [ObjectId, number])[]) => void;
  readonly #held = new Map<ObjectId, { readonly held: Held; readonly proxy: WeakRef<object> }>();
  readonly #gone: (readonly [ObjectId, number])[] = [];
  readonly #registry = new FinalizationRegistry<Held>((held) => this.#forget(held));
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send tells the other side what is no longer held. */
  constructor(caller: Caller, send: (refs: readonly (readonly [ObjectId, number])[]) => void) {
    this.#caller = caller;
    this.#send = send;
  }

  /** Objects that are held. */
  get size(): number {
    return this.#held.size;
  }

  /** @returns the proxy of an object: the same one for as long as anybody holds it. */
  add(ref: RefDescription): object {
    const known = this.#held.get(ref.id);
    const living = known?.proxy.deref();
    if (known && living) {
      known.held.count++;
      const facts = remoteFacts(living);
      if (facts && ref.props) facts.props = ref.props;
      return living;
    }
    const proxy = makeRemote({ caller: this.#caller, ...ref });
    const held: Held = { id: ref.id, count: 1 };
    this.#held.set(ref.id, { held, proxy: new WeakRef(proxy) });
    this.#registry.register(proxy, held, held);
    return proxy;
  }

  /** Lets an object go now. @returns whether it was one of ours. */
  release(proxy: object): boolean {
    const id = remoteFacts(proxy)?.id;
    const known = id === undefined ? undefined : this.#held.get(id);
    if (!known || known.proxy.deref() !== proxy) return false;
    this.#registry.unregister(known.held);
    this.#forget(known.held);
    return true;
  }

  /** Whether this proxy may still be used. */
  holds(proxy: object): boolean {
    const id = remoteFacts(proxy)?.id;
    return id !== undefined && this.#held.get(id)?.proxy.deref() === proxy;
  }

  clear(): void {
    clearTimeout(this.#timer);
    for (const { held } of this.#held.values()) this.#registry.unregister(held);
    this.#held.clear();
    this.#gone.length = 0;
  }

  #forget(held: Held): void {
    this.#gone.push([held.id, held.count]);
    // A newer proxy of the same object may have taken the place of the one that was collected.
    if (this.#held.get(held.id)?.held === held) this.#held.delete(held.id);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send(this.#gone.splice(0));
    });
  }
}
