/** What may be sent as a reference, and what the other side may then do with it: nothing beyond the listed methods. */
import { applyWithContext, type CallContext } from './context.js';
import { type RemoteFacts, remoteFacts } from './remote.js';

export interface Exportable {
  readonly kind: 'function' | 'object' | 'iterator';
  readonly name: string;
  readonly methods: readonly string[];
  /** @param fn one of `methods`, or "" to call a function. @throws NotExported for any other. */
  invoke(fn: string, args: readonly unknown[], kw: { readonly [name: string]: unknown }, context: CallContext): unknown;
  /** Called when the other side no longer holds the object. */
  dropped?(): void;
}

/** The other side asked for what was not offered to it. */
export class NotExported extends TypeError {
  override readonly name = 'NotExported';
}

type Callable = (...args: never[]) => unknown;
const restricted = new WeakMap<object, readonly string[]>();

/** Restricts what peers may call of an object to these methods (of a class instance they may call all public ones). */
export function expose<T extends object>(target: T, methods: readonly (keyof T & string)[]): T {
  restricted.set(target, methods);
  return target;
}

/** @returns how a value is sent as a reference; null when it is none (a plain value, or nothing that can be sent). */
export function exportableOf(value: object): Exportable | null {
  const facts = remoteFacts(value);
  if (facts) return new ForwardedRemote(facts);
  if (typeof value === 'function') return new ExportedFunction(value as Callable);
  if (restricted.has(value)) return new ExportedObject(value);
  const iterator = iteratorOf(value);
  if (iterator) return new ExportedIterator(iterator);
  // Elements, promises, regular expressions and other things of the platform have names of their own here.
  return isPlain(value) || Object.prototype.toString.call(value) !== '[object Object]'
    ? null
    : new ExportedObject(value);
}

/** A peer's root: any object, plain ones too; its functions are its methods. */
export function exportableRoot(root: object): Exportable {
  return new ExportedObject(root);
}

export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

class ExportedFunction implements Exportable {
  readonly kind = 'function';
  readonly methods = [];
  constructor(readonly fn: Callable) {}

  get name(): string {
    return this.fn.name;
  }

  invoke(
    fn: string,
    args: readonly unknown[],
    kw: { readonly [name: string]: unknown },
    context: CallContext,
  ): unknown {
    if (fn !== '') throw new NotExported(`A function has no method ${JSON.stringify(fn)}.`);
    return applyWithContext(this.fn, undefined, context, withKeywords(args, kw));
  }
}

class ExportedObject implements Exportable {
  readonly kind = 'object';
  readonly name: string;
  readonly methods: readonly string[];
  constructor(readonly target: object) {
    this.name = target.constructor === Object ? '' : (target.constructor?.name ?? '');
    this.methods = restricted.get(target) ?? methodsOf(target);
  }

  invoke(
    fn: string,
    args: readonly unknown[],
    kw: { readonly [name: string]: unknown },
    context: CallContext,
  ): unknown {
    const method: unknown = this.methods.includes(fn) ? Reflect.get(this.target, fn) : undefined;
    if (typeof method !== 'function') {
      const offer = this.methods.length > 0 ? `there are ${this.methods.join(', ')}` : 'it has none';
      throw new NotExported(`${this.name || 'The object'} has no method ${JSON.stringify(fn)}; ${offer}.`);
    }
    return applyWithContext(method as Callable, this.target, context, withKeywords(args, kw));
  }
}

/** Pulled one value at a time, so a fast producer never gets ahead of its consumer. */
class ExportedIterator implements Exportable {
  readonly kind = 'iterator';
  readonly name = '';
  readonly methods = ['next', 'return'];
  constructor(readonly iterator: Iterator<unknown> | AsyncIterator<unknown>) {}

  async invoke(fn: string): Promise<unknown> {
    if (fn !== 'next' && fn !== 'return') throw new NotExported(`An iterator has no method ${JSON.stringify(fn)}.`);
    const result = await (fn === 'next' ? this.iterator.next() : this.iterator.return?.());
    return { done: result?.done ?? fn === 'return', value: result?.value };
  }

  dropped(): void {
    // Lets a generator leave its `finally` blocks; what it raises there has nobody left to hear it.
    void Promise.resolve()
      .then(() => this.iterator.return?.())
      .catch(() => undefined);
  }
}

/** An object of one peer that is sent to another: calls pass through this side. */
class ForwardedRemote implements Exportable {
  readonly kind: Exportable['kind'];
  readonly name: string;
  readonly methods: readonly string[];
  constructor(readonly facts: RemoteFacts) {
    this.kind = facts.kind;
    this.name = facts.name;
    this.methods = facts.methods ?? [];
  }

  invoke(
    fn: string,
    args: readonly unknown[],
    kw: { readonly [name: string]: unknown },
    context: CallContext,
  ): unknown {
    if (fn === '' ? this.kind !== 'function' : !this.methods.includes(fn)) {
      throw new NotExported(`${this.name || 'The object'} has no method ${JSON.stringify(fn)}.`);
    }
    const { signal } = context;
    return this.facts.caller.call(this.facts.id, fn, args, kw, {
      signal,
      onProgress: (value) => context.progress(value),
    });
  }
}

function withKeywords(args: readonly unknown[], kw: { readonly [name: string]: unknown }): readonly unknown[] {
  return Object.keys(kw).length > 0 ? [...args, kw] : args;
}

function iteratorOf(value: object): Iterator<unknown> | AsyncIterator<unknown> | null {
  const asyncIterate: unknown = Reflect.get(value, Symbol.asyncIterator);
  if (typeof asyncIterate === 'function') return Reflect.apply(asyncIterate, value, []) as AsyncIterator<unknown>;
  const iterate: unknown = Reflect.get(value, Symbol.iterator);
  const isIterator = typeof iterate === 'function' && typeof Reflect.get(value, 'next') === 'function';
  return isIterator ? (Reflect.apply(iterate as Callable, value, []) as Iterator<unknown>) : null;
}

/** Names of the public methods of an object and its classes; none that Object has, no accessors, none with a `_`. */
function methodsOf(target: object): readonly string[] {
  const names = new Set<string>();
  for (
    let each: object | null = target;
    each && each !== Object.prototype;
    each = Object.getPrototypeOf(each) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
      if (typeof value === 'function' && name !== 'constructor' && !name.startsWith('_')) names.add(name);
    }
  }
  return [...names];
}
