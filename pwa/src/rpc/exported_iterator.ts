/** Iterators that are sent: pulled one value at a time, so a fast producer never gets ahead of its consumer. */
import { NotExported } from './members.js';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

export class ExportedIterator {
  readonly kind = 'iterator';
  readonly name = '';
  readonly methods = ['next', 'return'];
  constructor(readonly iterator: AnyIterator) {}

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

/** @returns the iterator that a value is or gives; null for one that only can be iterated over, such as a list. */
export function iteratorOf(value: object): AnyIterator | null {
  const asyncIterate: unknown = Reflect.get(value, Symbol.asyncIterator);
  if (typeof asyncIterate === 'function') return Reflect.apply(asyncIterate, value, []) as AsyncIterator<unknown>;
  // Not every browser iterates over its streams.
  if (typeof ReadableStream !== 'undefined' && value instanceof ReadableStream) return piecesOf(value);
  const iterate: unknown = Reflect.get(value, Symbol.iterator);
  const isIterator = typeof iterate === 'function' && typeof Reflect.get(value, 'next') === 'function';
  return isIterator ? (Reflect.apply(iterate, value, []) as Iterator<unknown>) : null;
}

async function* piecesOf(stream: ReadableStream<unknown>): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
