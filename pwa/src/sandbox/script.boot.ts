/** Runs in the worker of a plugin in JavaScript: answers the page's calls, and leaves everything else to the plugin. */
import { Figure, Markup, MessagePortEndpoint, NDArray, Plot, Table } from '../rpc/index.js';
import { readableAsImJoy } from './imjoy_values.js';
import { installNetwork } from './network/install.js';
import type { WorkerInit } from './protocol.js';
import { ScriptRuntime } from './script/runtime.js';

// The library of the page's own threads is loaded for this file, and a worker's differs in these names.
const scope = self as unknown as {
  postMessage: ((message: unknown) => void) | undefined;
  onmessage: ((event: MessageEvent<WorkerInit>) => void) | null;
};

scope.onmessage = (opening) => {
  scope.onmessage = null;
  Reflect.set(self, 'coverslip', { NDArray, Table, Figure, Plot, Markup });
  readableAsImJoy();
  const { control, network, relay, interrupt } = opening.data;
  installNetwork({ broker: network, relay, interrupt });
  new ScriptRuntime(new MessagePortEndpoint(control));
};
scope.postMessage?.('ready');
// As in a worker for Python: a plugin has no business with the frame.
for (const owner of [self, Object.getPrototypeOf(self) as object]) Reflect.deleteProperty(owner, 'postMessage');
Reflect.defineProperty(self, 'postMessage', { value: undefined });
