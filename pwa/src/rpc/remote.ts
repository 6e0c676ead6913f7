/** Objects of the other side, as they look here: their methods are awaited. */
import type { ObjectId } from '../contracts/wire.js';
import type { CallOptions, Kwargs } from './options.js';
import { splitArguments } from './options.js';

/** Far methods of which nothing is known in TypeScript. */
export type RemoteMethod = (...args: unknown[]) => Promise<unknown>;

/** The type of the far object `T`, seen from here. Arguments may end with {@link Kwargs} and {@link CallOptions}. */
export type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: [...A, ...([] | [CallOptions] | [Kwargs] | [Kwargs, CallOptions])]) => Promise<Awaited<R>>
    : RemoteMethod;
};

/** A far function. */
export type RemoteFunction = RemoteMethod;
/** A far iterator. */
export type RemoteIterator = AsyncIterableIterator<unknown>;
/** A far object of whose methods nothing is known in TypeScript; a method that it has not is undefined. */
export type RemoteObject = { readonly [method: string]: RemoteMethod };

/** What a proxy stands for. */
export interface RemoteFacts {
  readonly caller: Caller;
  readonly id: ObjectId;
  readonly kind: 'function' | 'object' | 'iterator';
  readonly name: string;
  /** null when it is not known which there are. */
  readonly methods: readonly string[] | null;
  /** The object's properties as they were when it came last. */
  props?: { readonly [name: string]: unknown } | undefined;
}

/** Who sends the calls of a proxy: its peer. */
export interface Caller {
  call(target: ObjectId, fn: string, args: readonly unknown[], kw: object, options?: CallOptions): Promise<unknown>;
}

const facts = new WeakMap<object, RemoteFacts>();

/** @returns what a value stands for when it is a far object; undefined for anything else. */
export function remoteFacts(value: unknown): RemoteFacts | undefined {
  return typeof value === 'function' ? facts.get(value) : undefined;
}

/** Makes the proxy of a far object. */
export function makeRemote(about: RemoteFacts): object {
  // An arrow function as target: it can be called, and has no property that a proxy must show.
  const remote = new Proxy((): void => undefined, new RemoteHandler(about));
  facts.set(remote, about);
  return remote;
}

class RemoteHandler implements ProxyHandler<() => void> {
  readonly #about: RemoteFacts;
  readonly #methods = new Map<string, RemoteMethod>();

  constructor(about: RemoteFacts) {
    this.#about = about;
  }

  apply(_target: () => void, _self: unknown, given: unknown[]): Promise<unknown> {
    if (this.#about.kind !== 'function') {
      throw new TypeError(`${this.#about.name || 'The far object'} is not a function; call one of its methods.`);
    }
    return this.#call('', given);
  }

  get(target: () => void, key: string | symbol): unknown {
    const { kind, methods, name, props } = this.#about;
    if (key === Symbol.toPrimitive) return () => `[Remote ${name}]`;
    if (key === Symbol.toStringTag) return 'Remote';
    if (key === Symbol.asyncIterator && kind === 'iterator') return () => this.#iterator();
    // A promise would take a far object with a method `then` for another promise.
    if (typeof key === 'symbol' || key === 'then') return undefined;
    if (methods === null || methods.includes(key)) return this.#method(key);
    if (props && Object.hasOwn(props, key)) return props[key];
    if (kind !== 'function') return undefined;
    return key === 'name' ? name : Reflect.get(target, key);
  }

  has(_target: () => void, key: string | symbol): boolean {
    if (typeof key !== 'string') return false;
    const { methods, props } = this.#about;
    return (methods?.includes(key) ?? true) || (props !== undefined && Object.hasOwn(props, key));
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  setPrototypeOf(): boolean {
    return false;
  }

  #method(name: string): RemoteMethod {
    let method = this.#methods.get(name);
    if (!method) {
      method = (...given) => this.#call(name, given);
      this.#methods.set(name, method);
    }
    return method;
  }

  #call(fn: string, given: readonly unknown[]): Promise<unknown> {
    const { args, kw, options } = splitArguments(given);
    return this.#about.caller.call(this.#about.id, fn, args, kw, options);
  }

  #iterator(): AsyncIterableIterator<unknown> {
    const step = async (fn: 'next' | 'return'): Promise<IteratorResult<unknown>> => {
      const result = await this.#call(fn, []);
      if (typeof result !== 'object' || result === null || !('done' in result)) {
        throw new TypeError('A far iterator answered with something else than {done, value}.');
      }
      return { done: result.done === true, value: 'value' in result ? result.value : undefined };
    };
    return {
      next: () => step('next'),
      return: () => step('return'),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
