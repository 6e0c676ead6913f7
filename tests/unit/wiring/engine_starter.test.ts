import { describe, expect, it, vi } from 'vitest';
import type { PluginRecord } from '../../../pwa/src/plugins/index.js';
import { EngineStarter, type EngineStarterParts } from '../../../pwa/src/wiring/engine_starter.js';

type Engine = Awaited<ReturnType<EngineStarterParts['engine']>>;

function setUp() {
  let end: (reason: string) => void = () => undefined;
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  const ops = [{ name: 'read', title: 'Read settings', doc: '', params: [], results: [] }];
  const install = vi.fn<Engine['install']>(async (_file, controls) => {
    controls?.onLog?.('Resolved 1 package', 'info');
    return { id: 'f00', name: 'Settings', version: '1', owner: 'ann', ops, exports: ['helper'] };
  });
  const call = vi.fn<Engine['call']>(async (_id, method, args) => [method, ...args]);
  const onStep = vi.fn();
  const host = { alert: () => 'seen', version: '0.1' };
  const starter = new EngineStarter({ engine: async () => ({ install, call, closed }), host, onLog: vi.fn() });
  const record = { text: 'source', fileName: 'settings.py', sha256: 'f00', header: { name: 'Settings' } };
  const controls = { signal: new AbortController().signal, onStep, onError: vi.fn(), onOps: vi.fn() };
  return { start: () => starter.start(record as PluginRecord, controls), install, call, onStep, end, host };
}

describe('a plugin in Python that an engine runs', () => {
  it('is installed there, and has the ops that the engine found', async () => {
    const { start, install, onStep } = setUp();
    const { ops, methods, sandbox } = await start();
    expect(install.mock.calls[0]?.[0]).toEqual({ text: 'source', name: 'settings.py', sha256: 'f00' });
    expect(onStep.mock.calls.map(([step]) => step)).toContain('Resolved 1 package');
    expect([ops.map(({ name }) => name), methods]).toEqual([['read'], ['helper']]);
    sandbox.terminate('the test is over');
  });

  it('is called there, with the functions of this page', async () => {
    const { start, call, host } = setUp();
    const { call: run, sandbox } = await start();
    expect(await run('read', [1], {}, {})).toEqual(['read', 1]);
    expect(call.mock.calls[0]?.at(-1)).toEqual({ alert: host.alert });
    sandbox.terminate('the test is over');
  });

  it('ends with the connection to the engine', async () => {
    const { start, end } = setUp();
    const { sandbox } = await start();
    end('The engine is gone.');
    expect(await sandbox.ended).toBe('The engine is gone.');
  });
});
