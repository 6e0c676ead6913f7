import { describe, expect, test } from 'vitest';
import { StartOrder } from '../../../pwa/src/workspace/start_order.js';

/** Plugins that start when they are first asked for; `setups` says what each does while it starts. */
function world(setups: { readonly [id: string]: (order: World) => Promise<unknown> }, patience = 20) {
  const up = new Set<string>();
  const starting = new Map<string, Promise<void>>();
  const order = new StartOrder({ isUp: (id) => up.has(id), name: (id) => id.toUpperCase(), patience });
  const start = (id: string): Promise<void> => {
    const running = starting.get(id) ?? Promise.resolve(setups[id]?.(self)).then(() => void up.add(id));
    starting.set(id, running);
    return running;
  };
  const self: World = {
    start,
    get: (caller, target) => order.wait(caller, target, () => start(target)),
    call: (caller, target, work) => order.wait(caller, target, () => start(target).then(work)),
  };
  return self;
}

interface World {
  start(id: string): Promise<void>;
  get(caller: string | null, target: string): Promise<void>;
  call(caller: string, target: string, work: () => Promise<unknown>): Promise<unknown>;
}

describe('plugins that wait for one another', () => {
  test('to start are told so, and the ring is named', async () => {
    const two = world({ a: (w) => w.get('a', 'b'), b: (w) => w.get('b', 'a') });
    await expect(two.get(null, 'a')).rejects.toThrow('wait for one another to start: B → A → B');
    const three = world({ a: (w) => w.get('a', 'b'), b: (w) => w.get('b', 'c'), c: (w) => w.get('c', 'a') });
    await expect(three.start('a')).rejects.toMatchObject({ tag: 'cycle', names: ['C', 'A', 'B', 'C'] });
  });

  test('over a call to one that runs are told so, too', async () => {
    const w = world({ a: (each) => each.call('a', 'b', () => each.get('b', 'a')) });
    await w.start('b');
    await expect(w.start('a')).rejects.toThrow('B → A → B');
  });

  test('on a port of their own, which nobody else sees, are told so after a while', async () => {
    const w = world({ a: (each) => each.get('a', 'b').then(() => each.get('b', 'a')) });
    await expect(w.start('a')).rejects.toThrow('B → A → B');
  });

  test('while they run, and not while they start, get what they ask for', async () => {
    const w = world({});
    await w.get('a', 'b');
    await w.get('b', 'a');
    await w.call('a', 'b', () => w.call('b', 'a', () => w.get('a', 'b')));
  });

  test('but not for ever get what they ask for', async () => {
    let go = () => {};
    const later = new Promise<void>((resolve) => {
      go = resolve;
    });
    // It holds the other one already, and then starts on without waiting for it.
    const w = world({ a: (each) => each.get('a', 'b').then(() => later) }, 10_000);
    const started = w.start('a');
    await w.start('b');
    const got = w.get('b', 'a');
    go();
    await Promise.all([started, got]);
  });
});
