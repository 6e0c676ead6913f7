/**
 * Keeps what was drawn: each change is written down within half a second, and what belongs to an image is back when the
 * image is opened again.
 */
import type { LabelsLayer, Layer } from '../../images/layers.js';
import type { Numbers } from '../../images/plane.js';
import { errorNote } from '../error_note.js';
import type { ImageWindow } from '../model.js';
import type { Workspace } from '../workspace.js';
import type { AnnotationStore, KeptBlock, KeptImage } from './annotation_store.js';
import { imageOf, keysOf } from './image_key.js';
import { isKeepable, keptLayer, restoredLayer } from './kept_layer.js';
import { blockCount, blocksOf, packRuns } from './label_blocks.js';

/** Milliseconds between a change and its being written. */
const DELAY = 300;

/** Where it is kept; an {@link AnnotationStore} is one. */
export type KeptPlace = Pick<AnnotationStore, 'image' | 'blocks' | 'put'>;

interface Watched {
  readonly key: string;
  /** Kept ids of the layers that are kept, by the layers' ids. */
  readonly kept: Map<string, string>;
  /** The layers as they were written last; null before the first time. */
  written: readonly Layer[] | null;
  /** Blocks of labels that have changed since. */
  readonly dirty: Map<string, Set<number>>;
}

