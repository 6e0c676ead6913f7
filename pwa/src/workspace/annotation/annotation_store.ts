/** What was drawn on images, kept in this browser: a record for each image, and the labels in blocks. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Classification, LabelsLayer, PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { DType } from '../../rpc/index.js';

type Kept<T> = Omit<T, 'id' | 'windowId'> & { readonly keptId: string };

/** A layer without what holds only while its window is open. */
export type KeptLayer =
  | Kept<PointsLayer>
  | Kept<ShapesLayer>
  | (Kept<Omit<LabelsLayer, 'data' | 'revision' | 'dirty'>> & {
      readonly array: {
        readonly dtype: DType;
        readonly shape: readonly number[];
        readonly axes: string | undefined;
        readonly scale: readonly number[] | undefined;
        readonly unit: string | undefined;
      };
    });

export interface KeptImage {
  /** What the image is known by: see image_key.ts. */
  readonly key: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  /** Bottom first. */
  readonly layers: readonly KeptLayer[];
}

/** A block of a labels layer; null deletes it. */
export interface KeptBlock {
  readonly keptId: string;
  readonly block: number;
  /** As {@link packRuns} makes it. */
  readonly runs: Float64Array;
}

interface Schema extends DBSchema {
  images: { key: string; value: KeptImage };
  /** By the layer's kept id and the block's number. */
  blocks: { key: [string, number]; value: Float64Array };
  classes: { key: 'classes'; value: readonly Classification[] };
}

export class AnnotationStore {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** Opens the store of the site at `base`; null where the browser keeps nothing. */
  static async open(base: URL): Promise<AnnotationStore | null> {
    try {
      const database = await openDB<Schema>(`coverslip-annotations ${base.pathname}`, 1, {
        upgrade: (db) => {
          db.createObjectStore('images', { keyPath: 'key' });
          db.createObjectStore('blocks');
          db.createObjectStore('classes');
        },
        // Another tab has loaded a newer version of the app, which changes the form of what is kept.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      return new AnnotationStore(database);
    } catch {
      return null;
    }
  }

  async image(key: string): Promise<KeptImage | null> {
    return (await this.database.get('images', key)) ?? null;
  }

  /** The blocks of a labels layer, by their numbers. */
  async blocks(keptId: string): Promise<ReadonlyMap<number, Float64Array>> {
    const range = IDBKeyRange.bound([keptId, 0], [keptId, Number.MAX_SAFE_INTEGER]);
    const transaction = this.database.transaction('blocks');
    const [keys, values] = await Promise.all([transaction.store.getAllKeys(range), transaction.store.getAll(range)]);
    return new Map(keys.map(([, block], i) => [block, values[i] as Float64Array]));
  }

  /**
   * Keeps all that is given, or nothing of it.
   *
   * @param gone kept ids of labels layers that are no more.
   * @throws DOMException when the disk is full, among others.
   */
  async put(image: KeptImage, blocks: readonly KeptBlock[], gone: readonly string[]): Promise<void> {
    const transaction = this.database.transaction(['images', 'blocks'], 'readwrite');
    const images = transaction.objectStore('images');
    const stored = transaction.objectStore('blocks');
    const wishes: Promise<unknown>[] = [image.layers.length === 0 ? images.delete(image.key) : images.put(image)];
    for (const { keptId, block, runs } of blocks) wishes.push(stored.put(runs, [keptId, block]));
    for (const keptId of gone)
      wishes.push(stored.delete(IDBKeyRange.bound([keptId, 0], [keptId, Number.MAX_SAFE_INTEGER])));
    await Promise.all([...wishes, transaction.done]);
  }

  async classes(): Promise<readonly Classification[] | null> {
    return (await this.database.get('classes', 'classes')) ?? null;
  }

  async putClasses(classes: readonly Classification[]): Promise<void> {
    await this.database.put('classes', classes, 'classes');
  }
}
