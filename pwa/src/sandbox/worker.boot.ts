/** Runs in the sandbox's worker: starts Python when told to, and leaves everything else to it. */
import { Incoming } from './incoming.js';
import { Interpreter } from './interpreter.js';
import { installNetwork } from './network/install.js';
import type { WorkerFatal, WorkerInit, WorkerReply, WorkerRequest } from './protocol.js';

// The library of the page's own threads is loaded for this file, and a worker's differs in this one name.
const scope = self as unknown as {
  postMessage: ((message: unknown) => void) | undefined;
  onmessage: ((event: MessageEvent<WorkerInit>) => void) | null;
};

const files = new Incoming();
let interpreter: Interpreter | null = null;
let interrupt: SharedArrayBuffer | null = null;

function booted(): Interpreter {
  if (interpreter === null) throw new Error('the interpreter has not been started');
  return interpreter;
}

async function answer(request: WorkerRequest, onFatal: (message: string) => void): Promise<void> {
  switch (request.type) {
    case 'file':
      return files.put(request.name, request.content);
    case 'boot':
      interpreter = await Interpreter.boot(files, interrupt, onFatal);
      return;
    case 'mount':
      return booted().mount(request.archives);
    case 'serve':
      return booted().serve(request.port);
  }
}

scope.onmessage = (opening) => {
  scope.onmessage = null;
  const { control, network, relay } = opening.data;
  interrupt = opening.data.interrupt;
  installNetwork({ broker: network, relay, interrupt });
  control.onmessage = async (event: MessageEvent<WorkerRequest>) => {
    const { id } = event.data;
    let reply: WorkerReply;
    try {
      await answer(event.data, (message) => control.postMessage({ type: 'fatal', message } satisfies WorkerFatal));
      reply = { id, type: 'done' };
    } catch (error) {
      reply = { id, type: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    control.postMessage(reply);
  };
};
scope.postMessage?.('ready');
// A plugin has no business with the frame; without these it can't flood it either. Engines differ in where the function
// lives and whether it can go, and where it can't, nothing is lost: the frame does not listen any more.
for (const owner of [self, Object.getPrototypeOf(self) as object]) Reflect.deleteProperty(owner, 'postMessage');
Reflect.defineProperty(self, 'postMessage', { value: undefined });
