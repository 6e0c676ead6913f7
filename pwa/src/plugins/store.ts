/** The installed plugins, kept in this browser, and which plugins the person has disabled. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { migrated, type PluginRecord } from './record.js';

interface Schema extends DBSchema {
  plugins: { key: string; value: PluginRecord };
  /** Ids, also of plugins that ship with the site. */
  disabled: { key: string; value: true };
}

const VERSION = 2;

export class PluginStore {
  private constructor(
    private readonly database: IDBPDatabase<Schema> | null,
    private readonly memory: Map<string, PluginRecord>,
    private readonly disabled: Set<string>,
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
      const database = await openDB<Schema>(`coverslip-plugins ${base.pathname}`, VERSION, {
        upgrade: async (db, before, _after, transaction) => {
          if (before < 1) db.createObjectStore('plugins', { keyPath: 'id' });
          if (before < 2) {
            db.createObjectStore('disabled');
            const plugins = transaction.objectStore('plugins');
            for (const record of await plugins.getAll()) await plugins.put(migrated(record));
          }
        },
        // Another tab has loaded a newer version of the app, which changes the form of what is kept.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      const records = await database.getAll('plugins');
      const memory = new Map(records.map((record) => [record.id, record]));
      return new PluginStore(database, memory, new Set(await database.getAllKeys('disabled')), onNotKept);
    } catch {
      return new PluginStore(null, new Map(), new Set(), onNotKept);
    }
  }

  all(): PluginRecord[] {
    return [...this.memory.values()].sort((a, b) => a.installedAt - b.installedAt);
  }

  get(id: string): PluginRecord | null {
    return this.memory.get(id) ?? null;
  }

  /** The plugin that was installed from this source, as links name it. */
  bySource(source: string): PluginRecord | null {
    return this.all().findLast((record) => record.source === source) ?? null;
  }

  /** Where the browser has no room, the plugin lasts as long as the page: better than not to have it at all. */
  async put(record: PluginRecord): Promise<void> {
    this.memory.set(record.id, record);
    await this.database?.put('plugins', record).catch((error: unknown) => this.onNotKept(record, error));
  }

  async remove(id: string): Promise<void> {
    this.memory.delete(id);
    this.disabled.delete(id);
    await this.database?.delete('plugins', id);
    await this.database?.delete('disabled', id);
  }

  isDisabled(id: string): boolean {
    return this.disabled.has(id);
  }

  async setDisabled(id: string, disabled: boolean): Promise<void> {
    if (disabled) this.disabled.add(id);
    else this.disabled.delete(id);
    await (disabled ? this.database?.put('disabled', true, id) : this.database?.delete('disabled', id));
  }
}
