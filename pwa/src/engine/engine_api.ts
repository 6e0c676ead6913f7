/** An engine as `api.engines.connect(link)` gives it, to the page and to plugins. */
import type { JobOptions } from '../contracts/engine.js';
import { FormatError } from '../contracts/errors.js';
import { isCallOptions } from '../rpc/index.js';
import type { EngineClient, EnginePlugin } from './engine_client.js';
import { JobHandle } from './job_handle.js';

/** @param install has a plugin on the engine, by its address, its name, or its id. */
export function engineApi(client: EngineClient, install: (src: string) => Promise<EnginePlugin>): object {
  const installed = async (src: unknown) => install(sourceOf(src));
  const handle = (job: ConstructorParameters<typeof JobHandle>[1]) => jobApi(new JobHandle(client, job));
  return {
    url: client.link.url,
    info: async () => client.info,
    getPlugin: async (src: unknown) => {
      const plugin = await installed(src);
      const names = [...plugin.ops.map((op) => String((op as { name?: unknown }).name)), ...plugin.exports];
      const callers = names.map((op) => [op, callerOf(client, plugin.id, op)] as const);
      return { name: plugin.name, ...Object.fromEntries(callers) };
    },
    submit: async (wish: unknown) => {
      if (typeof wish !== 'object' || wish === null || !('plugin' in wish) || !('op' in wish))
        throw new FormatError('submit takes {plugin, op, args, kwargs, options}.', 'submit');
      const { plugin, op, args, kwargs, options } = wish as { readonly [name: string]: unknown };
      const { id } = await installed(plugin);
      const positional = Array.isArray(args) ? args : [];
      return handle(await client.submit(id, String(op), positional, kwargs ?? {}, (options ?? {}) as JobOptions));
    },
    jobs: async () => (await client.jobs()).map(handle),
    job: async (id: unknown) => handle(await client.job(String(id))),
  };
}

function callerOf(client: EngineClient, plugin: string, op: string) {
  return (...given: unknown[]): Promise<unknown> => {
    const last = given.at(-1);
    return isCallOptions(last)
      ? client.call(plugin, op, given.slice(0, -1), {}, { signal: last.signal, onProgress: last.onProgress })
      : client.call(plugin, op, given, {});
  };
}

/** Its functions alone, so that it can be handed to plugins as well. */
function jobApi(job: JobHandle): object {
  return {
    id: job.id,
    get state() {
      return job.state;
    },
    get progress() {
      return job.progress;
    },
    on: job.on.bind(job),
    cancel: job.cancel.bind(job),
    finish: job.finish.bind(job),
    result: job.result.bind(job),
    files: job.files.bind(job),
  };
}

function sourceOf(plugin: unknown): string {
  if (typeof plugin === 'string') return plugin;
  const src = typeof plugin === 'object' && plugin !== null ? (plugin as { src?: unknown }).src : undefined;
  if (typeof src === 'string') return src;
  throw new FormatError('A plugin is named by its address or name, or as {src}.', 'plugin');
}
