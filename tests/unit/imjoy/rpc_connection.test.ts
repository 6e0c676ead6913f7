// The real libraries run with a page's names around them, as they would in its frame, and speak with our side.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { RpcConnection } from '../../../pwa/src/imjoy/rpc_connection.js';
import { expose, NDArray } from '../../../pwa/src/rpc/index.js';

const require = createRequire(import.meta.url);
const LIBRARIES = { '0.5.9': 'imjoy-rpc-0.5.9/dist/imjoy-rpc.min.js', '0.5.59': 'imjoy-rpc/dist/imjoy-rpc.min.js' };

interface PageApi {
  readonly [name: string]: (...args: unknown[]) => Promise<unknown>;
}
interface Page {
  readonly connection: RpcConnection;
  readonly errors: string[];
  /** The library's api, once it is connected. */
  readonly api: Promise<PageApi & { export(target: object): void }>;
}

/** A page with the library of this version, and our side of the conversation. */
function open(version: keyof typeof LIBRARIES, host: Record<string, unknown>, waits = false): Page {
  const errors: string[] = [];
  const events = new EventTarget();
  const parent = {
    postMessage: (data: unknown) => void Promise.resolve().then(() => connection.receive(structuredClone(data))),
  };
  const page: Record<string, unknown> = {
    parent,
    location: { origin: 'null', hostname: 'x', protocol: 'https:' },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    dispatchEvent: events.dispatchEvent.bind(events),
    console: { ...console, log: () => undefined, error: () => undefined, warn: () => undefined },
    top: {},
  };
  page.ImageData = class {};
  page.window = page;
  page.self = page;
  page.globalThis = page;
  const connection = new RpcConnection({
    name: 'Page',
    post: (message) => {
      const event = new Event('message') as Event & { data: unknown; origin: string };
      event.data = structuredClone(message);
      void Promise.resolve().then(() => events.dispatchEvent(event));
    },
    api: host,
    allowExecution: false,
    onError: (message) => errors.push(message),
    onDisconnect: () => undefined,
  });
  const source = fs.readFileSync(require.resolve(LIBRARIES[version]), 'utf8');
  // Its global names are our page's; its objects are of this realm, as messages are.
  vm.compileFunction(source, Object.keys(page)).apply(page, Object.values(page));
  const library = page.imjoyRPC as {
    setupRPC(config: object): Promise<Page['api']>;
    waitForInitialization(config: object): void;
    VERSION: string;
  };
  expect(library.VERSION).toBe(version);
  if (!waits)
    return {
      connection,
      errors,
      api: library.setupRPC({ name: 'Page', type: 'rpc-window' }) as unknown as Page['api'],
    };
  library.waitForInitialization({});
  const api = new Promise((resolve) => {
    events.addEventListener('imjoy_remote_api_ready', (event) => resolve((event as CustomEvent).detail), {
      once: true,
    });
  });
  return { connection, errors, api: api as Page['api'] };
}

