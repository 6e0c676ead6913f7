/** How an exported function learns of its caller: that it should stop, and whom to tell how far it is. */

export interface CallContext {
  /** Aborted when the caller stops the call or is gone. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the call is; does nothing once the call has ended. */
  progress(value: unknown): void;
}

type AnyFunction = (...args: never[]) => unknown;
const inner = new WeakMap<object, AnyFunction>();

/**
 * Makes a function that a peer calls with a {@link CallContext} before its arguments.
 * Called on this side it gets a context that never aborts and reports to nobody.
 */
export function withContext<This, Args extends unknown[], Result>(
  fn: (this: This, context: CallContext, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  const outer = function (this: This, ...args: Args): Result {
    return fn.call(this, { signal: new AbortController().signal, progress: () => undefined }, ...args);
  };
  Object.defineProperty(outer, 'name', { value: fn.name });
  inner.set(outer, fn as AnyFunction);
  return outer;
}

/** Calls an exported function, with its context if it asks for one. */
export function applyWithContext(
  fn: AnyFunction,
  self: unknown,
  context: CallContext,
  args: readonly unknown[],
): unknown {
  const wanting = inner.get(fn);
  return wanting ? Reflect.apply(wanting, self, [context, ...args]) : Reflect.apply(fn, self, args);
}
