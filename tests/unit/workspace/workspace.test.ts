import { describe, expect, test } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import type { Layer, Status } from '../../../pwa/src/workspace/model.js';
import { imageLayer } from '../../../pwa/src/workspace/new_layers.js';
import { Questions } from '../../../pwa/src/workspace/questions.js';
import { Tasks } from '../../../pwa/src/workspace/tasks.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const status: Status = {
  version: '1',
  online: true,
  isolated: false,
  offline: { kind: 'unsupported' },
  needNetwork: [],
  updateReady: false,
  persisted: null,
  installable: false,
  device: 'WebAssembly',
};
const make = () => new Workspace(status);
const data = new NDArray(new Uint8Array(4), [2, 2]);
const layer = (id: string, windowId: string): Layer => imageLayer({ id, windowId, name: id }, arraySource(data));

describe('the workspace', () => {
  test('tells its listeners once for all changes of a turn, until they leave', async () => {
    const workspace = make();
    let told = 0;
    const leave = workspace.subscribe(() => {
      told += 1;
    });
    workspace.log('info', 'a', '1');
    workspace.log('info', 'a', '2');
    await Promise.resolve();
    expect(told).toBe(1);
    leave();
    workspace.log('info', 'a', '3');
    await Promise.resolve();
    expect(told).toBe(1);
    expect(workspace.state.log.map(({ text }) => text)).toEqual(['1', '2', '3']);
  });

  test('replaces its state and never changes it in place', () => {
    const workspace = make();
    const before = workspace.state;
    workspace.addWindow({ kind: 'image', id: 'w', title: 'W', address: null, layers: [layer('a', 'w')] });
    expect(before.windows).toEqual([]);
    workspace.addLayer(layer('b', 'w'));
    workspace.setLayer('a', { visible: false });
    expect(workspace.layers.map(({ id, visible }) => [id, visible])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    workspace.removeLayer('a');
    expect(workspace.layers.map(({ id }) => id)).toEqual(['b']);
  });

  test('shows the neighbour when the active window is closed', () => {
    const workspace = make();
    for (const id of ['a', 'b', 'c']) workspace.addWindow({ kind: 'text', id, title: id, text: '' });
    workspace.closeWindow('c');
    expect(workspace.state.activeWindow).toBe('b');
    workspace.closeWindow('a');
    expect(workspace.state.activeWindow).toBe('b');
    workspace.closeWindow('b');
    expect(workspace.state.activeWindow).toBeNull();
  });

  test('comes back to the window that was in front before the one that is closed', () => {
    const workspace = new Workspace({} as never);
    for (const id of ['a', 'b', 'c']) workspace.addWindow({ kind: 'text', id, title: id, text: '' });
    workspace.update({ activeWindow: 'a' });
    workspace.addWindow({ kind: 'text', id: 'd', title: 'd', text: '' });
    expect(workspace.state.fronts).toEqual(['d', 'a', 'c', 'b']);
    workspace.closeWindow('d');
    expect([workspace.state.activeWindow, workspace.state.fronts]).toEqual(['a', ['a', 'c', 'b']]);
  });

  test('keeps the newest lines of an endless log', () => {
    const workspace = make();
    for (let i = 0; i < 3000; i++) workspace.log('info', 'a', String(i));
    expect(workspace.state.log).toHaveLength(2000);
    expect(workspace.state.log.at(-1)?.text).toBe('2999');
  });
});

describe('questions', () => {
  test('wait for their answers, and too many are refused', async () => {
    const workspace = make();
    const questions = new Questions(workspace);
    const first = questions.ask({ kind: 'confirm', from: 'P', text: 'Sure?' });
    for (let i = 0; i < 4; i++) void questions.ask({ kind: 'alert', from: 'P', text: String(i) });
    await expect(questions.ask({ kind: 'alert', from: 'P', text: 'one more' })).rejects.toThrow(/5 questions open/);
    questions.answer(workspace.state.questions[0]?.id ?? '', true);
    expect(await first).toBe(true);
    expect(workspace.state.questions).toHaveLength(4);
  });
});

describe('a task', () => {
  test('is shown while it lasts, and what goes wrong is told with what was tried', async () => {
    const workspace = make();
    const tasks = new Tasks(workspace);
    const result = tasks.run('Opening a.tif', async ({ report }) => {
      report(0.5, 'Reading');
      expect(workspace.state.tasks[0]?.progress).toEqual({ fraction: 0.5, text: 'Reading' });
      throw new Error('It is empty.');
    });
    expect(await result).toBeNull();
    expect(workspace.state.tasks).toEqual([]);
    expect(workspace.state.notices[0]).toMatchObject({ title: 'Opening a.tif failed', message: 'It is empty.' });
  });

  test('that the person stops is not told as a failure', async () => {
    const workspace = make();
    const tasks = new Tasks(workspace);
    const result = tasks.run('Fetching', ({ signal }) => {
      return new Promise((_resolve, reject) => {
        signal.onabort = () => reject(new DOMException('stopped', 'AbortError'));
      });
    });
    tasks.stop(workspace.state.tasks[0]?.id ?? '');
    expect(await result).toBeNull();
    expect(workspace.state.notices).toEqual([]);
  });
});
