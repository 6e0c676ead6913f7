/**
 * Runs in the sandbox's frame, which has an origin of its own and no network. It holds what must outlive a worker: the
 * worker's handle, the byte that interrupts Python (shared memory does not cross from frame to frame), and the event
 * loop that goes on while the worker waits for a synchronous request. Plugin code never runs here, since a frame's main thread could reach out by WebRTC.
 */
import { relay } from './network/relay.js';
import type { FrameEvent, FrameRequest, WorkerInit } from './protocol.js';

let worker: Worker | null = null;
// WebKitGTK calls itself isolated and has no shared memory all the same.
const canShare = self.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';
const shared = canShare ? new SharedArrayBuffer(1) : null;
const interrupt = shared === null ? null : new Uint8Array(shared);
const SIGINT = 2;
const MOST_ERRORS = 20;

type Spawn = Extract<FrameRequest, { type: 'spawn' }>;

function spawn({ worker: source, control, network, relay: broker }: Spawn, tell: (event: FrameEvent) => void): void {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  worker?.terminate();
  interrupt?.fill(0);
  const started = new Worker(address);
  worker = started;
  let errors = 0;
  started.onerror = (event) => {
    event.preventDefault();
    // A plugin that fails in every turn of a timer must not flood the page.
    errors += 1;
    if (errors <= MOST_ERRORS) tell({ type: 'error', message: event.message || 'an error without a message' });
  };
  // The worker's only word to the frame: its script runs, so its address is no longer needed.
  started.onmessage = () => {
    started.onmessage = null;
    URL.revokeObjectURL(address);
    const blocking = shared === null ? null : new MessageChannel();
    if (blocking !== null) relay(blocking.port1, broker);
    const init: WorkerInit = { control, network, relay: blocking?.port2 ?? null, interrupt: shared };
    started.postMessage(init, [control, network, ...(blocking === null ? [] : [blocking.port2])]);
    tell({ type: 'spawned' });
  };
}

addEventListener(
  'message',
  (opening) => {
    const port = opening.ports[0];
    if (opening.source !== parent || port === undefined) return;
    const tell = (event: FrameEvent) => port.postMessage(event);
    port.onmessage = (event: MessageEvent<FrameRequest>) => {
      const request = event.data;
      switch (request.type) {
        case 'spawn':
          return spawn(request, tell);
        case 'interrupt':
          return void interrupt?.fill(SIGINT);
        case 'calm':
          return void interrupt?.fill(0);
        case 'kill':
          worker?.terminate();
          worker = null;
          return;
      }
    };
    tell({ type: 'opened', interruptible: interrupt !== null });
  },
  { once: true },
);
