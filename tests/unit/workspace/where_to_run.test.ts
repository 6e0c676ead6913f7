import { describe, expect, it } from 'vitest';
import type { PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { EngineItem } from '../../../pwa/src/workspace/engine_item.js';
import { ablest, targetOf, wantsEngine } from '../../../pwa/src/workspace/where_to_run.js';

const header = (fields: Partial<PluginHeader>): PluginHeader => ({ dependencies: [], ...fields }) as PluginHeader;
const imjoy = (type: string) => header({ imjoy: { type, tag: null, tags: [], flags: [], runnable: true } });
const light = header({ dependencies: ['numpy', "micropip ; sys_platform == 'emscripten'"] });
const heavy = header({ dependencies: ['numpy', 'torch==2.13.0 ; sys_platform != "emscripten"'] });

function engine(name: string, free: number, gpus = 0, state: EngineItem['state'] = 'connected'): EngineItem {
  const cards = Array.from({ length: gpus }, () => ({ name: 'A card' }));
  const info = { version: '1', executor: 'local', cpus: 2, memory: { total: 64, free }, gpus: cards };
  return { id: `http://${name}`, state, message: '', holdings: null, info: { ...info, owner: 'ann', scopes: [] } };
}
const engines = [engine('small', 1), engine('large', 9), engine('lost', 99, 4, 'lost')];
const here = { engine: null, isJob: false };

describe('what wants an engine', () => {
  it('is native, or requires what no browser has', () => {
    expect([light, heavy, imjoy('web-python'), imjoy('native-python')].map(wantsEngine)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('the ablest engine', () => {
  it('is connected, and has graphics cards before free memory', () => {
    expect(ablest(engines)?.id).toBe('http://large');
    expect(ablest([...engines, engine('cards', 1, 1)])?.id).toBe('http://cards');
    expect(ablest([engine('lost', 9, 1, 'lost')])).toBeNull();
  });

  it('may be one that can’t be heard at the moment, where no other is there', () => {
    const silent = engine('silent', 99, 4, 'silent');
    expect(ablest([silent, ...engines])?.id).toBe('http://large');
    expect(ablest([silent])).toBe(silent);
  });
});

describe('where a run takes place', () => {
  it('is the cheapest that can, as long as nothing else is chosen', () => {
    expect(targetOf('auto', light, engines)).toEqual(here);
    expect(targetOf('auto', heavy, engines)).toEqual({ engine: 'http://large', isJob: false });
    expect(targetOf('auto', heavy, [])).toEqual(here);
    const long = { ...heavy, job: true };
    expect(targetOf('auto', long, engines)).toEqual({ engine: 'http://large', isJob: true });
    expect(targetOf('auto', long, [])).toEqual(here);
    expect(targetOf('now:http://small', long, engines)).toEqual({ engine: 'http://small', isJob: false });
  });

  it('is what was chosen', () => {
    expect(targetOf('browser', heavy, engines)).toEqual(here);
    expect(targetOf('now:http://small', light, engines)).toEqual({ engine: 'http://small', isJob: false });
    expect(targetOf('job:http://small', light, engines)).toEqual({ engine: 'http://small', isJob: true });
  });

  it('is up to ImJoy’s types for its plugins', () => {
    expect(targetOf('job:http://small', imjoy('web-python'), engines)).toEqual(here);
    expect(targetOf('auto', imjoy('native-python'), engines)).toEqual(here);
  });
});

describe('a plugin that needs what no sandbox has', () => {
  const needy = header({ native: true });

  it('runs on an engine, on the ablest unless one was chosen', () => {
    expect(wantsEngine(needy)).toBe(true);
    for (const place of ['auto', 'browser'] as const)
      expect(targetOf(place, needy, engines)).toEqual({ engine: 'http://large', isJob: false });
    expect(targetOf('job:http://small', needy, engines)).toEqual({ engine: 'http://small', isJob: true });
  });
});
