import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocketOfNode, { WebSocketServer } from 'ws';
import { CHUNK, type SocketRecord, WINDOW } from '../../../pwa/src/contracts/socket.js';
import { handOver, NDArray, Peer, PeerPort } from '../../../pwa/src/rpc/index.js';
import { BufferPool } from '../../../pwa/src/rpc/pool.js';
import { readRecord, writeRecord } from '../../../pwa/src/rpc/socket_records.js';
import { WebSocketEndpoint } from '../../../pwa/src/rpc/websocket_endpoint.js';
import { kinds, thereAndBack } from './kinds.js';
import { type PythonServer, pythonServer } from './python_server.js';

interface Root {
  echo(value: unknown): unknown;
  add(a: unknown, b: unknown): unknown;
  apply(fn: unknown, value: unknown): unknown;
  collect(values: unknown): unknown;
  count(stop: number): unknown;
  read(file: Blob): unknown;
  wait(stopped: (word: string) => void): unknown;
  fail(text: string): unknown;
  note(number: number): number;
  noted(): number[];
  cut(seconds: number): void;
}

let server: PythonServer;

beforeAll(async () => {
  server = await pythonServer();
});
afterAll(() => server.stop());

async function withPeer(work: (peer: Peer<Root>, endpoint: WebSocketEndpoint) => Promise<void>): Promise<void> {
  const endpoint = server.endpoint();
  const peer = new Peer<Root>(endpoint, { name: 'CPython', root: {} });
  try {
    await work(peer, endpoint);
  } finally {
    peer.close();
  }
}

describe('calls between node and CPython over a WebSocket', () => {
  // Python has no undefined of its own.
  it.each(kinds.filter(({ only }) => only === undefined))('bring every kind of value there and back: $name', (vector) =>
    withPeer(async ({ root }) => {
      const [sent, back] = await thereAndBack(vector, (value) => root.echo(value));
      expect(back).toEqual(sent);
      const [again, applied] = await thereAndBack(vector, (value) => root.apply((each: unknown) => each, value));
      expect(applied).toEqual(again);
    }),
  );

  it('bring functions, iterators both ways, files and errors', () =>
    withPeer(async ({ root }) => {
      expect(await root.apply((value: number) => value * 2, 21)).toBe(42);
      expect(await root.collect([1, 'two', null].values())).toEqual([1, 'two', null]);
      const counted: unknown[] = [];
      for await (const each of (await root.count(3)) as AsyncIterable<unknown>) counted.push(each);
      expect(counted).toEqual([0, 1, 2]);
      const bytes = new Uint8Array(CHUNK + 7).fill(3);
      const file = new File([bytes], 'größe.tif', { type: 'image/tiff' });
      const [name, type, content] = (await root.read(file)) as [string, string, Uint8Array];
      expect([name, type, content.length]).toEqual(['größe.tif', 'image/tiff', CHUNK + 7]);
      expect(content.every((each) => each === 3)).toBe(true);
      await expect(root.fail('luck')).rejects.toMatchObject({
        type: 'ValueError',
        message: 'no luck',
        cause: { type: 'KeyError' },
      });
    }));

  it('bring arrays that are larger than the window, and use their memory again', async () => {
    const pool = new BufferPool();
    const endpoint = server.endpoint({ pool });
    const peer = new Peer<Root>(endpoint, { name: 'CPython', pool });
    const ones = new NDArray(new Float32Array((2 * WINDOW) / 4).fill(1), [1024, WINDOW / 2048]);
    const sum = (await peer.root.add(ones, ones)) as NDArray;
    expect(sum.shape).toEqual([1024, WINDOW / 2048]);
    expect((sum.data as Float32Array).every((each) => each === 2)).toBe(true);
    // One of the two that were sent has come back full; the other one is kept.
    expect(pool.bytes).toBe(2 * WINDOW);
    sum.release();
    expect(pool.bytes).toBe(4 * WINDOW);
    peer.close();
  });

  it('empty an array that is handed over, as over a port', () =>
    withPeer(async ({ root }) => {
      const given = new Float64Array([1, 2, 3]);
      const back = (await root.echo(handOver(given))) as NDArray;
      expect(given.length).toBe(0);
      expect(back.data).toEqual(new Float64Array([1, 2, 3]));
    }));

  it('stop a call that is no longer wanted', () =>
    withPeer(async (peer) => {
      const controller = new AbortController();
      let call: Promise<unknown> = Promise.resolve();
      const stopped = new Promise<string>((resolve) => {
        call = peer.call(peer.root, 'wait', [resolve], {}, { signal: controller.signal });
      });
      await peer.root.note(0);
      controller.abort();
      await expect(call).rejects.toMatchObject({ name: 'Cancelled' });
      expect(await stopped).toBe('stopped');
    }));

  it('refuse a port with a clear word, and go on', () =>
    withPeer(async ({ root }) => {
      const { port1 } = new MessageChannel();
      await expect(root.echo(new PeerPort(port1, 'plugin'))).rejects.toThrow(/can’t travel over a network/);
      port1.close();
      expect(await root.echo(1)).toBe(1);
    }));

  it('go on where they were when the connection breaks, again and again', () =>
    withPeer(async ({ root }, endpoint) => {
      const large = new Uint8Array(WINDOW / 2).fill(9);
      const calls: Promise<unknown>[] = [];
      for (let round = 0; round < 4; round++) {
        calls.push(root.cut(0.02 * round) as unknown as Promise<unknown>);
        for (let i = 0; i < 25; i++) calls.push(root.note(round * 25 + i) as unknown as Promise<unknown>);
        const back = root.echo(large) as Promise<Uint8Array>;
        calls.push(back.then((bytes) => expect(bytes.every((each) => each === 9)).toBe(true)));
        await calls.at(-1);
      }
      await Promise.all(calls);
      expect(await root.noted()).toEqual(Array.from({ length: 100 }, (_, i) => i));
      expect(endpoint.connected).toBe(true);
    }));

  it('end with a word when there is no server', async () => {
    const open = (url: string): WebSocket => new WebSocketOfNode(url) as unknown as WebSocket;
    const peer = new Peer(new WebSocketEndpoint('ws://127.0.0.1:1/', { open }), { name: 'The engine' });
    expect(await peer.closed).toMatch(/^The engine can't be reached at ws:\/\/127\.0\.0\.1:1\//);
  });
});

/** A server that opens a session and then says what it is told to. */
async function hostile(...messages: readonly (SocketRecord | Uint8Array | string)[]): Promise<string> {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => wss.once('listening', resolve));
  wss.on('connection', (socket) => {
    socket.once('message', () => {
      for (const each of messages)
        socket.send(Array.isArray(each) ? writeRecord(each as SocketRecord) : (each as string));
    });
  });
  const { port } = wss.address() as { port: number };
  const open = (url: string): WebSocket => new WebSocketOfNode(url) as unknown as WebSocket;
  const peer = new Peer(new WebSocketEndpoint(`ws://127.0.0.1:${port}/`, { open, patience: 200 }), { name: 'Evil' });
  const reason = await peer.closed;
  for (const each of wss.clients) each.terminate();
  await new Promise((resolve) => wss.close(resolve));
  return reason;
}

