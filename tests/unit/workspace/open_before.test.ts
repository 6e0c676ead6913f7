import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { Images } from '../../../pwa/src/workspace/images.js';
import type { RecentItem } from '../../../pwa/src/workspace/model.js';
import { watchOpen } from '../../../pwa/src/workspace/open_before.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const base = new URL('https://example.org/some/where/');
const recents: readonly RecentItem[] = [{ id: 'r1', name: 'cells.czi', isFolder: false, openedAt: 1 }];

function visit(known = recents) {
  const workspace = new Workspace({} as never);
  workspace.update({ recents: known });
  watchOpen(workspace, base);
  const images = new Images(workspace, {} as never, {} as never);
  const show = (name: string, address: string | null = null) =>
    images.show([arraySource(new NDArray(new Uint8Array(6), [2, 3], 'uint8', { axes: 'YX', name }))], name, address);
  return { workspace, show };
}

describe('what was open is told to the next visit', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    const getItem = (key: string) => kept.get(key) ?? null;
    vi.stubGlobal('localStorage', { getItem, setItem: (key: string, text: string) => kept.set(key, text) });
  });
  afterEach(() => vi.unstubAllGlobals());

  test('by its address, or as a file that the browser remembers; what has neither is left out', async () => {
    const { workspace, show } = visit();
    show('a.tif', 'https://images.example/a.tif');
    show('a.tif', 'https://images.example/a.tif');
    show('cells.czi');
    show('picked.png');
    await vi.waitFor(() => expect(kept.size).toBe(1));
    expect(workspace.state.openedBefore).toEqual([]);
    expect(visit().workspace.state.openedBefore).toEqual([
      { name: 'a.tif', address: 'https://images.example/a.tif' },
      { name: 'cells.czi', recent: 'r1' },
    ]);
    expect(visit([]).workspace.state.openedBefore.map(({ name }) => name)).toEqual(['a.tif']);
  });

  test('until it is closed', async () => {
    const { workspace, show } = visit();
    const id = show('cells.czi');
    await vi.waitFor(() => expect([...kept.values()]).not.toEqual(['[]']));
    workspace.closeWindow(id);
    await vi.waitFor(() => expect([...kept.values()]).toEqual(['[]']));
  });

  test.each(['{', '{}', '[1, null, {"name": "a"}, {"name": "a", "address": "no address"}]'])(
    '%s is nothing',
    (text) => {
      kept.set(`coverslip-open ${base.pathname}`, text);
      expect(visit().workspace.state.openedBefore).toEqual([]);
    },
  );

  test('and nothing is told where the browser keeps nothing', async () => {
    const denied = () => {
      throw new Error('denied');
    };
    vi.stubGlobal('localStorage', { getItem: denied, setItem: vi.fn(denied) });
    const { workspace, show } = visit();
    show('a.tif', 'https://images.example/a.tif');
    await vi.waitFor(() => expect(localStorage.setItem).toHaveBeenCalled());
    expect(workspace.state.openedBefore).toEqual([]);
  });
});
