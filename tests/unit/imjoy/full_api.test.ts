import { describe, expect, test, vi } from 'vitest';
import { type Caller, type HostServices, makeApi } from '../../../pwa/src/host/index.js';
import { type ImJoyServices, makeFullApi, nested, Operators, ServiceRegistry } from '../../../pwa/src/imjoy/index.js';
import { callerOf } from '../../../pwa/src/imjoy/operators.js';

const caller: Caller = { kind: 'plugin', id: 'p', name: 'P' };
type Functions = { readonly [name: string]: (...args: unknown[]) => Promise<unknown> };
type Namespaces = { readonly fs: Functions };

/** The api of a plugin whose host notes what it is asked for. */
function plugin({ isImJoy = true } = {}) {
  const host = { createWindow: vi.fn(), getWindow: vi.fn(), getPlugin: vi.fn(), installPlugin: vi.fn(), log: vi.fn() };
  const services = { hasPlugin: vi.fn(() => false), loadPlugin: vi.fn(), installSource: vi.fn(), logPicture: vi.fn() };
  const operators = new Operators();
  const base = makeApi(host as unknown as HostServices, caller);
  const parts = { services: services as unknown as ImJoyServices, registry: new ServiceRegistry(), operators, isImJoy };
  const api = nested(makeFullApi(base, caller, parts)) as unknown as Functions & Namespaces;
  return { api, host, services, operators };
}

describe('Older names of ImJoy’s functions', () => {
  test('register an operator, or what its type says', async () => {
    const { api, operators } = plugin();
    await api.register?.({ name: 'LUT', ui: "{id: 'lut', type: 'choose', options: ['hot']}", run: () => 1 });
    expect(operators.descriptions().map(({ name }) => name)).toEqual(['LUT']);
    const id = await api.register?.({ type: 'model', predict: () => 2 });
    expect(await api.getServices?.({ type: 'model' })).toMatchObject([{ id, type: 'model' }]);
    expect(operators.descriptions()).toHaveLength(1);
    await api.unregister?.({ id });
    expect(await api.getServices?.({ type: 'model' })).toEqual([]);
    await api.unregister?.({ type: 'operator', name: 'LUT' });
    expect(operators.descriptions()).toEqual([]);
    await expect(api.unregister?.('LUT')).rejects.toThrow('there is no operator “LUT”');
  });

  test('register operators in the order of the calls, also where one is refused', async () => {
    const { api, operators } = plugin();
    const names = ['First', 'Second', 'Third'];
    const calls = names.map((name) => api.register?.({ name, ui: name === 'Second' ? "{id: 'x', type: }" : '' }));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(operators.descriptions().map(({ name }) => name)).toEqual(['First', 'Third']);
  });

  test('tell the function “update” of an operator what now stands in its form', async () => {
    const { api, operators } = plugin();
    const [run, update] = [vi.fn(), vi.fn()];
    await api.register?.({ name: 'LUT', ui: "{id: 'lut', type: 'choose', options: ['hot', 'cold']}", run, update });
    const [{ update: name = '' } = {}] = operators.descriptions();
    const call = callerOf(operators, vi.fn());
    await call(name, [], { lut: 'cold' }, {});
    expect(update.mock.calls[0]?.[0]).toMatchObject({ config: { lut: 'cold', type: 'P/LUT' } });
    expect(run).not.toHaveBeenCalled();
  });

  test('update a window by its handle or its name', async () => {
    const { api, host } = plugin();
    const run = vi.fn();
    await api.updateWindow?.({ id: { run }, data: { value: 1 } });
    host.getWindow.mockReturnValue({ run });
    await api.updateWindow?.({ id: 'Mine' }, { data: { value: 2 } });
    expect(run.mock.calls).toEqual([[{ data: { value: 1 }, config: {} }], [{ data: { value: 2 }, config: {} }]]);
    host.getWindow.mockReturnValue(null);
    await expect(api.updateWindow?.({ id: 'gone' })).rejects.toThrow('updateWindow: expected “id”');
  });
});

