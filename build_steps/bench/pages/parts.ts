/** The page of the benchmark: runs the app's parts and their peers one by one. The app itself is measured in its own page. */
import { AssetStore } from '../../../pwa/src/assets/index.js';
import type { PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { SiteManifest } from '../../../pwa/src/contracts/site.js';
import { RuntimeFiles } from '../../../pwa/src/plugins/index.js';
import { MessagePortEndpoint, Peer } from '../../../pwa/src/rpc/index.js';
import { Sandbox } from '../../../pwa/src/sandbox/index.js';

interface PlainTimes {
  /** Milliseconds until the interpreter was ready. */
  readonly started: number;
  /** Milliseconds until the code had run. */
  readonly done: number;
}

const SITE = new URL('../site/', import.meta.url);

function local(name: string): URL {
  return new URL(name, import.meta.url);
}

/** Plain Pyodide in a new worker: `loadPyodide`, `loadPackage`, `runPython`. */
function plain(packages: readonly string[], code: string): Promise<PlainTimes> {
  const start = performance.now();
  const worker = new Worker(local('plain_worker.js'), { type: 'module' });
  let started = 0;
  return new Promise<PlainTimes>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => {
      const now = performance.now() - start;
      if (data === 'started') started = now;
      else if (data === 'done') resolve({ started, done: now });
      else reject(new Error(data));
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ packages, code });
  }).finally(() => worker.terminate());
}

async function runtimeFiles(): Promise<RuntimeFiles> {
  const response = await fetch(new URL('site.json', SITE));
  return new RuntimeFiles(new AssetStore(SITE), ((await response.json()) as SiteManifest).runtime);
}

/** Our sandbox twice in this page. @returns the milliseconds of each, from asking for its files until Python is ready. */
async function sandboxes(): Promise<number[]> {
  const files = await runtimeFiles();
  const times: number[] = [];
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    const sandbox = await Sandbox.start(files.load());
    times.push(performance.now() - start);
    sandbox.terminate('it was measured');
  }
  return times;
}

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    found.push(performance.now() - start);
  }
  found.sort((a, b) => a - b);
  return found[Math.floor(found.length / 2)] ?? Number.NaN;
}

/** @returns milliseconds of a call from this page to an op in a sandbox that does nothing. */
async function roundTrip(source: string, header: PluginHeader, calls: number): Promise<number> {
  const sandbox = await Sandbox.start(await (await runtimeFiles()).load());
  try {
    const python = new Peer(new MessagePortEndpoint(await sandbox.serve()), { root: {}, name: 'A plugin' });
    await python.call(python.root, 'load', [source, 'timed.py', header], {}, {});
    const work = (): Promise<unknown> => python.call(python.root, 'run', ['nothing', [], {}], {}, {});
    // The first calls are for the compiler.
    await median(calls, work);
    return await median(calls, work);
  } finally {
    sandbox.terminate('it was measured');
  }
}

/** Milliseconds for an array of `length` float32 from worker to worker and a number back, each time. */
async function clones(length: number, times: number): Promise<number[]> {
  const { port1, port2 } = new MessageChannel();
  const [from, to] = [new Worker(local('clone_worker.js')), new Worker(local('clone_worker.js'))];
  to.postMessage({ port: port2, answers: true }, [port2]);
  from.postMessage({ port: port1, answers: false, length }, [port1]);
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    found.push(
      await new Promise<number>((resolve) => {
        from.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
        from.postMessage('send');
      }),
    );
  }
  from.terminate();
  to.terminate();
  return found;
}

export const bench = { plain, sandboxes, roundTrip, clones };
Object.assign(globalThis, { bench });
