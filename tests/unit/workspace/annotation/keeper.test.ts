import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Geometry } from '../../../../pwa/src/images/layers.js';
import { NDArray } from '../../../../pwa/src/rpc/index.js';
import type { KeptBlock, KeptImage } from '../../../../pwa/src/workspace/annotation/annotation_store.js';
import { FeatureEdits } from '../../../../pwa/src/workspace/annotation/feature_edits.js';
import { Keeper, type KeptPlace } from '../../../../pwa/src/workspace/annotation/keeper.js';
import { blockCount, blocksOf, packRuns, unpackRuns } from '../../../../pwa/src/workspace/annotation/label_blocks.js';
import { LabelEdits } from '../../../../pwa/src/workspace/annotation/label_edits.js';
import type { LabelsLayer, ShapesLayer } from '../../../../pwa/src/workspace/model.js';
import { openDesk, WINDOW } from './desk.js';

/** Keeps in memory what IndexedDB would; it outlives a desk as a browser outlives a tab. */
class Shelf implements KeptPlace {
  readonly images = new Map<string, KeptImage>();
  readonly kept = new Map<string, Map<number, Float64Array>>();
  puts = 0;
  full = false;

  async image(key: string) {
    return this.images.get(key) ?? null;
  }

  async blocks(keptId: string) {
    return this.kept.get(keptId) ?? new Map();
  }

  async put(image: KeptImage, blocks: readonly KeptBlock[], gone: readonly string[]) {
    if (this.full) throw new DOMException('No room.', 'QuotaExceededError');
    this.puts++;
    if (image.layers.length === 0) this.images.delete(image.key);
    else this.images.set(image.key, structuredClone(image));
    for (const { keptId, block, runs } of blocks)
      this.kept.set(keptId, (this.kept.get(keptId) ?? new Map()).set(block, runs));
    for (const keptId of gone) this.kept.delete(keptId);
  }
}

const SQUARE: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [1, 1],
      [4, 1],
      [4, 4],
      [1, 1],
    ],
  ],
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(shelf: Shelf) {
  const desk = openDesk();
  const keeper = new Keeper(desk.workspace, shelf);
  const features = new FeatureEdits(desk.workspace, desk.history, (id) => keeper.keep(id));
  const labels = new LabelEdits(desk.workspace, desk.layers, desk.history, (id, range) => keeper.changed(id, range));
  /** One second of the clock, as much as may be lost. */
  const second = () => vi.advanceTimersByTimeAsync(1000);
  return { ...desk, features, labels, second };
}

const layersOf = (desk: ReturnType<typeof openDesk>) => desk.workspace.layers.filter(({ kind }) => kind !== 'image');

