/** Event targets with properties `onNAME`, as the browser's own have them. */

type Listener = ((this: unknown, event: Event) => unknown) | null;

/** A base class whose instances have an `on…` property for each of the events. */
export function HandledTarget(names: readonly string[]): new () => EventTarget {
  class Target extends EventTarget {}
  for (const name of names) {
    const held = new WeakMap<EventTarget, { listener: Listener; call: (event: Event) => void }>();
    Object.defineProperty(Target.prototype, `on${name}`, {
      configurable: true,
      enumerable: true,
      get(this: EventTarget): Listener {
        return held.get(this)?.listener ?? null;
      },
      set(this: EventTarget, value: unknown) {
        const listener = typeof value === 'function' ? (value as Listener) : null;
        const before = held.get(this);
        if (before !== undefined) {
          // A new handler stands where the first one stood among the listeners.
          before.listener = listener;
          return;
        }
        const entry = {
          listener,
          call: (event: Event) => {
            entry.listener?.call(this, event);
          },
        };
        held.set(this, entry);
        this.addEventListener(name, entry.call);
      },
    });
  }
  return Target;
}
