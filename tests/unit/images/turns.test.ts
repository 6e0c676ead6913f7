import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../pwa/src/images/turns.js';

describe('work in turn', () => {
  it('is done in the order in which it was asked for', async () => {
    const done: number[] = [];
    await Promise.all([1, 2, 3].map((piece) => inTurn(() => done.push(piece))));
    expect(done).toEqual([1, 2, 3]);
  });

  it('goes on after a piece that failed', async () => {
    const failed = inTurn(() => {
      throw new Error('no');
    });
    const next = inTurn(() => 'yes');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('is left out when it is no longer wanted', async () => {
    const wanted = new AbortController();
    let done = false;
    const work = inTurn(() => {
      done = true;
    }, wanted.signal);
    wanted.abort();
    await expect(work).rejects.toThrow();
    expect(done).toBe(false);
  });
});
