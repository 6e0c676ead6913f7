import { describe, expect, it } from 'vitest';
import { LIMITS, MessagePortEndpoint, Peer } from '../../../pwa/src/rpc/index.js';

/** A peer with the raw port of a side that does as it likes. */
function flooded(limits = {}): { peer: Peer; port: MessagePort; served: () => number } {
  const { port1, port2 } = new MessageChannel();
  let served = 0;
  const root = {
    work: () => {
      // Stands for an answer that costs the page some time.
      const end = performance.now() + 0.05;
      while (performance.now() < end);
      return ++served;
    },
    wait: () => new Promise(() => undefined),
  };
  const peer = new Peer(new MessagePortEndpoint(port1), { root, name: 'Flood', limits });
  port2.postMessage(['{"t":"hello","v":1}']);
  return { peer, port: port2, served: () => served };
}

function call(id: number, fn: string): [string] {
  return [`{"t":"call","id":${id},"obj":0,"fn":"${fn}","args":[],"kw":{}}`];
}

describe('a flood of messages', () => {
  it('ends the conversation with a reason, after a small share of it was served', async () => {
    const { peer, port, served } = flooded();
    port.postMessage(call(0, 'work'));
    await new Promise<void>((resolve) => {
      port.onmessage = () => served() > 0 && resolve();
    });
    for (let id = 1; id <= 200_000; id++) port.postMessage(call(id, 'work'));
    expect(await peer.closed).toMatch(
      /^Flood was cut off, because it sent more than this page can take: \d+ messages .* waited to be read\.$/,
    );
    expect(served()).toBeLessThan(5000);
  });

  it('of what waits too long ends it before there is very much of it', async () => {
    // Longer than a millisecond wait even those that a quick machine takes in at one go.
    const { peer, port } = flooded({ patience: 1, burst: 10 });
    for (let id = 1; id <= 15_000; id++) port.postMessage(call(id, 'work'));
    expect(await peer.closed).toContain('waited to be read');
  });

  it('of calls that are never answered ends it, too', async () => {
    const { peer, port } = flooded({ serving: 10, waiting: 100 });
    for (let id = 1; id <= 120; id++) port.postMessage(call(id, 'wait'));
    expect(await peer.closed).toMatch(/101 (calls|messages) \(1 MB\) waited to be/);
  });

  it('of buffers ends it when they hold too much', async () => {
    const { peer, port } = flooded({ serving: 1, waitingBytes: 10_000 });
    for (let id = 1; id <= 20; id++) {
      const buffer = new ArrayBuffer(1000);
      port.postMessage(
        [`{"t":"call","id":${id},"obj":0,"fn":"wait","args":[{"$":"bytes","b":0}],"kw":{}}`, buffer],
        [buffer],
      );
    }
    expect(await peer.closed).toMatch(/\d+ (calls|messages) \(1 MB\) waited to be/);
  });

  it('that stays within the limits is served whole, in order', async () => {
    const { port1, port2 } = new MessageChannel();
    const order: number[] = [];
    const root = { note: (n: number) => void order.push(n) };
    // How long they wait is up to the machine; how many may is not.
    new Peer(new MessagePortEndpoint(port1), { root, limits: { patience: Number.POSITIVE_INFINITY } });
    const caller = new Peer<{ note(n: number): void }>(new MessagePortEndpoint(port2));
    const many = Math.floor(LIMITS.waiting / 2);
    await Promise.all(Array.from({ length: many }, (_, n) => caller.root.note(n)));
    expect(order).toEqual(Array.from({ length: many }, (_, n) => n));
  });
});
