import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OfflineChange, OfflineClient } from '../../../pwa/src/assets/index.js';

const base = new URL('https://example.org/some/where/');
const SCRIPT = 'https://example.org/some/where/sw.js';

/** A service worker as the page sees it. It answers `status` with `missing`. */
class FakeWorker extends EventTarget {
  readonly heard: string[] = [];
  missing: string[] = [];
  silent = false;
  onActivate: () => void = () => undefined;
  constructor(readonly scriptURL = SCRIPT) {
    super();
  }

  postMessage(message: { readonly type: string }, [port]: MessagePort[] = []): void {
    this.heard.push(message.type);
    if (!this.silent) port?.postMessage({ version: '1', missing: this.missing });
    if (message.type === 'activate') this.onActivate();
  }
}

class FakeRegistration extends EventTarget {
  active: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  updates = 0;
  async update(): Promise<void> {
    this.updates++;
  }
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null;
  readonly registration = new FakeRegistration();
  registered: unknown[] = [];
  refuses = false;
  startMessages(): void {}

  async register(...args: unknown[]): Promise<FakeRegistration> {
    if (this.refuses) throw new TypeError('404');
    this.registered = args;
    return this.registration;
  }

  /** A worker takes over. */
  control(worker: FakeWorker): void {
    this.controller = worker;
    this.registration.active = worker;
    this.registration.waiting = null;
    this.dispatchEvent(new Event('controllerchange'));
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

let container: FakeContainer;
let changes: OfflineChange[];
let reloads: number;
let busy: boolean;
let memory: Map<string, string>;

function client(): OfflineClient {
  return new OfflineClient(
    base,
    { version: '1' },
    {
      container: container as unknown as ServiceWorkerContainer,
      mayReload: () => !busy,
      onChange: (change) => changes.push(change),
      reload: () => reloads++,
      session: { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) },
    },
  );
}

/** Lets everything happen that needs no more than its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function lastState(): unknown {
  return changes.findLast(({ offline }) => offline)?.offline;
}

beforeEach(() => {
  container = new FakeContainer();
  changes = [];
  reloads = 0;
  busy = false;
  memory = new Map();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the start', () => {
  it('registers the worker for the base, past every cache', async () => {
    container.control(new FakeWorker());
    await client().start();
    expect(container.registered).toEqual([SCRIPT, { scope: base.href, updateViaCache: 'none' }]);
  });

  it('says that there is no offline use where there is no worker to be had', async () => {
    container.refuses = true;
    await client().start();
    expect(lastState()).toEqual({ kind: 'unsupported' });
    const without = new OfflineClient(
      base,
      { version: '1' },
      {
        container: undefined,
        mayReload: () => true,
        onChange: (change) => changes.push(change),
      },
    );
    await without.start();
    expect(without.state).toEqual({ kind: 'unsupported' });
  });

  it('reads from the worker that all is there', async () => {
    container.control(new FakeWorker());
    await client().start();
    expect(lastState()).toEqual({ kind: 'ready' });
  });

  it('names at once what is missing when the device is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const worker = new FakeWorker();
    worker.missing = ['one.wasm'];
    container.control(worker);
    await client().start();
    expect(lastState()).toEqual({ kind: 'incomplete', missing: ['one.wasm'] });
  });

  it('is not held up by a worker that does not answer, nor by one that does not come', async () => {
    const worker = new FakeWorker();
    worker.silent = true;
    container.control(worker);
    const started = client().start();
    await vi.advanceTimersByTimeAsync(10_000);
    await started;
    container = new FakeContainer();
    const other = client().start();
    await vi.advanceTimersByTimeAsync(3000);
    await other;
  });
});

describe('the reload that isolates the page', () => {
  beforeEach(() => {
    vi.stubGlobal('crossOriginIsolated', false);
  });

  it('happens once a session, when the worker has taken over, and nothing is begun after it', async () => {
    let begun = false;
    void client()
      .start()
      .then(() => {
        begun = true;
      });
    await settled();
    container.control(new FakeWorker());
    await settled();
    expect([reloads, begun]).toEqual([1, false]);
    await client().start();
    expect(reloads).toBe(1);
  });

  it('does not happen once the person has begun something', async () => {
    busy = true;
    container.control(new FakeWorker());
    await client().start();
    expect(reloads).toBe(0);
  });

  it('does not happen where the page is isolated, or nothing can be remembered', async () => {
    container.control(new FakeWorker());
    vi.stubGlobal('crossOriginIsolated', true);
    await client().start();
    vi.stubGlobal('crossOriginIsolated', false);
    memory.get = () => {
      throw new DOMException('no', 'SecurityError');
    };
    await client().start();
    expect(reloads).toBe(0);
  });

  it('does not happen for the worker of a site around this one', async () => {
    container.controller = new FakeWorker('https://example.org/sw.js');
    const started = client().start();
    await vi.advanceTimersByTimeAsync(3000);
    await started;
    expect(reloads).toBe(0);
  });
});

describe('saving', () => {
  let worker: FakeWorker;
  let offline: OfflineClient;
  beforeEach(async () => {
    worker = new FakeWorker();
    worker.missing = ['one.wasm'];
    container.control(worker);
    offline = client();
    await offline.start();
  });

  it('is asked for, and tells how far it is, and that it is done', async () => {
    await offline.save();
    expect(worker.heard).toEqual(['status', 'save']);
    container.say({ scope: base.href, type: 'saving', done: 5, total: 20 });
    expect(lastState()).toEqual({ kind: 'saving', fraction: 0.25 });
    container.say({ scope: base.href, type: 'saved', standing: { version: '1', missing: [] } });
    expect(lastState()).toEqual({ kind: 'ready' });
    await offline.save();
    expect(worker.heard).toEqual(['status', 'save']);
  });

  it('begins by itself when nobody asks for it', async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worker.heard).toEqual(['status', 'save']);
  });

  it('is asked for again when the worker falls silent', async () => {
    await offline.save();
    container.say({ scope: base.href, type: 'saving', done: 5, total: 20 });
    await vi.advanceTimersByTimeAsync(19_000);
    expect(worker.heard).toEqual(['status', 'save']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(worker.heard).toEqual(['status', 'save', 'save']);
  });

  it('that was not whole names what is missing, and is tried again later', async () => {
    await offline.save();
    container.say({ scope: base.href, type: 'saved', standing: { version: '1', missing: ['one.wasm'] } });
    expect(lastState()).toEqual({ kind: 'incomplete', missing: ['one.wasm'] });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(worker.heard).toEqual(['status', 'save', 'save']);
  });

  it('of another site does not concern this one', () => {
    container.say({ scope: `${base.href}inner/`, type: 'saved', standing: { version: '9', missing: [] } });
    expect(lastState()).toEqual({ kind: 'saving', fraction: null });
    container.say('nonsense');
  });

  it('that was asked for before there was a worker begins with it', async () => {
    container = new FakeContainer();
    const early = client();
    const started = early.start();
    await vi.advanceTimersByTimeAsync(3000);
    await started;
    await early.save();
    const late = new FakeWorker();
    late.missing = ['one.wasm'];
    container.control(late);
    await settled();
    expect(late.heard).toEqual(['status', 'save']);
  });
});

describe('a new version', () => {
  let old: FakeWorker;
  let next: FakeWorker;
  let offline: OfflineClient;
  beforeEach(async () => {
    old = new FakeWorker();
    next = new FakeWorker();
    container.control(old);
    offline = client();
    await offline.start();
    next.onActivate = () => container.control(next);
  });

  function arrives(): void {
    container.registration.installing = next;
    container.registration.dispatchEvent(new Event('updatefound'));
    container.registration.installing = null;
    container.registration.waiting = next;
    next.dispatchEvent(new Event('statechange'));
  }

  it('is told once when it is whole', () => {
    arrives();
    next.dispatchEvent(new Event('statechange'));
    expect(changes.filter(({ updateReady }) => updateReady)).toHaveLength(1);
    expect(reloads).toBe(0);
  });

  it('that did not arrive whole is not told', () => {
    container.registration.installing = next;
    container.registration.dispatchEvent(new Event('updatefound'));
    container.registration.installing = null;
    next.dispatchEvent(new Event('statechange'));
    expect(changes.some(({ updateReady }) => updateReady)).toBe(false);
  });

  it('that waited already is told at the start', async () => {
    container.registration.waiting = next;
    await client().start();
    expect(changes.filter(({ updateReady }) => updateReady)).toHaveLength(1);
  });

  it('takes over when the person says so, and every tab reloads once', async () => {
    arrives();
    const other: { reloads: number } = { reloads: 0 };
    const second = new OfflineClient(
      base,
      { version: '1' },
      {
        container: container as unknown as ServiceWorkerContainer,
        mayReload: () => false,
        onChange: () => undefined,
        reload: () => other.reloads++,
        session: { getItem: () => null, setItem: () => undefined },
      },
    );
    await second.start();
    offline.applyUpdate();
    container.dispatchEvent(new Event('controllerchange'));
    expect([next.heard, reloads, other.reloads]).toEqual([['activate'], 1, 1]);
  });

  it('is looked for when asked to', async () => {
    await offline.checkForUpdate();
    expect(container.registration.updates).toBe(1);
  });
});

describe('keeping the storage', () => {
  it('is asked of the browser, and its answer passed on', async () => {
    const answers = { persisted: async () => false, persist: async () => true };
    vi.stubGlobal('navigator', { storage: answers });
    expect(await client().persist()).toBe(true);
    vi.stubGlobal('navigator', { storage: { ...answers, persist: async () => false } });
    expect(await client().persist()).toBe(false);
    vi.stubGlobal('navigator', {});
    expect(await client().persist()).toBeNull();
  });
});
