/** Calls and arrays there and back, in every way, from one page in one run. */
import * as Comlink from 'comlink';
import { RPC as HyphaRpc } from 'hypha-rpc';
import { MessagePortEndpoint, type NDArray, Peer } from '../../../pwa/src/rpc/index.js';
import { WebSocketEndpoint } from '../../../pwa/src/rpc/websocket_endpoint.js';
import { imjoy } from './imjoy_connection.js';

/** One way to call: nothing, and an array there and back; null where the way has none. */
interface Way {
  readonly nothing: (() => Promise<unknown>) | null;
  readonly echo: ((array: Float32Array<ArrayBuffer>) => Promise<unknown>) | null;
}

interface Echo {
  nothing(): null;
  echo(value: unknown): unknown;
}

interface Job {
  /** Where CPython listens to our calls, and to those of hypha-rpc. */
  readonly ours: string;
  readonly hypha: string;
  /** Calls in each turn, bytes of the arrays, and how often each is sent in a turn. */
  readonly calls: number;
  readonly sizes: readonly number[];
  readonly times: number;
}

const WARMING = 3000;
/** Calls at the beginning of a turn that do not count: the processors still serve the way before. */
const SETTLING = 200;

function started(way: string): MessagePort {
  const worker = new Worker(new URL('calls_worker.js', import.meta.url));
  const { port1, port2 } = new MessageChannel();
  worker.postMessage([way, port2], [port2]);
  return port1;
}

function message(): Way {
  const port = started('message');
  const ask = (value: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      port.onmessage = resolve;
      port.postMessage(value);
    });
  return { nothing: () => ask(0), echo: ask };
}

/** A message that is as long as a call has to be: it names what is called. */
function text(): Way {
  const port = started('message');
  const nothing = (): Promise<unknown> =>
    new Promise((resolve) => {
      port.onmessage = resolve;
      port.postMessage('{"t":"call","id":1000,"obj":0,"fn":"nothing","args":[],"kw":{}}');
    });
  return { nothing, echo: null };
}

/** As quick as an array can go while the page keeps its own: one copy into memory that comes back each time. */
function transfer(): Way {
  const port = started('transfer');
  const pool = new Map<number, ArrayBuffer>();
  const echo = (array: Float32Array<ArrayBuffer>): Promise<unknown> =>
    new Promise((resolve) => {
      const buffer = pool.get(array.byteLength) ?? new ArrayBuffer(array.byteLength);
      new Float32Array(buffer).set(array);
      port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        pool.set(data.byteLength, data);
        resolve(data);
      };
      port.postMessage(buffer, [buffer]);
    });
  return { nothing: null, echo };
}

function over(peer: Peer<Echo>): Way {
  return {
    nothing: () => peer.root.nothing(),
    echo: async (array) => {
      const back = (await peer.root.echo(array)) as NDArray;
      back.release();
      return back;
    },
  };
}

function comlink(): Way {
  const remote = Comlink.wrap<Echo>(started('comlink'));
  return {
    nothing: () => remote.nothing(),
    echo: (array) => {
      const copy = array.slice();
      return remote.echo(Comlink.transfer(copy, [copy.buffer]));
    },
  };
}

async function imjoyRpc(): Promise<Way> {
  const { rpc } = imjoy(started('imjoy'));
  await new Promise<void>((resolve) => {
    rpc.on('remoteReady', resolve);
    rpc.requestRemote();
  });
  const remote = rpc.getRemote();
  return { nothing: () => remote.nothing(), echo: (array) => remote.echo(array) };
}

async function hypha(url: string): Promise<Way> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const connection = {
    manager_id: null,
    emit_message: async (data: ArrayBuffer) => socket.send(data),
    on_message: (handler: (data: unknown) => void) => {
      socket.onmessage = ({ data }: MessageEvent<unknown>) => handler(data);
    },
    on_connected: () => undefined,
    on_disconnected: () => undefined,
    disconnect: () => socket.close(),
  };
  const context = { default_context: { ws: 'bench', user: {} } };
  const rpc = new HyphaRpc(connection, { client_id: 'page', workspace: 'bench', silent: true, ...context });
  const remote = await rpc.get_remote_service('bench/host:calls', { _no_retry: true });
  return { nothing: () => remote.nothing(), echo: (array) => remote.echo(array) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(found: number[]): number {
  return found.sort((a, b) => a - b)[found.length >> 1] ?? Number.NaN;
}

/** A list begun at each of its places in turn, every second time backwards. */
function orders<T>(all: readonly T[]): T[][] {
  return all.map((_, start) => {
    const order = [...all.slice(start), ...all.slice(0, start)];
    return start % 2 === 0 ? order : order.reverse();
  });
}

/** @returns milliseconds by the name of the way and what was done: "nothing", or a number of bytes. Ways take turns. */
async function ways(job: Job): Promise<Record<string, number[]>> {
  const all: Record<string, Way> = {
    message: message(),
    text: text(),
    transfer: transfer(),
    ours: over(new Peer<Echo>(new MessagePortEndpoint(started('ours')), { name: 'A worker' })),
    comlink: comlink(),
    imjoy: await imjoyRpc(),
    socket: over(new Peer<Echo>(new WebSocketEndpoint(job.ours), { name: 'CPython' })),
    hypha: await hypha(job.hypha),
  };
  const found: Record<string, number[]> = {};
  const add = (name: string, milliseconds: number): void => {
    found[name] = [...(found[name] ?? []), milliseconds];
  };
  // The first turn is for the compiler, which looks at what runs often.
  for (const { nothing } of Object.values(all)) for (let i = 0; nothing && i < WARMING; i++) await nothing();
  // Each way comes after each other one, since what ran before slows down what runs next.
  for (const order of orders(Object.entries(all))) {
    for (const [name, { nothing }] of order) {
      if (!nothing) continue;
      for (let i = 0; i < SETTLING; i++) await nothing();
      const times: number[] = [];
      for (let i = 0; i < job.calls; i++) times.push(await timed(nothing));
      add(`${name} nothing`, median(times));
    }
  }
  for (const size of job.sizes) {
    const array = new Float32Array(size / 4).fill(1);
    for (let turn = 0; turn <= job.times; turn++) {
      for (const [name, { echo }] of Object.entries(all)) {
        // A large array takes hypha-rpc seconds: once is enough.
        if (!echo || (name === 'hypha' && turn > 0)) continue;
        // The first one of each turn fills what pool there is, after others have used the memory.
        if (name !== 'hypha') await echo(array);
        const milliseconds = await timed(() => echo(array));
        if (turn > 0 || name === 'hypha') add(`${name} ${size}`, milliseconds);
      }
    }
  }
  return found;
}

Object.assign(globalThis, { calls: { ways } });
