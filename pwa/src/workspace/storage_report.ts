/** What this browser keeps for the app, as the storage panel shows it, and what can be done about it. Types only. */
import type { DeviceChoice, DeviceMeasurement } from '../contracts/model.js';

export type StorageKind = 'model' | 'package' | 'sample' | 'runtime';

export interface StorageItem {
  /** Unique among all kinds. */
  readonly id: string;
  readonly kind: StorageKind;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970; null where that is not known. */
  readonly used: number | null;
  /** Names of the plugins that need it, also offline. */
  readonly neededBy: readonly string[];
  /** Whether the app still starts without it. */
  readonly canDelete: boolean;
}

export interface StorageReport {
  /** Bytes that this site holds and may hold; null where the browser does not say. */
  readonly used: number | null;
  readonly quota: number | null;
  readonly items: readonly StorageItem[];
  /** Models whose download broke off, and goes on with the next try. */
  readonly unfinished: number;
  /** What the graphics card calls itself; "" where the browser offers none. */
  readonly adapter: string;
  readonly measurements: readonly DeviceMeasurement[];
}

export type MeasurementId = Pick<DeviceMeasurement, 'model' | 'adapter' | 'version'>;

export interface StorageActions {
  report(): Promise<StorageReport>;
  remove(itemId: string): Promise<void>;
  dropUnfinished(): Promise<void>;
  /**
   * Keeps models: networks, archives, folders, and files that hold tensors of those.
   *
   * @returns what went wrong, as a sentence; "" when nothing did.
   */
  addModels(files: readonly File[]): Promise<string>;
  /** Keeps the model at an address: a network, an archive, or a description with what it names. @returns likewise. */
  addFrom(address: string): Promise<string>;
  /** Where a model runs; `auto` takes what was found to be better. */
  chooseDevice(measurement: MeasurementId, choice: DeviceChoice): Promise<void>;
  /** Forgets a measurement: the next run measures anew. */
  measureAgain(measurement: MeasurementId): Promise<void>;
}
