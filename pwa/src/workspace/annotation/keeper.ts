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
import { markUnfinished } from './unfinished.js';

/** Milliseconds between a change and its being written. */
const DELAY = 300;

/** Where it is kept; an {@link AnnotationStore} is one. */
export type KeptPlace = Pick<AnnotationStore, 'image' | 'blocks' | 'put'>;

interface Watched {
  readonly key: string;
  /** As it was last, also for when it has been closed. */
  window: ImageWindow;
  /** Kept ids of the layers that are kept, by the layers' ids. */
  readonly kept: Map<string, string>;
  /** Whether what was kept before is back; until then nothing may be written over it. */
  isReady: boolean;
  /** The layers as they were written last. */
  written: readonly Layer[];
  /** As they were when that was tried last; null where it has to be tried. */
  tried: readonly Layer[] | null;
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
    const { layer, watched } = this.find(layerId);
    if (!layer || !watched || watched.kept.has(layerId)) return;
    watched.kept.set(layerId, crypto.randomUUID());
    if (layer.kind === 'labels') this.spoil(watched, layer, null);
    watched.tried = null;
    this.soon(layer.windowId);
  }

  /** Elements of a labels layer have changed; a range of null means all of them. */
  changed(layerId: string, range: readonly [number, number] | null): void {
    this.keep(layerId);
    const { layer, watched } = this.find(layerId);
    if (watched && layer?.kind === 'labels') this.spoil(watched, layer, range);
    if (layer) this.soon(layer.windowId);
  }

  private find(layerId: string): { readonly layer: Layer | undefined; readonly watched: Watched | undefined } {
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    return { layer, watched: layer && this.windows.get(layer.windowId) };
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
      else {
        watched.window = window;
        if (this.differs(watched)) this.soon(window.id);
      }
    }
    const ids = new Set(open.map(({ id }) => id));
    for (const [id, watched] of this.windows) {
      if (ids.has(id)) continue;
      this.windows.delete(id);
      markUnfinished(null);
      this.writing = this.writing.then(() => this.write(watched));
    }
  }

  private differs(watched: Watched): boolean {
    const { tried, kept } = watched;
    if (tried === null) return kept.size > 0;
    const now = watched.window.layers.filter(({ id }) => kept.has(id));
    for (const layer of now) {
      const before = tried.find(({ id }) => id === layer.id);
      // Labels that came back by an undo, or were given another array, have to be written whole.
      if (layer.kind === 'labels' && (before as LabelsLayer | undefined)?.data !== layer.data)
        this.spoil(watched, layer, null);
    }
    return now.length !== tried.length || now.some((layer, i) => layer !== tried[i]);
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
    const watched: Watched = { key, window, kept: new Map(), isReady: false, written: [], tried: [], dirty: new Map() };
    this.windows.set(window.id, watched);
    this.restore(watched, key === keys[0] ? keys : [key]).then(
      () => {
        watched.isReady = true;
        if (watched.kept.size > 0) this.soon(window.id);
      },
      (error: unknown) => this.fail(watched, error, `Bringing back what was drawn on ${window.title}`),
    );
  }

  private async restore(watched: Watched, keys: readonly string[]): Promise<void> {
    // What another window of the same image has just left may still be on its way.
    await this.writing;
    let image: KeptImage | null = null;
    for (const key of keys) image ??= await this.store.image(key);
    if (image === null) return;
    const { id: windowId, title } = watched.window;
    const restored = await Promise.all(
      image.layers.map(async (kept) => {
        const blocks = kept.kind === 'labels' ? await this.store.blocks(kept.keptId) : new Map<number, Float64Array>();
        return { kept, layer: restoredLayer(kept, { id: this.workspace.newId('layer'), windowId }, blocks) };
      }),
    );
    if (!this.windows.has(windowId)) return;
    // What was drawn in the meantime lies on top.
    watched.written = restored.map(({ layer }) => layer);
    watched.tried = watched.written;
    for (const { kept, layer } of restored) {
      watched.kept.set(layer.id, kept.keptId);
      this.workspace.addLayer(layer);
    }
    this.tell(windowId, 'saved');
    const message = `What was drawn on ${title} is back as it was on ${new Date(image.savedAt).toLocaleString()}.`;
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
      for (const watched of [...this.windows.values()]) await this.write(watched);
    });
  }

  private async write(watched: Watched): Promise<void> {
    const { window, kept, written } = watched;
    if (!watched.isReady || kept.size === 0) return;
    const layers = window.layers.filter(isKeepable).filter(({ id }) => kept.has(id));
    const dirty = [...watched.dirty];
    const isSame = layers.length === written.length && layers.every((layer, i) => layer === written[i]);
    if (isSame && dirty.length === 0) return this.tell(window.id, 'saved');
    const gone = [...kept].filter(([id]) => !layers.some((layer) => layer.id === id)).map(([, keptId]) => keptId);
    const image: KeptImage = {
      key: watched.key,
      name: window.title,
      savedAt: Date.now(),
      layers: layers.map((layer) => keptLayer(layer, kept.get(layer.id) as string)),
    };
    const blocks = dirty.flatMap(([id, numbers]) => {
      const layer = layers.find((each): each is LabelsLayer => each.id === id && each.kind === 'labels');
      return layer === undefined ? [] : blocksFor(layer, kept.get(id) as string, numbers);
    });
    watched.dirty.clear();
    watched.tried = layers;
    try {
      await this.store.put(image, blocks, gone);
      watched.written = layers;
      if (this.windows.has(window.id)) markUnfinished(layers.length > 0 ? window.title : null);
      this.tell(window.id, this.timer === null ? 'saved' : 'pending');
    } catch (error) {
      // It is tried again with the next change.
      for (const [id, numbers] of dirty) watched.dirty.set(id, new Set([...numbers, ...(watched.dirty.get(id) ?? [])]));
      this.fail(watched, error, `Keeping what was drawn on ${window.title}`);
    }
  }

  private fail({ window }: Watched, error: unknown, what: string): void {
    this.tell(window.id, 'failed');
    this.workspace.notify({ level: 'error', ...errorNote(error, what) });
  }

  private tell(windowId: string, state: 'pending' | 'saved' | 'failed'): void {
    const { autosave } = this.workspace.state;
    if (autosave[windowId] !== state) this.workspace.update({ autosave: { ...autosave, [windowId]: state } });
  }
}

function blocksFor({ data }: LabelsLayer, keptId: string, numbers: ReadonlySet<number>): readonly KeptBlock[] {
  const values = data.data as Numbers;
  const there = [...numbers].filter((block) => block < blockCount(values.length));
  return there.map((block) => ({ keptId, block, runs: packRuns(values, block) }));
}
