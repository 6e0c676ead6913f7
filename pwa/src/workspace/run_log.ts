/** The runs that have ended, kept in this browser. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { RunItem } from './model.js';

interface Schema extends DBSchema {
  runs: { key: number; value: RunItem };
}

export class RunLog {
  private constructor(private readonly database: IDBPDatabase<Schema> | null) {}

  /** Opens the log of the site at `base`; where the browser keeps nothing, runs are not recorded beyond the page. */
  static async open(base: URL): Promise<RunLog> {
    try {
      const database = await openDB<Schema>(`coverslip-runs ${base.pathname}`, 1, {
        upgrade: (db) => {
          db.createObjectStore('runs', { autoIncrement: true });
        },
      });
      return new RunLog(database);
    } catch {
      return new RunLog(null);
    }
  }

  /** Never throws: a full disk must not turn a good run into a failed one. */
  async put(run: RunItem): Promise<void> {
    try {
      await this.database?.add('runs', run);
    } catch {
      // The run stays in the page's own list.
    }
  }
}