export class Keeper {
  private readonly windows = new Map<string, Watched>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly workspace: Workspace,
    private readonly store: KeptPlace,
  ) {
    workspace.subscribe(() => this.follow());
    // A tab that is hidden may be killed without another word.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.flush();
    });
    this.follow();
  }

  /** From now on a layer is kept. */
  keep(layerId: string): void {
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    const watched = layer && this.windows.get(layer.windowId);
    if (!layer || !watched || watched.kept.has(layerId)) return;
    watched.kept.set(layerId, crypto.randomUUID());
    if (layer.kind === 'labels') this.spoil(watched, layer, null);
    this.soon(layer.windowId);
  }

  /** Elements of a labels layer have changed; a range of null means all of them. */
  changed(layerId: string, range: readonly [number, number] | null): void {
    this.keep(layerId);
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    const watched = layer && this.windows.get(layer.windowId);
    if (watched && layer.kind === 'labels') this.spoil(watched, layer, range);
    if (layer) this.soon(layer.windowId);
  }

  private spoil(watched: Watched, { id, data }: LabelsLayer, range: readonly [number, number] | null): void {
    const blocks = watched.dirty.get(id) ?? new Set();
    for (const block of blocksOf(range ?? [0, Math.max(0, data.size - 1)])) blocks.add(block);
    watched.dirty.set(id, blocks);
  }

  private follow(): void {
    const open = this.workspace.windows.filter((window): window is ImageWindow => window.kind === 'image');
    for (const window of open) {
      const watched = this.windows.get(window.id);
      if (watched === undefined) this.begin(window);
      else if (this.differs(watched, window)) this.soon(window.id);
    }
    const ids = new Set(open.map(({ id }) => id));
    for (const id of this.windows.keys()) if (!ids.has(id)) this.windows.delete(id);
  }

  private differs(watched: Watched, { layers }: ImageWindow): boolean {
    const { written } = watched;
    if (written === null) return false;
    const now = layers.filter(({ id }) => watched.kept.has(id));
    for (const layer of now) {
      const before = written.find(({ id }) => id === layer.id);
      // Labels that came back by an undo, or were given another array, have to be written whole.
      if (layer.kind === 'labels' && (before as LabelsLayer | undefined)?.data !== layer.data)
        this.spoil(watched, layer, null);
    }
    return now.length !== written.length || now.some((layer, i) => layer !== written[i]);
  }

  /** A window was opened: what was drawn on its image before is put back. */
  private begin(window: ImageWindow): void {
    const image = imageOf(window.layers);
    if (image === null) return;
    const keys = keysOf(image);
    const taken = new Set([...this.windows.values()].map(({ key }) => key));
    let key = keys[0] ?? '';
    // The same image in a second window has annotations of its own.
    for (let n = 2; taken.has(key); n++) key = `${keys[0]}#${n}`;
    const watched: Watched = { key, kept: new Map(), written: null, dirty: new Map() };
    this.windows.set(window.id, watched);
    const known = key === keys[0] ? keys : [key];
    this.restore(window, watched, known).catch((error: unknown) =>
      this.workspace.notify({ level: 'error', ...errorNote(error, `Bringing back what was drawn on ${window.title}`) }),
    );
  }

  private async restore(window: ImageWindow, watched: Watched, keys: readonly string[]): Promise<void> {
    let image: KeptImage | null = null;
    for (const key of keys) image ??= await this.store.image(key);
    if (image === null) return;
    const restored: Layer[] = [];
    for (const kept of image.layers) {
      const blocks = kept.kind === 'labels' ? await this.store.blocks(kept.keptId) : new Map<number, Float64Array>();
      const layer = restoredLayer(kept, { id: this.workspace.newId('layer'), windowId: window.id }, blocks);
      watched.kept.set(layer.id, kept.keptId);
      restored.push(layer);
    }
    if (!this.windows.has(window.id)) return;
    watched.written = restored;
    for (const layer of restored) this.workspace.addLayer(layer);
    this.tell(window.id, 'saved');
    const when = new Date(image.savedAt).toLocaleString();
    const message = `What was drawn on ${window.title} is back as it was on ${when}.`;
    this.workspace.notify({ level: 'info', title: 'Annotations are back', message, details: '' });
  }

  private soon(windowId: string): void {
    this.tell(windowId, 'pending');
    this.timer ??= setTimeout(() => this.flush(), DELAY);
  }

  private flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.writing = this.writing.then(async () => {
      for (const [id, watched] of [...this.windows]) await this.write(id, watched);
    });
  }

  private async write(windowId: string, watched: Watched): Promise<void> {
    const window = this.workspace.windows.find(
      (each): each is ImageWindow => each.id === windowId && each.kind === 'image',
    );
    if (window === undefined || watched.kept.size === 0) return;
    const layers = window.layers.filter(isKeepable).filter(({ id }) => watched.kept.has(id));
    const dirty = [...watched.dirty];
    const same =
      watched.written !== null &&
      watched.written.length === layers.length &&
      layers.every((layer, i) => layer === watched.written?.[i]);
    if (same && dirty.length === 0) return this.tell(windowId, 'saved');
    const blocks = dirty.flatMap(([id, numbers]): KeptBlock[] => {
      const layer = layers.find((each): each is LabelsLayer => each.id === id && each.kind === 'labels');
      if (layer === undefined) return [];
      const keptId = watched.kept.get(id) as string;
      const values = layer.data.data as Numbers;
      return [...numbers]
        .filter((block) => block < blockCount(values.length))
        .map((block) => ({ keptId, block, runs: packRuns(values, block) }));
    });
    const gone = (watched.written ?? [])
      .filter(({ id }) => !layers.some((layer) => layer.id === id))
      .map(({ id }) => watched.kept.get(id) as string);
    const image: KeptImage = {
      key: watched.key,
      name: window.title,
      savedAt: Date.now(),
      layers: layers.map((layer) => keptLayer(layer, watched.kept.get(layer.id) as string)),
    };
    watched.dirty.clear();
    watched.written = layers;
    try {
      await this.store.put(image, blocks, gone);
      this.tell(windowId, this.timer === null ? 'saved' : 'pending');
    } catch (error) {
      // It is tried again with the next change.
      for (const [id, numbers] of dirty) watched.dirty.set(id, new Set([...numbers, ...(watched.dirty.get(id) ?? [])]));
      watched.written = null;
      this.tell(windowId, 'failed');
      this.workspace.notify({ level: 'error', ...errorNote(error, `Keeping what was drawn on ${window.title}`) });
    }
  }

  private tell(windowId: string, state: 'pending' | 'saved' | 'failed'): void {
    const { autosave } = this.workspace.state;
    if (autosave[windowId] !== state) this.workspace.update({ autosave: { ...autosave, [windowId]: state } });
  }
}
