/** Files and folders that were opened lately, where the browser lets them be found again without choosing them anew. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

export interface RecentHandle {
  readonly id: string;
  readonly handle: FileSystemHandle;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
}

interface Schema extends DBSchema {
  handles: { key: string; value: RecentHandle };
}

const MOST = 12;

export class RecentHandles {
  private constructor(
    private readonly database: IDBPDatabase<Schema> | null,
    private known: readonly RecentHandle[],
    private readonly onChange: (all: readonly RecentHandle[]) => void,
  ) {
    onChange(known);
  }

  /** Opens the list of the site at `base`; where the browser keeps nothing it lasts as long as the page. */
  static async open(base: URL, onChange: (all: readonly RecentHandle[]) => void): Promise<RecentHandles> {
    try {
      const database = await openDB<Schema>(`coverslip-files ${base.pathname}`, 1, {
        upgrade: (db) => {
          db.createObjectStore('handles', { keyPath: 'id' });
        },
      });
      const all = await database.getAll('handles');
      return new RecentHandles(
        database,
        all.sort((a, b) => b.openedAt - a.openedAt),
        onChange,
      );
    } catch {
      return new RecentHandles(null, [], onChange);
    }
  }

  get(id: string): RecentHandle | null {
    return this.known.find((each) => each.id === id) ?? null;
  }

  /** Puts a file or folder first. Never throws: the list is a convenience. */
  async add(handle: FileSystemHandle): Promise<void> {
    const same = await Promise.all(this.known.map((each) => each.handle.isSameEntry(handle).catch(() => false)));
    const before = this.known.find((_, at) => same[at]);
    const entry = { id: before?.id ?? crypto.randomUUID(), handle, openedAt: Date.now() };
    const all = [entry, ...this.known.filter((each) => each !== before)];
    const gone = all.slice(MOST);
    this.tell(all.slice(0, MOST));
    try {
      await this.database?.put('handles', entry);
      for (const { id } of gone) await this.database?.delete('handles', id);
    } catch {
      // It is in the list of this page.
    }
  }

  async remove(id: string): Promise<void> {
    this.tell(this.known.filter((each) => each.id !== id));
    await this.database?.delete('handles', id).catch(() => undefined);
  }

  private tell(all: readonly RecentHandle[]): void {
    this.known = all;
    this.onChange(all);
  }
}
