/** The installed plugins, kept in this browser. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { PluginRecord } from './record.js';

interface Schema extends DBSchema {
  plugins: { key: string; value: PluginRecord };
}

export class PluginStore {
  private constructor(
    private readonly database: IDBPDatabase<Schema> | null,
    private readonly memory: Map<string, PluginRecord>,
    private readonly onNotKept: (record: PluginRecord, error: unknown) => void,
  ) {}

  /**
   * Opens the store of the site at `base`. Where the browser keeps nothing (a private window may not), plugins last as
   * long as the page.
   *
   * @param onNotKept told when a plugin could not be written down.
   */
  static async open(base: URL, onNotKept: (record: PluginRecord, error: unknown) => void): Promise<PluginStore> {
    try {
      const database = await openDB<Schema>(`coverslip-plugins ${base.pathname}`, 1, {
        upgrade: (db) => {
          db.createObjectStore('plugins', { keyPath: 'id' });
        },
      });
      const records = await database.getAll('plugins');
      return new PluginStore(database, new Map(records.map((record) => [record.id, record])), onNotKept);
    } catch {
      return new PluginStore(null, new Map(), onNotKept);
    }
  }

  all(): PluginRecord[] {
    return [...this.memory.values()].sort((a, b) => a.installedAt - b.installedAt);
  }

  get(id: string): PluginRecord | null {
    return this.memory.get(id) ?? null;
  }

  /** Where the browser has no room, the plugin lasts as long as the page: better than not to have it at all. */
  async put(record: PluginRecord): Promise<void> {
    this.memory.set(record.id, record);
    await this.database?.put('plugins', record).catch((error: unknown) => this.onNotKept(record, error));
  }

  async remove(id: string): Promise<void> {
    this.memory.delete(id);
    await this.database?.delete('plugins', id);
  }
}
