/** Where an op runs: what was chosen, and what “cheapest that can” comes to. */
import type { PluginHeader } from '../contracts/plugin.js';
import type { EngineItem, Place } from './engine_item.js';

/** An engine, at once or as a job; `engine` is null in this browser. */
export interface Target {
  readonly engine: string | null;
  readonly isJob: boolean;
}

/** What PEP 508 says of a package that no browser has. */
const NOT_HERE = /;\s*sys_platform\s*!=\s*(["'])emscripten\1\s*$/;

/** Whether an engine has to run a plugin, whatever is chosen: it is one of ImJoy's for that, or needs what no sandbox has. */
export function isNative({ imjoy, native = false }: PluginHeader): boolean {
  return imjoy?.type === 'native-python' || native;
}

/** Whether a plugin is made for native Python: it is native itself, or requires packages that no browser has. */
export function wantsEngine(header: PluginHeader): boolean {
  return isNative(header) || header.dependencies.some((each) => NOT_HERE.test(each));
}

/** Whether runs can be given to an engine: where it can't be heard at the moment, they wait for it. */
export function isThere({ state }: EngineItem): boolean {
  return state === 'connected' || state === 'silent';
}

/** The engine that is there with the most to offer: one that is heard, graphics cards first, free memory then. */
export function ablest(engines: readonly EngineItem[]): EngineItem | null {
  const there = engines.filter(isThere);
  const heard = ({ state }: EngineItem) => Number(state === 'connected');
  const cards = ({ info }: EngineItem) => info?.gpus.length ?? 0;
  const memory = ({ info }: EngineItem) => info?.memory.free ?? 0;
  return there.toSorted((a, b) => heard(b) - heard(a) || cards(b) - cards(a) || memory(b) - memory(a))[0] ?? null;
}

/** Where a run of a plugin takes place. What wants an engine is tried here where there is none: it may tell more. */
export function targetOf(place: Place, header: PluginHeader, engines: readonly EngineItem[]): Target {
  // ImJoy's types say themselves where they run; their starters take them there.
  if (header.imjoy !== undefined) return { engine: null, isJob: false };
  if (place === 'browser' && !isNative(header)) return { engine: null, isJob: false };
  if (place === 'auto' || place === 'browser') {
    const engine = wantsEngine(header) ? (ablest(engines)?.id ?? null) : null;
    return { engine, isJob: engine !== null && header.job === true };
  }
  const isJob = place.startsWith('job:');
  return { engine: place.slice('job:'.length), isJob };
}
