/** What a caller may say about a call besides its arguments. */

export interface CallOptions {
  /** Stops the call: its promise rejects with Cancelled at once, and the other side is told. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the call is given up, with TimedOut. */
  readonly timeout?: number | undefined;
  /** Told of what the callee reports. When this side can't keep up only the newest value is told. */
  readonly onProgress?: ((value: unknown) => void) | undefined;
  /** Buffers that are handed over instead of copied; they are empty here afterwards. */
  readonly transfer?: readonly ArrayBufferLike[] | undefined;
  /** Told once when a call that was given up has really ended over there (or its peer has). */
  readonly onStopped?: (() => void) | undefined;
}

const OPTION_NAMES = new Set(['signal', 'timeout', 'onProgress', 'transfer', 'onStopped']);

/** Keyword arguments, as the last argument of a call (options may still follow). */
export class Kwargs {
  constructor(readonly values: { readonly [name: string]: unknown }) {}
}

export interface CallArguments {
  readonly args: readonly unknown[];
  readonly kw: { readonly [name: string]: unknown };
  readonly options: CallOptions;
}

/** Takes what was written between the parentheses of `await remote.method(…)` apart. */
export function splitArguments(given: readonly unknown[]): CallArguments {
  const args = [...given];
  const options = isCallOptions(args.at(-1)) ? (args.pop() as CallOptions) : {};
  const last = args.at(-1);
  if (!(last instanceof Kwargs)) return { args, kw: {}, options };
  args.pop();
  return { args, kw: last.values, options };
}

/**
 * Whether this is a plain object with only the names of options, and with at least one value that no plain argument
 * has: an AbortSignal or a function.
 */
export function isCallOptions(value: unknown): value is CallOptions {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const entries = Object.entries(value);
  return (
    entries.every(([name]) => OPTION_NAMES.has(name)) &&
    entries.some(([name, each]) => (name === 'signal' ? each instanceof AbortSignal : typeof each === 'function'))
  );
}