describe('what is drawn', () => {
  it('is written within a second, and back when the image is opened again', async () => {
    const shelf = new Shelf();
    const first = open(shelf);
    await first.second();
    first.addShapes();
    first.features.draw('shapes', SQUARE, { name: 'Cell', color: '#ff0000' }, { Z: 2 });
    await first.second();
    expect(first.workspace.state.autosave[WINDOW]).toBe('saved');

    const again = open(shelf);
    await again.second();
    expect(layersOf(again)).toMatchObject([
      { kind: 'shapes', name: 'shapes', windowId: WINDOW, features: first.layer<ShapesLayer>('shapes').features },
    ]);
    expect(again.workspace.state.notices.map(({ title }) => title)).toEqual(['Annotations are back']);
    const id = layersOf(again)[0]?.id ?? '';
    again.features.draw(id, { type: 'Point', coordinates: [1, 1] }, null, {});
    await again.second();
    expect([...shelf.images.values()][0]?.layers[0]).toMatchObject({ features: [{}, {}] });
  });

  it('in labels is written block by block', async () => {
    const shelf = new Shelf();
    const first = open(shelf);
    await first.second();
    first.addLabels(
      new NDArray(new Uint16Array(48), [6, 8], 'uint16', { kind: 'labels', axes: 'YX', scale: [2, 0.5], unit: 'µm' }),
    );
    first.labels.paint('labels', {}, { at: [1, 1], size: 3 }, { at: [6, 4], size: 3 }, 7);
    first.labels.endStroke();
    await first.second();
    const before = [...first.layer<LabelsLayer>('labels').data.data];
    const again = open(shelf);
    await again.second();
    const [layer] = layersOf(again) as LabelsLayer[];
    expect([...(layer?.data.data ?? [])]).toEqual(before);
    expect(layer?.data).toMatchObject({ dtype: 'uint16', axes: 'YX', scale: [2, 0.5], unit: 'µm' });
  });

  it('is kept as it is after an undo, and forgotten with its layer', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    await desk.second();
    desk.addShapes();
    desk.features.draw('shapes', SQUARE, null, {});
    await desk.second();
    desk.history.undo(WINDOW);
    await desk.second();
    expect([...shelf.images.values()][0]?.layers[0]).toMatchObject({ features: [] });
    desk.layers.remove('shapes');
    await desk.second();
    expect(shelf.images.size).toBe(0);
    desk.history.undo(WINDOW);
    await desk.second();
    expect(shelf.images.size).toBe(1);
  });

  it('of labels that were removed and came back is whole', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    await desk.second();
    desk.addLabels(new NDArray(new Uint16Array(48).fill(2), [6, 8], 'uint16', { kind: 'labels' }));
    desk.labels.fill('labels', {}, [1, 1], 5);
    await desk.second();
    desk.layers.remove('labels');
    await desk.second();
    expect(shelf.kept.size).toBe(0);
    desk.history.undo(WINDOW);
    await desk.second();
    const again = open(shelf);
    await again.second();
    expect([...((layersOf(again) as LabelsLayer[])[0]?.data.data ?? [])].every((label) => label === 5)).toBe(true);
  });

  it('is not mixed up where an image is open twice', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    const [window] = desk.workspace.windows;
    desk.workspace.addWindow({
      ...(window as never as { layers: readonly object[] }),
      id: 'second',
      layers: desk.workspace.layers.map((layer) => ({ ...layer, id: 'image2', windowId: 'second' })),
    } as never);
    await desk.second();
    desk.addShapes();
    desk.features.draw('shapes', SQUARE, null, {});
    await desk.second();
    expect([...shelf.images.keys()]).toEqual(['cells.tif|6x8|uint8']);
  });

  it('that can not be written is told, and written with the next change', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    await desk.second();
    desk.addShapes();
    shelf.full = true;
    desk.features.draw('shapes', SQUARE, null, {});
    await desk.second();
    expect(desk.workspace.state.autosave[WINDOW]).toBe('failed');
    expect(desk.workspace.state.notices[0]).toMatchObject({
      level: 'error',
      title: 'Keeping what was drawn on cells.tif failed',
    });
    shelf.full = false;
    desk.features.draw('shapes', SQUARE, null, {});
    await desk.second();
    expect(desk.workspace.state.autosave[WINDOW]).toBe('saved');
  });

  it('just before its window is closed is kept', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    await desk.second();
    desk.addShapes();
    desk.features.draw('shapes', SQUARE, null, {});
    await vi.advanceTimersByTimeAsync(1);
    desk.workspace.closeWindow(WINDOW);
    await vi.advanceTimersByTimeAsync(1);
    expect([...shelf.images.values()][0]?.layers[0]).toMatchObject({ features: [{}] });
  });

  it('before what was kept is back is added to it', async () => {
    const shelf = new Shelf();
    const first = open(shelf);
    await first.second();
    first.addShapes();
    first.features.draw('shapes', SQUARE, null, {});
    await first.second();
    const again = open(shelf);
    again.addShapes();
    again.features.draw('shapes', SQUARE, null, {});
    await again.second();
    expect([...shelf.images.values()][0]?.layers).toHaveLength(2);
  });

  it('costs nothing where nothing is drawn', async () => {
    const shelf = new Shelf();
    const desk = open(shelf);
    desk.addShapes();
    await desk.second();
    expect(shelf.puts).toBe(0);
  });
});

describe('blocks of labels', () => {
  it('come back as they were, at any length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 300 }), (labels) => {
        const values = Uint16Array.from(
          { length: 65_536 + labels.length },
          (_, at) => labels[at % (labels.length || 1)] ?? 0,
        );
        const back = new Uint16Array(values.length);
        for (let block = 0; block < blockCount(values.length); block++)
          unpackRuns(back, block, packRuns(values, block));
        expect(back.every((label, at) => label === values[at])).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('are those that a range touches', () => {
    expect(blocksOf([65_535, 65_536])).toEqual([0, 1]);
    expect(blocksOf([70_000, 70_001])).toEqual([1]);
  });
});
