import { describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../pwa/src/host/index.js';
import { firstStatus } from '../../../pwa/src/workspace/first_status.js';
import { WindowHandles } from '../../../pwa/src/workspace/window_handles.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const plugin = (id: string): Caller => ({ kind: 'plugin', id, name: id.toUpperCase() });
type Handle = { readonly [name: string]: (...args: unknown[]) => unknown } & {
  readonly id: string;
  readonly name: string;
};

function desk() {
  vi.stubGlobal('navigator', { onLine: true });
  const workspace = new Workspace({ ...firstStatus('1') });
  const handles = new WindowHandles(workspace);
  const open = (caller: Caller, id: string, name = 'Notes') =>
    handles.open(caller, { kind: 'text', id, title: name, text: '' }, `mine-${id}`, {
      methods: { setText: (text) => `set ${String(text)}`, close: () => 'never' },
      onClose: () => closed.push(id),
    }) as unknown as Handle;
  const closed: string[] = [];
  return { workspace, handles, open, closed };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the handle of a window', () => {
  test('offers what the window does, and keeps the names that all handles have', () => {
    const { open, workspace } = desk();
    const handle = open(plugin('a'), 'w1');
    expect([handle.id, handle.name, handle.setText?.('x')]).toEqual(['w1', 'Notes', 'set x']);
    expect(handle.close?.()).toBeUndefined();
    expect(workspace.windows).toEqual([]);
  });

  test('is told of to the run during which a plugin opened it', () => {
    const { open, workspace } = desk();
    const run = (id: string, pluginId: string, state: string) =>
      workspace.addRun({ id, pluginId, state, outputs: [] } as never);
    run('done', 'a', 'done');
    run('mine', 'a', 'running');
    run('other', 'b', 'running');
    open(plugin('a'), 'w1');
    open({ kind: 'page' } as Caller, 'w2');
    expect(workspace.runs.map(({ outputs }) => outputs)).toEqual([[], ['w1'], []]);
  });

  test('tells listeners what was emitted, also those who come later and ask for it', async () => {
    const { open } = desk();
    const handle = open(plugin('a'), 'w1');
    const [early, late, gone] = [vi.fn(), vi.fn(), vi.fn()];
    handle.on?.('picked', early);
    handle.on?.('picked', gone);
    handle.off?.('picked', gone);
    handle.emit?.('picked', { x: 1 });
    handle.on?.('picked', late, true);
    await settled();
    expect([early.mock.calls, late.mock.calls, gone.mock.calls]).toEqual([[[{ x: 1 }]], [[{ x: 1 }]], []]);
  });

  test('is told when the person closes the window, once', async () => {
    const { open, workspace, closed } = desk();
    const heard = vi.fn();
    const handle = open(plugin('a'), 'w1');
    handle.on?.('close', heard);
    workspace.closeWindow('w1');
    await settled();
    handle.close?.();
    await settled();
    expect([heard.mock.calls.length, closed]).toEqual([1, ['w1']]);
    expect(() => handle.focus?.()).toThrow('has been closed');
  });

  test('hides a window without ending it, and shows it again', async () => {
    const { open, workspace, closed } = desk();
    const handle = open(plugin('a'), 'w1');
    handle.hide?.();
    await settled();
    expect([workspace.windows.length, closed]).toEqual([0, []]);
    handle.show?.();
    expect(workspace.windows.map(({ id }) => id)).toEqual(['w1']);
  });

  test('is found by its plugin only, by id, own name or title, and by the page', () => {
    const { open, handles } = desk();
    const handle = open(plugin('a'), 'w1');
    for (const name of ['w1', 'mine-w1', 'Notes']) expect(handles.find(plugin('a'), name)).toBe(handle);
    expect(handles.find(plugin('b'), 'w1')).toBeNull();
    expect(handles.find({ kind: 'page' }, 'Notes')).toBe(handle);
  });

  test('a listener that fails stops no other', async () => {
    const { open, workspace } = desk();
    const handle = open(plugin('a'), 'w1');
    const heard = vi.fn();
    handle.on?.('x', () => {
      throw new Error('broken');
    });
    handle.on?.('x', heard);
    handle.emit?.('x', 1);
    await settled();
    expect(heard).toHaveBeenCalledWith(1);
    expect(workspace.state.log.at(-1)?.text).toContain('broken');
  });
});
