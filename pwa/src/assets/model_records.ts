/** What is known of the models in this browser's storage, and of those whose download broke off. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Validators } from './streamed_download.js';

export interface ModelRecord {
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  /** Its file in the private file system; "" where it is in Cache Storage. */
  readonly file: string;
  /** Addresses from which it came. */
  readonly sources: readonly string[];
  /** Names of the plugins that loaded it. */
  readonly users: readonly string[];
  /** Milliseconds since 1970. */
  readonly added: number;
  readonly used: number;
}

/** A download that goes on where it broke off. */
export interface PartRecord {
  readonly source: string;
  readonly file: string;
  readonly validators: Validators | null;
}

interface Schema extends DBSchema {
  models: { key: string; value: ModelRecord };
  parts: { key: string; value: PartRecord };
}

/** Read anew each time: other tabs write them, too. */
export class ModelRecords {
  readonly #models = new Map<string, ModelRecord>();
  readonly #parts = new Map<string, PartRecord>();

  private constructor(private readonly database: IDBPDatabase<Schema> | null) {}

  /** Where the browser keeps nothing, records last as long as the page. */
  static async open(name: string): Promise<ModelRecords> {
    return new ModelRecords(await openRecords(name).catch(() => null));
  }

  /** Used last comes first. */
  async all(): Promise<ModelRecord[]> {
    const all = this.database === null ? [...this.#models.values()] : await this.database.getAll('models');
    return all.sort((a, b) => b.used - a.used);
  }

  async unfinished(): Promise<PartRecord[]> {
    return this.database === null ? [...this.#parts.values()] : this.database.getAll('parts');
  }

  async get(sha256: string): Promise<ModelRecord | null> {
    return (this.database === null ? this.#models.get(sha256) : await this.database.get('models', sha256)) ?? null;
  }

  async bySource(source: string): Promise<ModelRecord | null> {
    return (await this.all()).find(({ sources }) => sources.includes(source)) ?? null;
  }

  async part(source: string): Promise<PartRecord | null> {
    return (this.database === null ? this.#parts.get(source) : await this.database.get('parts', source)) ?? null;
  }

  async put(record: ModelRecord): Promise<void> {
    this.#models.set(record.sha256, record);
    await this.database?.put('models', record);
  }

  async remove(sha256: string): Promise<void> {
    this.#models.delete(sha256);
    await this.database?.delete('models', sha256);
  }

  async putPart(part: PartRecord): Promise<void> {
    this.#parts.set(part.source, part);
    await this.database?.put('parts', part);
  }

  async removePart(source: string): Promise<void> {
    this.#parts.delete(source);
    await this.database?.delete('parts', source);
  }
}

async function openRecords(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('models', { keyPath: 'sha256' });
      fresh.createObjectStore('parts', { keyPath: 'source' });
    },
  });
}
