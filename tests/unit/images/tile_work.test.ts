import { describe, expect, it } from 'vitest';
import { TileWork } from '../../../pwa/src/images/tile_work.js';

const never = new AbortController().signal;
/** Work that ends when it is told to. */
function held() {
  const begun: string[] = [];
  const stopped: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      ends.set(name, () => resolve(name));
      signal.addEventListener('abort', () => {
        stopped.push(name);
        reject(signal.reason);
      });
    });
  return { begun, stopped, work, end: (name: string) => ends.get(name)?.() };
}
const turns = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve));
};

describe('work on tiles', () => {
  it('is done in the order in which it is wanted', async () => {
    const work = new TileWork(1);
    const done: number[] = [];
    const jobs = [3, 1, 2].map((urgency) =>
      work.add({ urgency: () => urgency, work: () => done.push(urgency) }, never),
    );
    await Promise.all(jobs);
    expect(done).toEqual([1, 2, 3]);
  });

  it('is stopped when nobody looks at it any more, and begun anew when somebody does', async () => {
    const work = new TileWork(1);
    const { begun, stopped, work: make, end } = held();
    let urgency: number | null = 0;
    const tile = work.add({ urgency: () => urgency, work: make('a') }, never);
    await turns();
    urgency = null;
    work.review();
    await turns();
    expect([begun, stopped]).toEqual([['a'], ['a']]);
    urgency = 0;
    work.review();
    await turns();
    expect(begun).toEqual(['a', 'a']);
    end('a');
    expect(await tile).toBe('a');
  });

  it('makes room for what is looked at', async () => {
    const work = new TileWork(1);
    const { begun, work: make, end } = held();
    let old: number | null = 0;
    work.add({ urgency: () => old, work: make('old') }, never).catch(() => undefined);
    const next = work.add({ urgency: () => 5, work: make('next') }, never);
    await turns();
    expect(begun).toEqual(['old']);
    old = null;
    work.review();
    await turns();
    end('next');
    expect(await next).toBe('next');
  });

  it('is settled when nothing is left that is looked at', async () => {
    const work = new TileWork(1);
    const { work: make, end } = held();
    let far: number | null = null;
    const tile = work.add({ urgency: () => 0, work: make('near') }, never);
    const later = work.add({ urgency: () => far, work: make('far') }, never);
    await turns();
    expect(work.isBusy).toBe(true);
    const settled = work.settled();
    end('near');
    await tile;
    await settled;
    expect(work.isBusy).toBe(false);
    far = 0;
    work.review();
    expect(work.isBusy).toBe(true);
    await turns();
    end('far');
    expect(await later).toBe('far');
  });

  it('ends for good when its tile is dropped', async () => {
    const work = new TileWork(2);
    const { stopped, work: make } = held();
    const dropped = new AbortController();
    const tile = work.add({ urgency: () => 0, work: make('a') }, dropped.signal);
    await turns();
    dropped.abort(new Error('dropped'));
    await expect(tile).rejects.toThrow('dropped');
    expect(stopped).toEqual(['a']);
  });

  it('hands on what went wrong, and goes on', async () => {
    const work = new TileWork(1);
    const broken = work.add(
      {
        urgency: () => 0,
        work: () => {
          throw new Error('broken');
        },
      },
      never,
    );
    await expect(broken).rejects.toThrow('broken');
    expect(await work.add({ urgency: () => 0, work: () => 'yes' }, never)).toBe('yes');
  });
});
