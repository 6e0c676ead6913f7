import { describe, expect, it, vi } from 'vitest';
import { Cancelled, ModelError, RemoteError } from '../../../pwa/src/contracts/errors.js';
import { InferenceWorker, type StartedWorker } from '../../../pwa/src/inference/inference_worker.js';
import { type ModelFiles, Sessions } from '../../../pwa/src/inference/sessions.js';
import type { WorkerRoot } from '../../../pwa/src/inference/worker_api.js';
import type { CallOptions } from '../../../pwa/src/rpc/index.js';

/** Workers that answer at once, and write down what they were asked. */
class FakeWorkers {
  readonly asked: string[] = [];
  started = 0;
  ended = 0;
  /** What the next run does instead of answering. */
  onRun: ((options: CallOptions) => Promise<never>) | null = null;
  #close: (reason: string) => void = () => undefined;

  readonly start = (): StartedWorker => {
    this.started++;
    const closed = new Promise<string>((resolve) => {
      this.#close = resolve;
    });
    const root: WorkerRoot = {
      prepare: async (device) => {
        this.asked.push(`prepare ${device}`);
        return '1';
      },
      adapter: async () => '',
      open: async ({ name }) => {
        this.asked.push(`open ${name}`);
        return { metadata: {} as never, inputs: [], outputs: [] };
      },
      run: async (_device, _id, _feeds, _wanted, options = {}) => {
        this.asked.push('run');
        const instead = this.onRun;
        this.onRun = null;
        if (instead) return instead(options);
        return { outputs: {}, milliseconds: 1 };
      },
      close: async (_device, id) => {
        this.asked.push(`close ${(JSON.parse(id) as string[])[0]}`);
      },
    };
    return { peer: { closed, root, close: () => undefined }, terminate: () => this.ended++ };
  };

  crash(): void {
    this.#close('it crashed');
  }
}

const files = (sha256: string, size = 10): ModelFiles => ({
  sha256,
  name: `${sha256}.onnx`,
  model: { size } as Blob,
  external: {},
});

function scene(room = 100): { workers: FakeWorkers; worker: InferenceWorker; sessions: Sessions } {
  const workers = new FakeWorkers();
  const load = async () => ({ ort: new Blob(), glue: new Blob(), wasm: new Blob() });
  const worker = new InferenceWorker({ start: workers.start, load, threads: 1 });
  return { workers, worker, sessions: new Sessions(worker, room) };
}

async function loaded(sessions: Sessions): Promise<string> {
  const key = sessions.acquire(files('a'), 'cpu', {});
  await sessions.open(key, {});
  return key;
}

describe('sessions', () => {
  it('are shared by those who load the same model, and go with the last of them', async () => {
    const { workers, sessions } = scene();
    const [first, second] = [sessions.acquire(files('a'), 'cpu', {}), sessions.acquire(files('a'), 'cpu', {})];
    await Promise.all([sessions.open(first, {}), sessions.open(second, {})]);
    expect(workers.asked).toEqual(['prepare cpu', 'open a.onnx']);
    await sessions.release(first);
    expect(sessions.held).toHaveLength(1);
    await sessions.release(second);
    expect([sessions.held.length, workers.asked.at(-1), workers.ended]).toEqual([0, 'close a', 0]);
    await expect(sessions.run(second, {}, [], {})).rejects.toThrow(/was released/);
  });

  it('with other options, or for another device, are others', () => {
    const { sessions } = scene();
    const keys = [
      sessions.acquire(files('a'), 'cpu', {}),
      sessions.acquire(files('a'), 'webgpu', {}),
      sessions.acquire(files('a'), 'cpu', { enableMemPattern: false }),
    ];
    expect(new Set(keys).size).toBe(3);
  });

  it('make room for others, and are made again when they are run', async () => {
    const { workers, sessions } = scene(25);
    const keys = ['a', 'b', 'c'].map((each) => sessions.acquire(files(each), 'cpu', {}));
    for (const key of keys) await sessions.run(key, {}, [], {});
    // The one that was used longest ago went.
    expect(workers.asked.filter((each) => each.startsWith('close'))).toEqual(['close a']);
    await sessions.run(keys[0] ?? '', {}, [], {});
    expect(workers.asked.slice(-3)).toEqual(['close b', 'open a.onnx', 'run']);
  });

  it('refuse a model that no browser has room for', async () => {
    const { sessions } = scene();
    const key = sessions.acquire(files('a', 4e9), 'cpu', {});
    await expect(sessions.open(key, {})).rejects.toThrow(/“a\.onnx” has 4\.0 GB; browsers have room for 3 GB/);
  });
});

