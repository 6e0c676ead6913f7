/** The actions of engines, loaded when they are first needed. */
import type { EngineActions } from './engine_item.js';

export function lazyEngines(
  load: () => Promise<EngineActions>,
  choosePlace: EngineActions['choosePlace'],
): EngineActions {
  return {
    connect: async (link) => (await load()).connect(link),
    disconnect: async (id) => (await load()).disconnect(id),
    look: async () => (await load()).look(),
    cancel: async (engine, job) => (await load()).cancel(engine, job),
    finish: async (engine, job) => (await load()).finish(engine, job),
    retry: async (engine, job) => (await load()).retry(engine, job),
    fetchFiles: async (engine, job) => (await load()).fetchFiles(engine, job),
    openResult: async (engine, job) => (await load()).openResult(engine, job),
    useModel: async (engine, job) => (await load()).useModel(engine, job),
    choosePlace,
    holdings: {
      look: async (engine) => (await load()).holdings.look(engine),
      endProcesses: async (engine, plugin, owner) => (await load()).holdings.endProcesses(engine, plugin, owner),
      removeEnvironment: async (engine, id) => (await load()).holdings.removeEnvironment(engine, id),
      removePlugin: async (engine, plugin) => (await load()).holdings.removePlugin(engine, plugin),
    },
  };
}
