import { beforeEach, expect, test, vi } from 'vitest';
import type { AssetRef } from '../../../pwa/src/contracts/site.js';
import type { PluginRecord } from '../../../pwa/src/plugins/index.js';
import type { NeedyPlugin } from '../../../pwa/src/plugins/offline_needs.js';
import type { PluginItem, Status } from '../../../pwa/src/workspace/model.js';
import { OfflinePlugins } from '../../../pwa/src/workspace/offline_plugins.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const records = ['open_image', 'shipped', 'mine', 'off'].map(
  (id) => ({ id, shipped: id !== 'mine' && id !== 'off', header: { name: id } }) as unknown as PluginRecord,
);
const sample = { sha256: 'sample' } as AssetRef;
let workspace: Workspace;
let saved: Set<string>;
let metered: boolean;

function made(): OfflinePlugins {
  return new OfflinePlugins({
    workspace,
    library: { get: (id) => records.find((record) => record.id === id) ?? null, isBusy: false },
    needs: {
      has: async ({ header }: NeedyPlugin) => saved.has(header.name),
      save: async (plugins: readonly NeedyPlugin[], more: readonly AssetRef[]) => {
        for (const { header } of plugins) saved.add(header.name);
        for (const { sha256 } of more) saved.add(sha256);
      },
    },
    extras: [sample],
    isMetered: () => metered,
  });
}

beforeEach(() => {
  saved = new Set();
  metered = false;
  workspace = new Workspace({
    online: true,
    offline: { kind: 'saving', fraction: null },
    needNetwork: [],
  } as unknown as Status);
  const item = (id: string, disabled = false) => ({ id, disabled, state: { kind: 'asleep' } }) as unknown as PluginItem;
  workspace.update({ plugins: [item('shipped'), item('mine'), item('off', true)] });
});

test('the reader of images, small files and what the person installed are saved unasked, and the rest is named', async () => {
  await made().provide();
  expect([...saved].sort()).toEqual(['mine', 'open_image', 'sample']);
  expect(workspace.state.status.needNetwork).toEqual(['shipped']);
});

test('nothing is fetched unasked where data are to be saved', async () => {
  metered = true;
  await made().provide();
  expect([...saved]).toEqual([]);
  expect(workspace.state.status.needNetwork).toEqual(['open_image', 'shipped', 'mine']);
});

test('all of it is saved when it is asked for', async () => {
  metered = true;
  await made().provideAll({});
  expect([...saved].sort()).toEqual(['mine', 'open_image', 'sample', 'shipped']);
  expect(workspace.state.status.needNetwork).toEqual([]);
});

test('it begins when the app itself is saved, and again when a plugin comes', async () => {
  const later = vi.fn();
  made().watch(later);
  workspace.setStatus({ updateReady: true });
  await Promise.resolve();
  expect(later).not.toHaveBeenCalled();
  workspace.setStatus({ offline: { kind: 'ready' } });
  await Promise.resolve();
  workspace.setStatus({ updateReady: false });
  await Promise.resolve();
  expect(later).toHaveBeenCalledTimes(1);
  workspace.update({ plugins: [] });
  await Promise.resolve();
  expect(later).toHaveBeenCalledTimes(2);
});
