/** Files that stay on their side, and streams: read piece by piece, as their pieces are asked for. */
import { describe, expect, it } from 'vitest';
import { MessagePortEndpoint, Peer, RemoteFile, type RemoteObject } from '../../../pwa/src/rpc/index.js';
import { pair } from './pair.js';

const SIZE = 3 * 2 ** 20 + 17;
const CONTENT = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) % 251);

/** What a Python side does that sends a file object: it answers `read`, and sends the wire's `file`. */
function fileServer(size: number | null): { near: Peer<{ give(): RemoteFile }>; asked: number[][]; homes: unknown[] } {
  const { port1, port2 } = new MessageChannel();
  const asked: number[][] = [];
  const homes: unknown[] = [];
  port2.onmessage = ({ data }: MessageEvent<string | [string]>) => {
    const message = JSON.parse(typeof data === 'string' ? data : data[0]) as {
      readonly t: string;
      readonly id: number;
      readonly fn: string;
      readonly args: readonly number[];
    };
    if (message.t !== 'call') return;
    const answer = (v: unknown, ...attachments: ArrayBuffer[]): void =>
      port2.postMessage([JSON.stringify({ t: 'ok', id: message.id, v }), ...attachments]);
    if (message.fn === 'give') answer({ $: 'file', id: 4, name: 'cells.raw', mime: 'application/x-raw', size });
    else if (message.fn === 'take') answer(homes.push(message.args[0]));
    else {
      const [start = 0, length = 0] = message.args;
      asked.push([start, length]);
      answer({ $: 'bytes', b: 0 }, CONTENT.slice(start, start + length).buffer);
    }
  };
  port2.postMessage(['{"t":"hello","v":1}']);
  return { near: new Peer(new MessagePortEndpoint(port1)), asked, homes };
}

describe.each([SIZE, null])('a far file of size %s', (size) => {
  it('is read whole, as what a Blob gives', async () => {
    const { near, asked } = fileServer(size);
    const far = await near.root.give();
    expect(far).toBeInstanceOf(RemoteFile);
    expect([far.name, far.type, far.size]).toEqual(['cells.raw', 'application/x-raw', size]);
    expect(asked).toEqual([]);
    const file = await far.file();
    expect([file.name, file.type, file.size]).toEqual(['cells.raw', 'application/x-raw', SIZE]);
    expect(Buffer.compare(new Uint8Array(await file.arrayBuffer()), CONTENT)).toBe(0);
    expect(Buffer.compare(new Uint8Array(await far.arrayBuffer()), CONTENT)).toBe(0);
  });

  it('is read no further than it is wanted', async () => {
    const { near, asked } = fileServer(size);
    const far = await near.root.give();
    for await (const piece of far) {
      expect(piece.byteLength).toBe(2 ** 20);
      break;
    }
    expect(asked).toEqual([[0, 2 ** 20]]);
    const reader = far.stream().getReader();
    await reader.read();
    await reader.cancel();
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});

describe('a far file', () => {
  it('gives parts of itself', async () => {
    const { near, asked } = fileServer(SIZE);
    const far = await near.root.give();
    expect(await far.bytes(SIZE - 5)).toEqual(CONTENT.slice(-5));
    expect(await far.bytes(10, 13)).toEqual(CONTENT.slice(10, 13));
    expect(asked).toEqual([
      [SIZE - 5, 5],
      [10, 3],
    ]);
  });

  it('goes home as itself, and is read through this side by others', async () => {
    const { near, homes } = fileServer(SIZE);
    const far = await near.root.give();
    await (near.root as unknown as RemoteObject).take?.(far);
    expect(homes).toEqual([{ $: 'own', id: 4 }]);
    const other = pair({ size: async (file: RemoteFile) => (await file.file()).size });
    expect(await other.near.root.size(far)).toBe(SIZE);
  });
});

describe('a ReadableStream', () => {
  it('is pulled by the other side, and cancelled when that breaks off', async () => {
    let made = 0;
    let cancelled = 0;
    const stream = (): ReadableStream<Uint8Array> =>
      new ReadableStream(
        { pull: (controller) => controller.enqueue(Uint8Array.of(++made)), cancel: () => void cancelled++ },
        { highWaterMark: 0 },
      );
    const { near } = pair({ give: stream });
    const seen: unknown[] = [];
    for await (const piece of (await near.root.give()) as unknown as AsyncIterable<Uint8Array>)
      if (seen.push(piece) === 2) break;
    expect(seen).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
    expect([made, cancelled]).toEqual([2, 1]);
  });
});