describe('a hostile server', () => {
  const opened: SocketRecord = ['open', 1, 'token', 0];
  const cases: readonly [string, readonly (SocketRecord | Uint8Array | string)[], RegExp][] = [
    ['sends text', ['hello'], /not binary/],
    ['sends no msgpack', [opened, new Uint8Array([0xc1])], /no msgpack/],
    ['speaks another version', [['open', 2, 'token', 0]], /version 2/],
    ['begins without opening', [['ping']], /first record/],
    ['opens twice', [opened, opened], /first record/],
    ['gives no session', [['open', 1, '', 0]], /another session/],
    ['has had what was never sent', [['open', 1, 'token', 5]], /never sent/],
    ['acknowledges what was never sent', [opened, ['ack', 99]], /never sent/],
    ['skips a packet', [opened, ['frame', 2, 0, '{}', []]], /Packet 2 came after packet 0/],
    ['announces too much', [opened, ['frame', 1, 0, '{}', [2 ** 40]]], /was announced/],
    ['announces too long a header', [opened, ['frame', 1, 0, null, [2 ** 30]]], /too long/],
    ['announces too many attachments', [opened, ['frame', 1, 0, '{}', new Array<number>(5000).fill(0)]], /5000 parts/],
    ['sends a chunk of nothing', [opened, ['chunk', 1], new Uint8Array(3)], /belongs to no frame/],
    ['sends crumbs', [opened, ['frame', 1, 0, '{}', [9]], ['chunk', 2], new Uint8Array(1)], /wrong size/],
    ['sends a huge message', [opened, new Uint8Array(3 * CHUNK)], /bytes/],
    ['sends a header that is no frame', [opened, ['frame', 1, 0, 'x', []]], /can't be read/],
  ];
  it.each(cases)('that %s is left', async (_, messages, why) => {
    expect(await hostile(...messages)).toMatch(why);
  });

  it('that sends records with too much or too little in them is found out', () => {
    for (const each of [['ping', 1], ['frame', 1, 0, '{}'], ['close', 5], ['ack', -1], ['ack', 1.5], [], { a: 1 }]) {
      expect(() => readRecord(writeRecord(each as unknown as SocketRecord).slice().buffer)).toThrow();
    }
  });
});
