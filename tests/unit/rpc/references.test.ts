import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  expose,
  MessagePortEndpoint,
  Peer,
  PeerPort,
  type RemoteFunction,
  type RemoteObject,
} from '../../../pwa/src/rpc/index.js';
import { gate, pair } from './pair.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

class Counter {
  count = 0;
  add(by: number): number {
    this.count += by;
    return this.count;
  }
  reset(): void {
    this.count = 0;
  }
}

describe('a reference', () => {
  it('to a function is called', async () => {
    const { near } = pair({ adder: (by: number) => (n: number) => n + by });
    const addTwo = await near.root.adder(2);
    expect(await addTwo(5)).toBe(7);
  });

  it('to an object offers its methods and no others', async () => {
    const { near } = pair({ make: () => new Counter() });
    const counter = (await near.root.make()) as unknown as RemoteObject;
    expect(await counter.add?.(2)).toBe(2);
    expect(await counter.add?.(3)).toBe(5);
    expect(counter.toString).toBeUndefined();
    expect('add' in counter).toBe(true);
    expect('missing' in counter).toBe(false);
  });

  it('to an object with restricted methods offers those', async () => {
    const { near } = pair({ make: () => expose(new Counter(), ['add']) });
    const counter = (await near.root.make()) as unknown as RemoteObject;
    expect(await counter.add?.(1)).toBe(1);
    expect(counter.reset).toBeUndefined();
  });

  it('to an object carries its properties as they were when it was sent', async () => {
    class Handle {
      readonly id = 'w1';
      _secret = 1;
      size: readonly number[] = [4, 3];
      readonly data = new Float32Array([1, 2]);
      readonly unsendable = Symbol('x');
      readonly closed = new Promise(() => undefined);
      readonly huge = new Uint8Array(2 ** 20 + 1);
      self = this;
      readonly parts = [this, new Counter()];
      get area(): number {
        return this.size.reduce((a, b) => a * b);
      }
      get broken(): never {
        throw new Error('not now');
      }
      resize(width: number): void {
        this.size = [width, 3];
      }
    }
    const handle = new Handle();
    const { near } = pair({ make: () => handle });
    const seen = (await near.root.make()) as unknown as Handle & RemoteObject;
    expect([seen.id, seen.size, seen.area]).toEqual(['w1', [4, 3], 12]);
    expect(seen.data).toMatchObject({ shape: [2], dtype: 'float32' });
    expect(seen.self).toBe(seen);
    expect(seen.parts[0]).toBe(seen);
    expect(await (seen.parts[1] as unknown as RemoteObject).add?.(1)).toBe(1);
    for (const name of ['_secret', 'unsendable', 'closed', 'huge', 'broken']) expect(name in seen, name).toBe(false);
    await seen.resize(5);
    expect(seen.area).toBe(12);
    expect(await near.root.make()).toBe(seen);
    expect(seen.area).toBe(15);
  });

  it('to an object keeps what it shows when it is passed on', async () => {
    const inner = pair({ make: () => Object.assign(new Counter(), { label: 'cells' }) });
    const outer = pair({ make: () => inner.near.root.make() });
    expect((await outer.near.root.make()) as unknown).toHaveProperty('label', 'cells');
  });

  it('to a restricted object carries only the properties that were named', async () => {
    const { near } = pair({ make: () => expose(Object.assign(new Counter(), { id: 7 }), ['add'], ['id']) });
    const seen = (await near.root.make()) as unknown as { readonly id: number };
    expect(seen.id).toBe(7);
    expect('count' in seen).toBe(false);
  });

  it('to a function in a plain object is called as its method', async () => {
    function next(this: { count: number }): number {
      return ++this.count;
    }
    const { near } = pair({ make: () => [1, 10].map((count) => ({ count, next })) });
    const [one, ten] = (await near.root.make()) as unknown as [RemoteObject, RemoteObject];
    expect([await one.next?.(), await ten.next?.(), await one.next?.()]).toEqual([2, 11, 3]);
  });

  it('comes home as the object itself', async () => {
    const { near } = pair({ same: (a: unknown, b: unknown) => a === b, back: (value: unknown) => value });
    const callback = (): void => undefined;
    expect(await near.root.back(callback)).toBe(callback);
    expect(await near.root.same(callback, callback)).toBe(true);
  });

  it('that is sent twice is one object over there', async () => {
    const counter = new Counter();
    const { near } = pair({ give: () => counter });
    const [one, two] = await Promise.all([near.root.give(), near.root.give()]);
    expect(one).toBe(two);
  });

  it('may be awaited, and stays what it is', async () => {
    const { near } = pair({ make: () => new Counter() });
    const counter = await await near.root.make();
    expect(await (counter as unknown as RemoteObject).add?.(1)).toBe(1);
  });

  it('cannot be changed from here', async () => {
    const { near } = pair({ make: () => new Counter() });
    const counter = (await near.root.make()) as unknown as { add: unknown };
    expect(() => {
      counter.add = 1;
    }).toThrow(TypeError);
  });

  it('says what it is when it is called wrongly', async () => {
    const { near } = pair({ make: () => new Counter() });
    const counter = (await near.root.make()) as unknown as RemoteFunction;
    expect(() => counter()).toThrow('Counter is not a function');
  });

  it('of one peer that is sent to another passes calls on', async () => {
    const inner = pair({ make: () => new Counter() });
    const outer = pair({ make: () => inner.near.root.make() });
    const counter = (await outer.near.root.make()) as unknown as RemoteObject;
    expect(await counter.add?.(4)).toBe(4);
    expect(counter.reset).toBeDefined();
  });

  it('is no longer served once it was released', async () => {
    const { near } = pair({ make: (_other?: unknown) => new Counter() });
    const counter = (await near.root.make()) as unknown as RemoteObject;
    near.release(counter);
    await new Promise((resolve) => setTimeout(resolve));
    await expect(counter.add?.(1)).rejects.toThrow('no object 1 here any more');
    await expect(near.root.make(counter)).rejects.toThrow('released');
  });

  it('that could not be sent in the end is not kept', async () => {
    const { near, far } = pair({ take: (...given: unknown[]) => given.length });
    let collected = 0;
    for (let n = 0; n < 100; n++) await near.root.take(() => n, Symbol('s') as never).catch(() => collected++);
    expect(collected).toBe(100);
    expect(near.exportedCount).toBe(0);
    expect(far.exportedCount).toBe(1);
  });

  it('is dropped over there when nobody here holds it, by the ten thousand', async () => {
    const { near } = pair({ call: async (f: () => Promise<number>) => f() });
    const answers = await Promise.all(Array.from({ length: 10_000 }, (_, n) => near.root.call(async () => n)));
    expect(answers.reduce((sum, n) => sum + n)).toBe((10_000 * 9_999) / 2);
    for (let turn = 0; turn < 50 && near.exportedCount > 0; turn++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(near.exportedCount).toBe(0);
  });

  it('is one of a hundred thousand that are held at once, and are all let go', { timeout: 60_000 }, async () => {
    const kept: unknown[] = [];
    const { near } = pair({ keep: (...given: unknown[]) => kept.push(...given) });
    for (let batch = 0; batch < 100; batch++) {
      await near.root.keep(...Array.from({ length: 1000 }, (_, n) => () => n));
    }
    expect([near.exportedCount, kept.length]).toEqual([100_000, 100_000]);
    expect(await (kept[99_999] as RemoteFunction)()).toBe(999);
    kept.length = 0;
    for (let turn = 0; turn < 200 && near.exportedCount > 0; turn++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(near.exportedCount).toBe(0);
  });

  it('beyond the limit ends the conversation', async () => {
    const { near, far } = pair({ make: () => () => 1 }, {}, { limits: { exports: 10 } });
    const held = Array.from({ length: 20 }, () => near.root.make());
    await Promise.allSettled(held);
    expect(await far.closed).toContain('holds more than 10 objects');
  });
});

describe('an iterator', () => {
  it('gives its values one by one, and those of an async generator', async () => {
    const { near } = pair({
      *numbers() {
        yield 1;
        yield 2;
      },
      async *texts() {
        yield 'a';
        yield 'b';
      },
    });
    const seen: unknown[] = [];
    for await (const each of (await near.root.numbers()) as unknown as AsyncIterable<unknown>) seen.push(each);
    for await (const each of (await near.root.texts()) as unknown as AsyncIterable<unknown>) seen.push(each);
    expect(seen).toEqual([1, 2, 'a', 'b']);
  });

  it('is pulled: the producer is never ahead of its consumer', async () => {
    let made = 0;
    const { near } = pair({
      *endless() {
        for (;;) yield ++made;
      },
    });
    for await (const each of (await near.root.endless()) as unknown as AsyncIterable<number>) if (each === 3) break;
    expect(made).toBe(3);
  });

  it('leaves its finally blocks when its consumer breaks off, or its peer ends', async () => {
    const broken = gate();
    const ended = gate();
    const { near } = pair({
      *some(which: 'broken' | 'ended') {
        try {
          yield 1;
          yield 2;
        } finally {
          (which === 'broken' ? broken : ended).open();
        }
      },
    });
    for await (const _ of (await near.root.some('broken')) as unknown as AsyncIterable<unknown>) break;
    await broken.opened;
    const left = (await near.root.some('ended')) as unknown as AsyncIterable<unknown>;
    await left[Symbol.asyncIterator]().next();
    near.close();
    await ended.opened;
  });

  it('raises over here what its generator raises', async () => {
    const { near } = pair({
      *broken() {
        yield 1;
        throw new RangeError('after one');
      },
    });
    const iterator = ((await near.root.broken()) as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await expect(iterator.next()).rejects.toMatchObject({ type: 'RangeError' });
  });
});

describe('a port', () => {
  it('leads from one peer to another, past the one that introduced them', async () => {
    const server = pair({ ready: (_port: unknown) => true }, {}, { portRoot: { triple: (n: number) => n * 3 } });
    const client = pair({ use: async (other: { triple(n: number): Promise<number> }) => other.triple(14) });
    const { port1, port2 } = new MessageChannel();
    await server.near.root.ready(new PeerPort(port1, 'client'));
    expect(await client.near.root.use(new PeerPort(port2, 'server', ['triple']) as never)).toBe(42);
  });

  it('is refused when it is bare', async () => {
    const { near } = pair({ take: (_port: unknown) => true });
    await expect(near.root.take(new MessageChannel().port1)).rejects.toThrow('PeerPort');
  });

  it('carries frames that came before anybody listened', async () => {
    const { port1, port2 } = new MessageChannel();
    const early = new Peer<{ f(): number }>(new MessagePortEndpoint(port1));
    const answer = early.root.f();
    await new Promise((resolve) => setTimeout(resolve));
    new Peer(new MessagePortEndpoint(port2), { root: { f: () => 9 } });
    expect(await answer).toBe(9);
  });
});
