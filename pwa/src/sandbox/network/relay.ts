/** Runs in the frame's main thread: carries a synchronous request of its worker out, and writes the answer to memory. */
import { type NetworkAnswer, RELAY, type RelayRequest } from '../../contracts/network.js';
import { Exchanges } from './exchanges.js';

interface Part {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/**
 * @param worker the worker's port; requests and `next` come in by it.
 * @param broker a port of its own to the host's broker.
 */
export function relay(worker: MessagePort, broker: MessagePort): void {
  const exchanges = new Exchanges(broker);
  let memory: SharedArrayBuffer | null = null;
  let parts: Part[] = [];
  let current = 0;
  /** Whether memory holds something that was not read yet. */
  let isFull = false;

  const write = () => {
    const part = parts[0];
    if (isFull || part === undefined || memory === null) return;
    const numbers = new Int32Array(memory, 0, 2);
    const now = part.bytes.subarray(0, RELAY.bytes);
    new Uint8Array(memory, RELAY.header).set(now);
    const rest = part.bytes.subarray(now.length);
    if (rest.length > 0) parts[0] = { kind: part.kind, bytes: rest };
    else {
      parts.shift();
      if (part.kind === RELAY.chunk) exchanges.send({ t: 'pull', id: current });
    }
    isFull = true;
    Atomics.store(numbers, 1, now.length);
    Atomics.store(numbers, 0, part.kind);
    Atomics.notify(numbers, 0);
  };

  const receive = (answer: NetworkAnswer) => {
    const part = partOf(answer);
    if (part === null) return;
    parts.push(part);
    write();
  };

  worker.onmessage = ({ data }: MessageEvent<RelayRequest>) => {
    switch (data.t) {
      case 'sync': {
        memory = data.memory;
        parts = [];
        isFull = false;
        const { id: _, ...opening } = data.request;
        current = exchanges.begin(opening, receive, opening.body === null ? [] : [opening.body]);
        return;
      }
      case 'next':
        isFull = false;
        return write();
      case 'stop':
        memory = null;
        parts = [];
        return exchanges.abort(current);
    }
  };
}

function partOf(answer: NetworkAnswer): Part | null {
  const json = () => new TextEncoder().encode(JSON.stringify(answer));
  switch (answer.t) {
    case 'response':
      return { kind: RELAY.head, bytes: json() };
    case 'failed':
      return { kind: RELAY.failed, bytes: json() };
    case 'chunk':
      // An empty one would be lost in memory, and says nothing.
      return answer.data.byteLength === 0 ? null : { kind: RELAY.chunk, bytes: new Uint8Array(answer.data) };
    case 'end':
      return { kind: RELAY.end, bytes: new Uint8Array(0) };
    default:
      return null;
  }
}