describe('the inference worker', () => {
  it('is ended when no model has been loaded for a while', async () => {
    vi.useFakeTimers();
    const { workers, sessions } = scene();
    await sessions.release(await loaded(sessions));
    vi.advanceTimersByTime(29_000);
    const second = await loaded(sessions);
    vi.advanceTimersByTime(2000);
    expect(workers.ended).toBe(0);
    await sessions.release(second);
    vi.advanceTimersByTime(30_000);
    expect([workers.started, workers.ended]).toEqual([1, 1]);
    vi.useRealTimers();
  });

  it('is replaced after an error that breaks it, and sessions are made anew', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    await sessions.run(key, {}, [], {});
    workers.onRun = () => Promise.reject(new RemoteError('EngineError', 'it needs more memory', ''));
    await expect(sessions.run(key, {}, [], {})).rejects.toThrowError(expect.objectContaining({ fault: 'EngineError' }));
    expect([workers.started, workers.ended]).toEqual([1, 1]);
    await sessions.run(key, {}, [], {});
    expect([workers.started, workers.asked.slice(-3)]).toEqual([2, ['prepare cpu', 'open a.onnx', 'run']]);
  });

  it('stays after an error of the input', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    workers.onRun = () => Promise.reject(new RemoteError('InvalidArgument', 'wrong rank', ''));
    await expect(sessions.run(key, {}, [], {})).rejects.toThrow(ModelError);
    await sessions.run(key, {}, [], {});
    expect(workers.started).toBe(1);
  });

  it('is replaced when it ends by itself', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    await sessions.run(key, {}, [], {});
    workers.crash();
    await Promise.resolve();
    await sessions.run(key, {}, [], {});
    expect([workers.started, workers.ended]).toEqual([2, 1]);
  });

  it('lets a caller go at once, and is ended where the run goes on', async () => {
    const { workers, worker, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    await sessions.run(key, {}, [], {});
    const stop = new AbortController();
    workers.onRun = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Cancelled())));
    const running = sessions.run(key, {}, [], { signal: stop.signal });
    const waiting = sessions.run(key, {}, [], {});
    while (workers.asked.filter((each) => each === 'run').length < 2) await Promise.resolve();
    stop.abort();
    await expect(running).rejects.toThrow(Cancelled);
    // Whoever waits behind it is served by a fresh worker.
    await waiting;
    expect([workers.started, workers.ended, worker.waiting]).toEqual([2, 1, 0]);
  });

  it('goes on where a stopped run ends by itself', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    const stop = new AbortController();
    workers.onRun = ({ signal, onStopped }) =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          reject(new Cancelled());
          onStopped?.();
        }),
      );
    const running = sessions.run(key, {}, [], { signal: stop.signal });
    const waiting = sessions.run(key, {}, [], {});
    await Promise.resolve();
    while (!workers.asked.includes('run')) await Promise.resolve();
    stop.abort();
    await expect(running).rejects.toThrow(Cancelled);
    await waiting;
    expect(workers.started).toBe(1);
  });

  it('forgets a caller who stops before its turn', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'cpu', {});
    const stop = new AbortController();
    const first = sessions.run(key, {}, [], {});
    const second = sessions.run(key, {}, [], { signal: stop.signal });
    stop.abort();
    await expect(second).rejects.toThrow(Cancelled);
    await first;
    await sessions.run(key, {}, [], {});
    expect(workers.asked.filter((each) => each === 'run')).toHaveLength(2);
  });

  it('is replaced after many runs on the graphics card', async () => {
    const { workers, sessions } = scene();
    const key = sessions.acquire(files('a'), 'webgpu', {});
    for (let i = 0; i < 405; i++) await sessions.run(key, {}, [], {});
    expect([workers.started, workers.asked.filter((each) => each === 'run').length]).toEqual([2, 405]);
  });
});
