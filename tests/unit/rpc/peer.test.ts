import { describe, expect, it } from 'vitest';
import { Cancelled, PeerClosed, Refused, RemoteError, TimedOut } from '../../../pwa/src/contracts/errors.js';
import { type CallContext, Kwargs, withContext } from '../../../pwa/src/rpc/index.js';
import { gate, pair } from './pair.js';

describe('a call', () => {
  it('answers with what the far method gives', async () => {
    const { near } = pair({ add: (a: number, b: number) => a + b });
    expect(await near.root.add(1, 2)).toBe(3);
  });

  it('runs methods of a class instance on that instance', async () => {
    class Counter {
      #count = 0;
      add(by: number): number {
        this.#count += by;
        return this.#count;
      }
    }
    const { near } = pair(new Counter());
    await near.root.add(2);
    expect(await near.root.add(3)).toBe(5);
  });

  it('passes keyword arguments as one last object', async () => {
    const { near } = pair({ all: (...given: unknown[]) => given });
    expect(await near.root.all(1, new Kwargs({ sigma: 2 }))).toEqual([1, { sigma: 2 }]);
    expect(await near.root.all(1, new Kwargs({}))).toEqual([1]);
  });

  it('takes a last object for options only when it holds a signal or a function and nothing else', async () => {
    const { near } = pair({ all: (...given: unknown[]) => given });
    expect(await near.root.all({ timeout: 5 })).toEqual([{ timeout: 5 }]);
    expect(await near.root.all({ signal: 'red' })).toEqual([{ signal: 'red' }]);
    expect(await near.root.all(1, { signal: new AbortController().signal, timeout: 5000 })).toEqual([1]);
  });

  it('is served in the order in which it was made', async () => {
    const order: number[] = [];
    const { near } = pair({ note: (n: number) => void order.push(n) });
    await Promise.all(Array.from({ length: 500 }, (_, n) => near.root.note(n)));
    expect(order).toEqual(Array.from({ length: 500 }, (_, n) => n));
  });

  it('goes both ways at once', async () => {
    const { near, far } = pair({ ping: () => 'pong' }, { root: { question: () => 'answer' } });
    expect(await Promise.all([near.root.ping(), far.root.question?.()])).toEqual(['pong', 'answer']);
  });

  it('calls back into its caller while it runs', async () => {
    const { near } = pair({ twice: async (f: (n: number) => Promise<number>) => (await f(1)) + (await f(2)) });
    expect(await near.root.twice(async (n) => n * 10)).toBe(30);
  });

  it('waits for its turn when many are being served', async () => {
    let running = 0;
    let most = 0;
    const hold = gate();
    const wait = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await hold.opened;
      running--;
    };
    const { near } = pair({ wait, free: () => hold.open() }, {}, { limits: { serving: 4 } });
    const calls = Array.from({ length: 20 }, () => near.root.wait());
    await new Promise((resolve) => setTimeout(resolve));
    hold.open();
    await Promise.all(calls);
    expect(most).toBe(4);
    expect(running).toBe(0);
  });
});

describe('an error', () => {
  it('keeps type, message, traceback of the far side and cause', async () => {
    const fail = (): never => {
      throw new RangeError('sigma is -1', { cause: new TypeError('below zero') });
    };
    const { near } = pair({ fail });
    const error = await near.root.fail().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ type: 'RangeError', name: 'RangeError', message: 'sigma is -1' });
    expect((error as RemoteError).traceback).toContain('fail (');
    expect((error as RemoteError).cause).toMatchObject({ type: 'TypeError', message: 'below zero' });
  });

  it('keeps the traceback of where it was raised over two hops', async () => {
    const origin = (): never => {
      throw new RangeError('here');
    };
    const inner = pair({ origin });
    const outer = pair({ through: () => inner.near.root.origin() });
    const error = (await outer.near.root.through().catch((each: unknown) => each)) as RemoteError;
    expect(error.type).toBe('RangeError');
    expect(error.traceback).toContain('origin (');
  });

  it('of our own kinds keeps its name', async () => {
    const { near } = pair({
      refuse: () => {
        throw new Refused('The person said no.');
      },
    });
    await expect(near.root.refuse()).rejects.toMatchObject({ type: 'Refused', message: 'The person said no.' });
  });

  it('may be anything that is thrown', async () => {
    const { near } = pair({
      text: () => {
        throw 'just a text';
      },
      nothing: () => {
        throw Object.create(null);
      },
    });
    await expect(near.root.text()).rejects.toMatchObject({ message: 'just a text' });
    await expect(near.root.nothing()).rejects.toBeInstanceOf(RemoteError);
  });

  it('says what cannot be sent, and the conversation goes on', async () => {
    const loop: unknown[] = [];
    loop.push({ loop });
    const { near } = pair({ take: () => 'taken', giveLoop: () => loop });
    await expect(near.root.take(loop as never)).rejects.toThrow('Argument 1 of take[0].loop holds itself');
    await expect(near.root.take(Symbol('s') as never)).rejects.toThrow('symbol');
    await expect(near.root.take(/x/ as never)).rejects.toThrow('RegExp');
    await expect(near.root.take(new WeakMap() as never)).rejects.toThrow('WeakMap');
    await expect(near.root.take(new Date(Number.NaN) as never)).rejects.toThrow('invalid date');
    await expect(near.root.giveLoop()).rejects.toMatchObject({
      type: 'TypeError',
      message: expect.stringContaining('The result'),
    });
    expect(await near.root.take()).toBe('taken');
  });
});

