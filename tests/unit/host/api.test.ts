import { describe, expect, test, vi } from 'vitest';
import { type Caller, type HostServices, makeApi } from '../../../pwa/src/host/index.js';
import { NDArray, Table } from '../../../pwa/src/rpc/index.js';

const plugin: Caller = { kind: 'plugin', id: 'p', name: 'P' };

function services() {
  const calls: unknown[][] = [];
  const note =
    (name: string, answer: unknown) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return answer;
    };
  const names = [
    'installPlugin',
    'getPlugin',
    'callPlugin',
    'createWindow',
    'openImage',
    'log',
    'showMessage',
    'alert',
    'confirm',
    'prompt',
    'exportFile',
  ];
  return { calls, it: Object.fromEntries(names.map((name) => [name, note(name, name)])) as unknown as HostServices };
}

describe('the api', () => {
  test('lets only the page skip the question before a plugin is installed', async () => {
    const { calls, it } = services();
    await makeApi(it, { kind: 'page' }).installPlugin({ src: 'a.py', confirm: false });
    await makeApi(it, plugin).installPlugin({ src: 'a.py', confirm: false });
    expect(calls.map(([, , request]) => request)).toEqual([
      { src: 'a.py', sha256: null, confirm: false },
      { src: 'a.py', sha256: null, confirm: true },
    ]);
  });

  test('takes a plugin by name, address and tag, as ImJoy does', async () => {
    const { calls, it } = services();
    const api = makeApi(it, plugin);
    for (const given of ['P', { name: 'P' }, { name: 'P', src: 'u/r:P', tag: 'GPU' }, { src: 'u/r:P@GPU', tag: 'GPU' }])
      await api.getPlugin(given);
    const common = { sha256: null, confirm: true };
    expect(calls.map(([, , request]) => request)).toEqual([
      { src: 'P', ...common },
      { src: 'P', ...common },
      { src: 'u/r:P@GPU', name: 'P', ...common },
      { src: 'u/r:P@GPU', ...common },
    ]);
    await expect(api.getPlugin({ src: 'a.py', tag: 1 })).rejects.toThrow(/“tag”/);
  });

  test('takes arguments in order or by name, and hands a signal of the page on', async () => {
    const { calls, it } = services();
    const { signal } = new AbortController();
    await makeApi(it, { kind: 'page' }).call('p', 'op', 1, { sigma: 2 }, { signal });
    const [, , request, op, args, controls] = calls[0] ?? [];
    expect([request, op, args]).toEqual([{ src: 'p', sha256: null, confirm: true }, 'op', [1, { sigma: 2 }]]);
    expect((controls as { signal: AbortSignal }).signal).toBe(signal);
  });

  test('tells the kind of a window from its data', async () => {
    const { calls, it } = services();
    const api = makeApi(it, plugin);
    const image = new NDArray(new Uint8Array(4), [2, 2]);
    await api.createWindow({ name: 'I', data: image });
    await api.createWindow({ type: 'table', name: 'T', data: new Table(['a'], [[1]]) });
    await api.createWindow('some text');
    expect(calls.map(([, , request]) => (request as { type: string }).type)).toEqual(['image', 'table', 'word']);
  });

  test.each([
    ['a window without data', { type: 'image' }, /createWindow: expected “data”, an array/],
    [
      'a window of ImJoy’s without a source',
      { type: 'rpc-window', data: 'x' },
      /one of image, labels, table, plot, figure, file, text/,
    ],
    ['a misspelt argument', { typ: 'image' }, /unknown argument “typ”/],
  ])('refuses %s with a sentence', async (_what, config, message) => {
    await expect(makeApi(services().it, plugin).createWindow(config)).rejects.toThrow(message);
  });

  test('logs what is no text as JSON, at the level that is asked for', async () => {
    const it = { ...services().it, log: vi.fn() };
    const api = makeApi(it as unknown as HostServices, plugin);
    await api.log('a', 1, { b: 2 });
    await api.log('careful', { level: 'warning' });
    expect(it.log.mock.calls).toEqual([
      [plugin, 'info', 'a 1 {"b":2}'],
      [plugin, 'warning', 'careful'],
    ]);
  });
});
