import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SOCKET_VERSION, type SocketRecord } from '../../../pwa/src/contracts/socket.js';
import { readRecord, writeRecord } from '../../../pwa/src/rpc/socket_records.js';
import { WebSocketEndpoint } from '../../../pwa/src/rpc/websocket_endpoint.js';

/** A connection whose other side is the test. */
class Wire {
  readyState = 0;
  readonly sent: SocketRecord[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(readRecord(data.slice().buffer));
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
    this.hear(['open', SOCKET_VERSION, 'session', 0]);
  }

  hear(record: SocketRecord): void {
    this.onmessage?.({ data: writeRecord(record).slice().buffer });
  }

  close(): void {
    this.readyState = 3;
  }

  break(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: '' });
  }

  get pings(): number {
    return this.sent.filter(([type]) => type === 'ping').length;
  }
}

let wires: Wire[];
let told: boolean[];
let ended: string[];

beforeEach(() => {
  vi.useFakeTimers();
  [wires, told, ended] = [[], [], []];
  const open = (): WebSocket => {
    const wire = new Wire();
    wires.push(wire);
    return wire as unknown as WebSocket;
  };
  const endpoint = new WebSocketEndpoint('ws://engine/', { open, heartbeat: 5000, silence: 30_000, patience: 110_000 });
  endpoint.onconnection = (isHeard) => told.push(isHeard);
  endpoint.onclose = (reason) => ended.push(reason);
  newest().open();
});
afterEach(() => {
  vi.useRealTimers();
});

function newest(): Wire {
  const wire = wires.at(-1);
  if (wire === undefined) throw new Error('no connection was made');
  return wire;
}

it('sends nothing where there is traffic', () => {
  for (let second = 0; second < 120; second++) {
    vi.advanceTimersByTime(1000);
    newest().hear(['ack', 0]);
  }
  expect([newest().pings, told]).toEqual([0, []]);
});

it('doubts a silent side within 15 s, and keeps its connection: it was busy', () => {
  vi.advanceTimersByTime(15_000);
  expect(told).toEqual([false]);
  expect(newest().pings).toBeGreaterThan(0);
  vi.advanceTimersByTime(10_000);
  newest().hear(['pong']);
  expect([told, wires.length, ended]).toEqual([[false, true], 1, []]);
});

it('tries another connection after a long silence, and says when there is one', () => {
  vi.advanceTimersByTime(36_000);
  expect([told, wires.length]).toEqual([[false], 2]);
  newest().open();
  expect([told, ended]).toEqual([[false, true], []]);
});

it('says at once that nobody is there any more, but nothing of a connection that is made anew', () => {
  newest().break();
  vi.advanceTimersByTime(200);
  newest().open();
  expect([told, wires.length]).toEqual([[], 2]);
  newest().break();
  vi.advanceTimersByTime(200);
  newest().break();
  expect(told).toEqual([false]);
  // The session is given up after its patience.
  while (ended.length === 0) {
    vi.advanceTimersByTime(6000);
    newest().break();
  }
  expect(ended[0]).toContain('could not be reached any more for 110 s');
});