describe('progress', () => {
  it('reaches the caller in order, before the answer', async () => {
    const seen: unknown[] = [];
    const work = withContext(async (context: CallContext, steps: number) => {
      for (let step = 0; step < steps; step++) context.progress({ fraction: step / steps, text: `step ${step}` });
      return 'done';
    });
    const { near } = pair({ work });
    seen.push(await near.root.work(3, { onProgress: (value: unknown) => void seen.push(value) }));
    expect(seen).toEqual([
      { fraction: 0, text: 'step 0' },
      { fraction: 1 / 3, text: 'step 1' },
      { fraction: 2 / 3, text: 'step 2' },
      'done',
    ]);
  });

  it('of a loop that reports at every turn is thinned out, and ends with its newest value', async () => {
    const seen: number[] = [];
    const work = withContext(({ progress }: CallContext) => {
      for (let step = 1; step <= 20_000; step++) progress(step);
    });
    const { near } = pair({ work });
    await near.root.work({ onProgress: (value: unknown) => void seen.push(value as number) });
    expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(seen.at(-1)).toBe(20_000);
    expect(seen.length).toBeLessThan(200);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('that was held back is told when the callee waits', async () => {
    const told = gate<unknown>();
    const end = gate();
    const work = withContext(async ({ progress }: CallContext) => {
      for (let step = 1; step <= 500; step++) progress(step);
      await end.opened;
    });
    const { near } = pair({ work });
    const call = near.root.work({ onProgress: (value: unknown) => value === 500 && told.open(value) });
    expect(await told.opened).toBe(500);
    end.open();
    await call;
  });

  it('after the end of the call goes nowhere', async () => {
    let late: CallContext | undefined;
    const { near } = pair({
      work: withContext((context: CallContext) => {
        late = context;
      }),
      ping: () => 'pong',
    });
    const seen: unknown[] = [];
    await near.root.work({ onProgress: (value: unknown) => void seen.push(value) });
    late?.progress('late');
    expect(await near.root.ping()).toBe('pong');
    expect(seen).toEqual([]);
  });

  it('is offered to a function that is called on its own side, too', () => {
    const work = withContext((context: CallContext, n: number) => {
      context.progress(n);
      return context.signal.aborted ? -1 : n;
    });
    expect(work(4)).toBe(4);
  });
});

describe('a call that is stopped', () => {
  it('rejects with Cancelled at once, and aborts the far signal', async () => {
    const aborted = gate<unknown>();
    const started = gate();
    const work = withContext(async ({ signal }: CallContext) => {
      signal.addEventListener('abort', () => aborted.open(signal.reason));
      started.open();
      await new Promise(() => undefined);
    });
    const { near } = pair({ work });
    const controller = new AbortController();
    const call = near.root.work({ signal: controller.signal });
    await started.opened;
    controller.abort(new Error('enough'));
    await expect(call).rejects.toMatchObject({ name: 'Cancelled', cause: { message: 'enough' } });
    expect(await aborted.opened).toBeInstanceOf(Cancelled);
  });

  it('is not even sent when its signal was aborted before', async () => {
    const { near } = pair({ f: () => 1 });
    await expect(near.root.f({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
    expect(near.unanswered).toBe(0);
  });

  it('tells when it has really ended over there', async () => {
    const end = gate();
    const started = gate();
    const stopped = gate();
    const work = withContext(async () => {
      started.open();
      await end.opened;
    });
    const { near } = pair({ work });
    const controller = new AbortController();
    const call = near.root.work({ signal: controller.signal, onStopped: () => stopped.open() });
    await started.opened;
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(Cancelled);
    expect(near.unanswered).toBe(1);
    end.open();
    await stopped.opened;
    expect(near.unanswered).toBe(0);
  });

  it('while it waits for its turn is never run', async () => {
    const hold = gate();
    let ran = 0;
    const { near } = pair({ wait: () => hold.opened, run: () => void ran++ }, {}, { limits: { serving: 1 } });
    const first = near.root.wait();
    const controller = new AbortController();
    const stopped = gate();
    const second = near.root.run({ signal: controller.signal, onStopped: () => stopped.open() });
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(Cancelled);
    await stopped.opened;
    hold.open();
    await first;
    await near.root.wait();
    expect(ran).toBe(0);
  });

  it('stops what the far side had passed on', async () => {
    const aborted = gate();
    const started = gate();
    const inner = pair({
      work: withContext(async ({ signal }: CallContext) => {
        signal.addEventListener('abort', () => aborted.open());
        started.open();
        await new Promise(() => undefined);
      }),
    });
    const passing = pair({ through: withContext(({ signal }: CallContext) => inner.near.root.work({ signal })) });
    const controller = new AbortController();
    const call = passing.near.root.through({ signal: controller.signal });
    await started.opened;
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(Cancelled);
    await aborted.opened;
  });
});

describe('a time-out', () => {
  it('gives the call up, tells the far side, and leaves the peer usable', async () => {
    const aborted = gate();
    const work = withContext(async ({ signal }: CallContext) => {
      signal.addEventListener('abort', () => aborted.open());
      await new Promise(() => undefined);
    });
    const { near } = pair({ work, ping: () => 'pong' });
    const error = await near.call(0, 'work', [], {}, { timeout: 10 }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(TimedOut);
    expect((error as TimedOut).message).toBe('Far: work did not answer within 10 ms.');
    await aborted.opened;
    expect(await near.root.ping()).toBe('pong');
  });
});

describe('the end of a conversation', () => {
  it('rejects every call in flight on both sides, and says why', async () => {
    const started = gate();
    const { near, far } = pair(
      {
        wait: () => {
          started.open();
          return new Promise(() => undefined);
        },
      },
      { root: { wait: () => new Promise(() => undefined) } },
    );
    const there = near.root.wait();
    const back = far.root.wait?.();
    await started.opened;
    near.close('The plugin was removed.');
    await expect(there).rejects.toThrow(new PeerClosed('The plugin was removed.'));
    await expect(back).rejects.toThrow('Near left: The plugin was removed.');
    expect(await near.closed).toBe('The plugin was removed.');
    expect(await far.closed).toBe('Near left: The plugin was removed.');
  });

  it('rejects calls that are made afterwards', async () => {
    const { near } = pair({ f: () => 1 });
    near.close('Over.');
    await expect(near.root.f()).rejects.toThrow(new PeerClosed('Over.'));
  });

  it('aborts the calls that were being served', async () => {
    const started = gate();
    const aborted = gate();
    const { near } = pair({
      work: withContext(async ({ signal }: CallContext) => {
        signal.addEventListener('abort', () => aborted.open());
        started.open();
        await new Promise(() => undefined);
      }),
    });
    const call = near.root.work();
    await started.opened;
    near.close();
    await expect(call).rejects.toBeInstanceOf(PeerClosed);
    await aborted.opened;
  });

  it('is noticed when the other end of the port is closed without a word', async () => {
    const { near, ports } = pair({ wait: () => new Promise(() => undefined) });
    const call = near.root.wait();
    ports[1].close();
    await expect(call).rejects.toThrow('Far ended.');
  });

  it('tells of calls that had been given up, too', async () => {
    const stopped = gate();
    const { near } = pair({ wait: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const call = near.root.wait({ signal: controller.signal, onStopped: () => stopped.open() });
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(Cancelled);
    near.close();
    await stopped.opened;
  });
});
