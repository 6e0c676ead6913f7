/** The object `api` of a plugin in JavaScript: the host's functions, and what belongs to the plugin's own side. */
import type { RemoteObject } from '../../rpc/index.js';
import { fromImJoy, type OwnMethods } from '../imjoy_values.js';

export interface OwnFunctions {
  export(interfaceObject: unknown, config?: unknown): void;
  registerCodec(codec: unknown): void;
  disposeObject(object: unknown): void;
  /** Ends the plugin. */
  dispose(): void;
  /** What was exported. */
  readonly methods: OwnMethods;
}

/**
 * @param functions names of the host's functions; `utils.sleep` becomes `api.utils.sleep`.
 * @param constants values such as `TAG`.
 */
export function makePluginApi(
  host: RemoteObject,
  functions: readonly string[],
  constants: { readonly [name: string]: unknown },
  own: OwnFunctions,
): object {
  const api: Record<string, unknown> = {};
  for (const path of functions) {
    const parts = path.split('.');
    const name = parts.pop() ?? '';
    let target = api;
    for (const part of parts) {
      target[part] ??= {};
      target = target[part] as Record<string, unknown>;
    }
    target[name] = (...args: unknown[]) => host[path]?.(...args.map((each) => fromImJoy(each, 0, own.methods)));
  }
  return Object.assign(api, constants, {
    export: async (object: unknown, config?: unknown) => own.export(object, config),
    init: async (config?: unknown) => own.export({ setup: () => undefined }, config),
    registerCodec: async (codec: unknown) => own.registerCodec(codec),
    disposeObject: async (object: unknown) => own.disposeObject(object),
    dispose: async () => own.dispose(),
  });
}