describe.each(['0.5.9', '0.5.59'] as const)('a page with imjoy-rpc %s', (version) => {
  test('is greeted, and each side calls the other', async () => {
    const log = vi.fn();
    const page = open(version, { log, 'utils.add': (a: number, b: number) => a + b });
    const api = await page.api;
    api.export({ twice: (x: number) => 2 * x, setup: () => undefined });
    expect(await page.connection.exported).toContain('twice');
    expect(await page.connection.call('twice', [21])).toBe(42);
    await api.log?.('hello');
    expect(log).toHaveBeenCalledWith('hello');
    const { utils } = api as unknown as { utils: { add(a: number, b: number): Promise<number> } };
    expect(await utils.add(1, 2)).toBe(3);
    expect(page.errors).toEqual([]);
  });

  test('may wait to be initialised', async () => {
    const page = open(version, { echo: (value: unknown) => value }, true);
    const api = await page.api;
    api.export({ ready: () => 'yes' });
    await page.connection.exported;
    expect(await page.connection.call('ready', [])).toBe('yes');
    expect(await api.echo?.('a')).toBe('a');
  });

  test('takes and gives arrays, bytes, maps, sets, blobs and text', async () => {
    const page = open(version, { echo: (value: unknown) => value });
    const api = await page.api;
    let seen: unknown;
    api.export({
      look: (value: unknown) => {
        seen = value;
        return value;
      },
    });
    await page.connection.exported;
    const array = new NDArray(Float32Array.from([1, 2, 3, 4, 5, 6]), [2, 3]);
    const back = (await page.connection.call('look', [array])) as NDArray;
    expect(seen).toMatchObject({ _rtype: 'ndarray', _rshape: [2, 3], _rdtype: 'float32' });
    expect(back).toBeInstanceOf(NDArray);
    expect([[...back.data], back.shape, back.dtype]).toEqual([[1, 2, 3, 4, 5, 6], [2, 3], 'float32']);
    expect(await page.connection.call('look', [new Map([['a', 1]])])).toEqual(new Map([['a', 1]]));
    expect(await page.connection.call('look', [new Set([1, 2])])).toEqual(new Set([1, 2]));
    expect(await page.connection.call('look', [Uint8Array.of(1, 2, 255)])).toEqual(Uint8Array.of(1, 2, 255));
    expect(await page.connection.call('look', [Int16Array.of(-1, 300)])).toEqual(Int16Array.of(-1, 300));
    expect(await page.connection.call('look', [{ a: [1, 'ü', null, true] }])).toEqual({ a: [1, 'ü', null, true] });
    // Node's structured clone knows no File.
    const blob = (await page.connection.call('look', [new Blob(['abc'], { type: 'text/plain' })])) as Blob;
    expect([blob.type, await blob.text()]).toEqual(['text/plain', 'abc']);
  });

  test('says what went wrong, on both sides', async () => {
    const page = open(version, {
      fail: () => {
        throw new RangeError('too far');
      },
    });
    const api = await page.api;
    api.export({
      fail: () => {
        throw new TypeError('not this');
      },
    });
    await page.connection.exported;
    await expect(page.connection.call('fail', [])).rejects.toMatchObject({ name: 'TypeError', message: 'not this' });
    await expect(page.connection.call('absent', [])).rejects.toThrow('Page has no function “absent”');
    await expect(api.fail?.()).rejects.toThrow('RangeError: too far');
  });

  test('is given functions and objects whose methods it calls, and lets them go', async () => {
    const handle = expose({ id: 'w1', close: () => 'closed' }, ['close'], ['id']);
    const page = open(version, { createWindow: () => handle });
    const api = await page.api;
    api.export({ ask: async (callback: (text: string) => Promise<string>) => `${await callback('a')}!` });
    await page.connection.exported;
    expect(await page.connection.call('ask', [(text: string) => `${text}b`])).toBe('ab!');
    const window = (await api.createWindow?.()) as { id: string; close(): Promise<string> };
    expect([window.id, await window.close()]).toEqual(['w1', 'closed']);
    await (api.disposeObject as (target: object) => Promise<void>)(window);
    await expect(window.close()).rejects.toThrow('not kept any more');
  });

  test('leaves no call waiting when it is closed', async () => {
    const page = open(version, {});
    const api = await page.api;
    api.export({ never: () => new Promise(() => undefined) });
    await page.connection.exported;
    const call = page.connection.call('never', []);
    page.connection.close('the window was closed');
    await expect(call).rejects.toThrow('the window was closed');
  });
});

test('nonsense from a page is told, and ends nothing', async () => {
  const page = open('0.5.9', { echo: (value: unknown) => value });
  const api = await page.api;
  let deep: unknown = 1;
  for (let i = 0; i < 200; i++) deep = [deep];
  for (const message of [
    null,
    3,
    'x',
    {},
    { type: 3 },
    { type: 'callback', id: 99, args: [] },
    { type: 'method', object_id: '__proto__', name: 'constructor', args: [] },
    { type: 'setInterface', api: deep },
    { type: 'initialized' },
  ])
    page.connection.receive(message);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(page.errors.length).toBeGreaterThanOrEqual(4);
  expect(await api.echo?.('still here')).toBe('still here');
});
