/** Which device is the faster one for which model on this device: measured once, kept in this browser. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DeviceChoice, DeviceMeasurement } from '../contracts/model.js';

interface Records extends DBSchema {
  measurements: { key: [string, string, string]; value: DeviceMeasurement };
}

const STORE = 'measurements';

export interface MeasurementKey {
  readonly model: string;
  readonly adapter: string;
  readonly version: string;
}

export class Measurements {
  /** Also the only place where the browser keeps nothing. */
  readonly #known = new Map<string, DeviceMeasurement>();

  private constructor(private readonly database: IDBPDatabase<Records> | null) {}

  /** @param name of the database. */
  static async open(name: string): Promise<Measurements> {
    const database = await openRecords(name).catch(() => null);
    const measurements = new Measurements(database);
    for (const each of (await database?.getAll(STORE).catch(() => [])) ?? []) measurements.#remember(each);
    return measurements;
  }

  list(): readonly DeviceMeasurement[] {
    return [...this.#known.values()].sort((a, b) => b.time - a.time);
  }

  get(key: MeasurementKey): DeviceMeasurement | null {
    return this.#known.get(textOf(key)) ?? null;
  }

  async put(measurement: DeviceMeasurement): Promise<void> {
    this.#remember(measurement);
    // Without room it is measured again with the next visit.
    await this.database?.put(STORE, measurement).catch(() => undefined);
  }

  /** What the person wants; `auto` takes the better one again. */
  async choose(key: MeasurementKey, choice: DeviceChoice): Promise<void> {
    const known = this.get(key);
    if (known !== null) await this.put({ ...known, choice });
  }

  /** The next run measures anew. */
  async forget(key: MeasurementKey): Promise<void> {
    this.#known.delete(textOf(key));
    await this.database?.delete(STORE, [key.model, key.adapter, key.version]).catch(() => undefined);
  }

  #remember(measurement: DeviceMeasurement): void {
    this.#known.set(textOf(measurement), measurement);
  }
}

async function openRecords(name: string): Promise<IDBPDatabase<Records>> {
  return openDB<Records>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore(STORE, { keyPath: ['model', 'adapter', 'version'] }),
  });
}

function textOf({ model, adapter, version }: MeasurementKey): string {
  return JSON.stringify([model, adapter, version]);
}
