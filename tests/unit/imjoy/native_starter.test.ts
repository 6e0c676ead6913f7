import { describe, expect, it, vi } from 'vitest';
import { readImJoyFile } from '../../../pwa/src/imjoy/file.js';
import { headerOf } from '../../../pwa/src/imjoy/header.js';
import { type NativeEngine, NativeStarter } from '../../../pwa/src/imjoy/native_starter.js';
import { Operators } from '../../../pwa/src/imjoy/operators.js';
import type { PluginRecord } from '../../../pwa/src/plugins/index.js';
import { MessagePortEndpoint, Peer, PeerPort, type RemoteObject } from '../../../pwa/src/rpc/index.js';

const TEXT = `<config lang="json">{"name": "Native", "type": "native-python", "version": "1", "description": "Adds"}</config>
<script lang="python">api.export(Plugin())</script>`;

function record(): PluginRecord {
  const header = headerOf(readImJoyFile(TEXT, 'Native.imjoy.html', null));
  return { id: 'file:Native', text: TEXT, fileName: 'Native.imjoy.html', sha256: 'f00', header } as PluginRecord;
}

function setUp() {
  let end: (reason: string) => void = () => undefined;
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  const install = vi.fn<NativeEngine['install']>(async (_file, controls) => {
    controls?.onLog?.('Installing torch', 'info');
    return { id: 'f00', name: 'Native', version: '1', owner: 'ann', ops: [], exports: ['setup', 'run', 'add'] };
  });
  const call = vi.fn<NativeEngine['call']>(async (_id, method, args) => [method, ...args]);
  const onLog = vi.fn();
  const onStep = vi.fn();
  const host = { alert: () => 'seen', version: '0.1' };
  const engine = async () => ({ install, call, closed });
  const operators = new Operators();
  const starter = new NativeStarter({ engine, host, operators, onLog });
  const controls = { signal: new AbortController().signal, onStep, onError: vi.fn(), onOps: vi.fn() };
  return { start: () => starter.start(record(), controls), install, call, onLog, onStep, end, host };
}

describe('a native-python plugin', () => {
  it('is installed on the engine, and tells what is going on there', async () => {
    const { start, install, onLog, onStep } = setUp();
    const started = await start();
    expect(install.mock.calls[0]?.[0]).toEqual({ text: TEXT, name: 'Native.imjoy.html', sha256: 'f00', tag: null });
    expect(onStep.mock.calls.map(([step]) => step)).toEqual([
      'Looking for an engine',
      'Installing on the engine',
      'Installing torch',
    ]);
    expect(onLog).toHaveBeenCalledWith('Installing torch', 'info');
    expect(started.methods).toEqual(['setup', 'run', 'add']);
    expect(started.ops.map(({ name, title }) => [name, title])).toEqual([['run', 'Native']]);
    started.sandbox.terminate('the test is over');
  });

  it('is called there, with the functions of this page', async () => {
    const { start, call, host } = setUp();
    const started = await start();
    const onProgress = vi.fn();
    expect(await started.call?.('add', [1, 2], {}, { onProgress })).toEqual(['add', 1, 2]);
    const [id, method, args, , controls, given] = call.mock.calls[0] ?? [];
    expect([id, method, args]).toEqual(['f00', 'add', [1, 2]]);
    expect(controls?.onProgress).toBe(onProgress);
    expect(given).toEqual({ alert: host.alert });
    started.sandbox.terminate('the test is over');
  });

  it('is called by other plugins too', async () => {
    const { start } = setUp();
    const { peer, sandbox } = await start();
    const { port1, port2 } = new MessageChannel();
    await (peer.root as unknown as RemoteObject).connect?.(new PeerPort(port1, 'Native'));
    const other = new Peer<RemoteObject>(new MessagePortEndpoint(port2), { name: 'Native' });
    expect(await other.root.add?.(3, 4)).toEqual(['add', 3, 4]);
    other.close();
    sandbox.terminate('the test is over');
  });

  it('ends with the engine', async () => {
    const { start, end } = setUp();
    const { sandbox } = await start();
    end('The engine has gone.');
    expect(await sandbox.ended).toBe('The engine has gone.');
  });
});
