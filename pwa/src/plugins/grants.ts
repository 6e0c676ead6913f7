/** What the person has granted, for each plugin and each content of its file, kept in this browser. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { NO_PERMISSIONS, type Permissions } from '../contracts/permissions.js';

interface Grant {
  readonly pluginId: string;
  readonly sha256: string;
  readonly permissions: Permissions;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Schema extends DBSchema {
  grants: { key: [string, string]; value: Grant };
}

export class Grants {
  private constructor(
    private readonly database: IDBPDatabase<Schema> | null,
    private readonly memory: Map<string, Grant>,
  ) {}

  /** Where the browser keeps nothing, grants last as long as the page. */
  static async open(base: URL): Promise<Grants> {
    try {
      const database = await openDB<Schema>(`coverslip-grants ${base.pathname}`, 1, {
        upgrade: (db) => {
          db.createObjectStore('grants', { keyPath: ['pluginId', 'sha256'] });
        },
      });
      const all = await database.getAll('grants');
      return new Grants(database, new Map(all.map((grant) => [key(grant.pluginId, grant.sha256), grant])));
    } catch {
      return new Grants(null, new Map());
    }
  }

  /** What is granted to this content of the plugin's file; null when the person was never asked. */
  find(pluginId: string, sha256: string): Permissions | null {
    return this.memory.get(key(pluginId, sha256))?.permissions ?? null;
  }

  of(pluginId: string, sha256: string): Permissions {
    return this.find(pluginId, sha256) ?? NO_PERMISSIONS;
  }

  /** Counts at once; rejects when it could not be written down, and then lasts as long as the page. */
  async set(pluginId: string, sha256: string, permissions: Permissions): Promise<void> {
    const grant: Grant = { pluginId, sha256, permissions, at: Date.now() };
    this.memory.set(key(pluginId, sha256), grant);
    await this.database?.put('grants', grant);
  }

  /** Forgets every grant of a plugin, whatever its content was. */
  async forget(pluginId: string): Promise<void> {
    for (const [at, grant] of [...this.memory]) {
      if (grant.pluginId !== pluginId) continue;
      this.memory.delete(at);
      await this.database?.delete('grants', [pluginId, grant.sha256]);
    }
  }
}

function key(pluginId: string, sha256: string): string {
  return `${sha256} ${pluginId}`;
}
