/** The actions of the storage panel, loaded when it is first opened. */
import type { StorageActions } from './storage_report.js';

export function lazyStorage(load: () => Promise<StorageActions>): StorageActions {
  return {
    report: async () => (await load()).report(),
    remove: async (id) => (await load()).remove(id),
    dropUnfinished: async () => (await load()).dropUnfinished(),
    addModels: async (files) => (await load()).addModels(files),
    addFrom: async (address) => (await load()).addFrom(address),
    chooseDevice: async (measurement, choice) => (await load()).chooseDevice(measurement, choice),
    measureAgain: async (measurement) => (await load()).measureAgain(measurement),
  };
}
