import { describe, expect, it } from 'vitest';
import { type CallContext, withContext } from '../../../pwa/src/rpc/index.js';
import { gate, pair } from './pair.js';

describe('a promise within a value', () => {
  it('is awaited before an argument or a result is sent, however deep', async () => {
    const { near } = pair({ echo: (value: unknown) => ({ value, later: Promise.resolve(new Map([[1, later(2)]])) }) });
    const given = { a: [later(1), later([later('x')])], m: new Map([['k', later(null)]]), s: new Set([later(3)]) };
    expect(await near.root.echo(given as never)).toEqual({
      value: { a: [1, ['x']], m: new Map([['k', null]]), s: new Set([3]) },
      later: new Map([[1, 2]]),
    });
  });

  it('that rejects fails the call, and nothing is kept', async () => {
    const { near, far } = pair({
      take: (..._given: unknown[]) => 'taken',
      give: () => [() => 1, Promise.reject(new RangeError('too late'))],
    });
    await expect(near.root.take([() => 1, Promise.reject(new RangeError('no'))])).rejects.toThrow('no');
    await expect(near.root.give()).rejects.toMatchObject({ type: 'RangeError', message: 'too late' });
    expect(await near.root.take()).toBe('taken');
    expect([near.exportedCount, far.exportedCount]).toEqual([0, 1]);
  });

  it('does not hold up a call that is stopped meanwhile', async () => {
    const { near } = pair({ take: (..._given: unknown[]) => 'taken' });
    const controller = new AbortController();
    const never = gate();
    const call = near.root.take([never.opened], { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'Cancelled' });
    expect(near.unanswered).toBe(0);
  });

  it('is refused in a progress', async () => {
    const work = withContext((context: CallContext) => context.progress([later(1)]));
    const { near } = pair({ work });
    await expect(near.root.work()).rejects.toThrow('The progress holds a promise');
  });
});

async function later<T>(value: T): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve));
  return value;
}
