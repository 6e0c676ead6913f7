/** What may be sent as a reference, and what the other side may then do with it: nothing beyond what is listed. */
import { applyWithContext, type CallContext } from './context.js';
import { ExportedIterator, iteratorOf } from './exported_iterator.js';
import { membersOf, NotExported, propsOf, restrict, restrictionOf } from './members.js';
import { type RemoteFacts, remoteFacts } from './remote.js';

/** Arguments by name. */
export interface Keywords {
  readonly [name: string]: unknown;
}

export interface Exportable {
  readonly kind: 'function' | 'object' | 'iterator';
  readonly name: string;
  readonly methods: readonly string[];
  /** The object's properties as they are now; undefined when it has none. */
  props?(): { [name: string]: unknown } | undefined;
  /** @param fn one of `methods`, or "" to call a function. @throws NotExported for any other. */
  invoke(fn: string, args: readonly unknown[], kw: Keywords, context: CallContext): unknown;
  /** Called when the other side no longer holds the object. */
  dropped?(): void;
}

type Callable = (...args: never[]) => unknown;

/**
 * Restricts what peers see of an object to these methods and properties. Of a class instance that is not restricted they
 * may call all public methods and read all public properties; nothing whose name begins with a `_` is public.
 *
 * @param props travel with the object, as they are when it is sent.
 */
export function expose<T extends object>(
  target: T,
  methods: readonly (keyof T & string)[],
  props: readonly (keyof T & string)[] = [],
): T {
  restrict(target, { methods, props });
  return target;
}

/**
 * @param self the object that a function is a method of; it is its `this`.
 * @returns how a value is sent as a reference; null when it is none (a plain value, or nothing that can be sent).
 */
export function exportableOf(value: object, self?: object): Exportable | null {
  const facts = remoteFacts(value);
  if (facts) return new ForwardedRemote(facts);
  if (typeof value === 'function') return new ExportedFunction(value as Callable, self);
  if (restrictionOf(value)) return new ExportedObject(value);
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
  constructor(
    readonly fn: Callable,
    readonly self: object | undefined,
  ) {}

  get name(): string {
    return this.fn.name;
  }

  invoke(fn: string, args: readonly unknown[], kw: Keywords, context: CallContext): unknown {
    if (fn !== '') throw new NotExported(`A function has no method ${JSON.stringify(fn)}.`);
    return applyWithContext(this.fn, this.self, context, withKeywords(args, kw));
  }
}

class ExportedObject implements Exportable {
  readonly kind = 'object';
  readonly name: string;
  readonly methods: readonly string[];
  constructor(readonly target: object) {
    this.name = target.constructor === Object ? '' : (target.constructor?.name ?? '');
    this.methods = membersOf(target).methods;
  }

  props(): { [name: string]: unknown } | undefined {
    return propsOf(this.target);
  }

  invoke(fn: string, args: readonly unknown[], kw: Keywords, context: CallContext): unknown {
    const method: unknown = this.methods.includes(fn) ? Reflect.get(this.target, fn) : undefined;
    if (typeof method !== 'function') {
      const offer = this.methods.length > 0 ? `there are ${this.methods.join(', ')}` : 'it has none';
      throw new NotExported(`${this.name || 'The object'} has no method ${JSON.stringify(fn)}; ${offer}.`);
    }
    return applyWithContext(method as Callable, this.target, context, withKeywords(args, kw));
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

  props(): { [name: string]: unknown } | undefined {
    return this.facts.props;
  }

  invoke(fn: string, args: readonly unknown[], kw: Keywords, context: CallContext): unknown {
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

function withKeywords(args: readonly unknown[], kw: Keywords): readonly unknown[] {
  return Object.keys(kw).length > 0 ? [...args, kw] : args;
}
