import { describe, expect, test, vi } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import type { ImageSource } from '../../../pwa/src/images/source.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { imageLayer } from '../../../pwa/src/workspace/new_layers.js';
import { closeSources, keepOpen } from '../../../pwa/src/workspace/source_keeper.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

function setUp(isHidden: (id: string) => boolean = () => false) {
  const workspace = new Workspace({} as never);
  closeSources(workspace, isHidden);
  const source: ImageSource = { ...arraySource(new NDArray(new Uint8Array(4), [2, 2])), close: vi.fn() };
  const open = async (id: string): Promise<void> => {
    const layers = [imageLayer({ id: `l${id}`, windowId: id, name: 'a' }, source)];
    workspace.addWindow({ kind: 'image', id, title: id, address: null, layers });
    await Promise.resolve();
  };
  const close = async (id: string): Promise<void> => {
    workspace.closeWindow(id);
    await Promise.resolve();
  };
  return { workspace, source, open, close };
}

describe('what an image holds', () => {
  test('is given back when the last window that shows it is closed', async () => {
    const { source, open, close } = setUp();
    await open('a');
    await open('b');
    await close('a');
    expect(source.close).not.toHaveBeenCalled();
    await close('b');
    expect(source.close).toHaveBeenCalledOnce();
  });

  test('stays while a removed layer can come back', async () => {
    const { workspace, source, open, close } = setUp();
    await open('a');
    workspace.removeLayer('la');
    await Promise.resolve();
    expect(source.close).not.toHaveBeenCalled();
    await close('a');
    expect(source.close).toHaveBeenCalledOnce();
  });

  test('stays while its window is only hidden, and as long as a plugin holds the image', async () => {
    const hidden = setUp(() => true);
    await hidden.open('a');
    await hidden.close('a');
    expect(hidden.source.close).not.toHaveBeenCalled();
    const held = setUp();
    keepOpen(held.source);
    await held.open('a');
    await held.close('a');
    expect(held.source.close).not.toHaveBeenCalled();
  });
});