describe('Windows', () => {
  test('may be described by more than is read, as far as the plugin is one of ImJoy’s', async () => {
    const config = { type: 'text', data: 'words', __test__mode__: true, namespace: 'x' };
    const { api, host } = plugin();
    await api.createWindow?.(config);
    expect(host.createWindow).toHaveBeenCalledWith(caller, expect.objectContaining({ type: 'text', text: 'words' }));
    await expect(plugin({ isImJoy: false }).api.createWindow?.(config)).rejects.toThrow('__test__mode__');
  });

  test('are found by their type', async () => {
    const { api, host } = plugin();
    await api.getWindow?.({ type: 'Image Window' });
    expect(host.getWindow).toHaveBeenCalledWith(caller, 'Image Window');
  });

  test('compare pictures by addresses without a scheme', async () => {
    const { api, host } = plugin();
    const data = { first: '//example.org/1.png', second: 'https://example.org/2.png' };
    await api.createWindow?.({ type: 'imjoy/image-compare', data });
    const [, request] = host.createWindow.mock.calls[0] as [Caller, { first: URL; second: URL }];
    expect([request.first.href, request.second.href]).toEqual(['https://example.org/1.png', data.second]);
  });
});

describe('Plugins', () => {
  const TEXT = '<config>{"name": "A"}</config>\n<script>1</script>';

  test('are got by name, by address with a tag, and by their whole text', async () => {
    const { api, host, services } = plugin();
    await api.getPlugin?.('A');
    await api.getPlugin?.('u/r:A', { tag: 'GPU', namespace: 'x' });
    expect(host.getPlugin.mock.calls.map(([, request]) => (request as { src: string }).src)).toEqual([
      'A',
      'u/r:A@GPU',
    ]);
    await api.getPlugin?.(TEXT);
    expect(services.loadPlugin).toHaveBeenCalledWith(caller, TEXT);
  });

  test('are installed by “uri” and by “code”', async () => {
    const { api, host, services } = plugin();
    await api.installPlugin?.({ uri: 'https://example.org/a.imjoy.html', namespace: 'x' });
    expect(host.installPlugin).toHaveBeenCalledWith(
      caller,
      expect.objectContaining({ src: 'https://example.org/a.imjoy.html' }),
    );
    await api.installPlugin?.({ code: TEXT });
    expect(services.installSource).toHaveBeenCalledWith(caller, TEXT);
  });
});

describe('The file system', () => {
  test('answers callbacks as Node.js does', async () => {
    const { api } = plugin();
    const heard: unknown[] = [];
    const hear = (...values: unknown[]) => heard.push(values);
    await api.fs.writeFile?.('/tmp/a.txt', 'text', hear);
    await api.fs.readFile?.('/tmp/a.txt', 'utf8', hear);
    await api.fs.exists?.('/tmp/b.txt', hear);
    await api.fs.readFile?.('/tmp/b.txt', hear);
    expect(heard.slice(0, 3)).toEqual([[null, undefined], [null, 'text'], [false]]);
    expect(heard[3]).toEqual([expect.objectContaining({ message: 'ENOENT: there is no file /tmp/b.txt.' })]);
  });

  test('is also the plugin BrowserFS, which reads in parts', async () => {
    const { api } = plugin();
    const { fs } = ((await api.getPlugin?.('BrowserFS')) ?? {}) as Namespaces;
    await fs.writeFile?.('/tmp/numbers', '0123456789');
    const file = await fs.open?.('/tmp/numbers', 'r');
    expect(await fs.fstat?.(file)).toMatchObject({ size: 10 });
    const heard = vi.fn();
    await fs.read?.(file, new Uint8Array(4), 0, 4, 8, heard);
    expect(heard).toHaveBeenCalledWith(null, 2, Uint8Array.from([0x38, 0x39, 0, 0]));
    await fs.close?.(file);
    await expect(fs.fstat?.(file)).rejects.toThrow('EBADF');
  });
});

test('A picture is logged by its address', async () => {
  const { api, services } = plugin();
  await api.log?.({ type: 'image', value: 'https://example.org/a.png' });
  expect(services.logPicture).toHaveBeenCalledWith(caller, new URL('https://example.org/a.png'));
});
