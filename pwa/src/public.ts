/** `globalThis.coverslip`: the app as the page's console, embedding pages and tests meet it. Public and stable. */
import type { PageApi } from './host/index.js';
import { NDArray, Peer, type RemoteObject } from './rpc/index.js';
import type { Workspace } from './workspace/workspace.js';

export interface Coverslip {
  readonly version: string;
  /** Resolves when the app can take calls. */
  readonly ready: Promise<void>;
  /** The api that plugins get, too. Use it after `ready`. */
  readonly api: PageApi;
  /** What is installed, open and has run. Use it after `ready`. */
  readonly workspace: Workspace;
  readonly NDArray: typeof NDArray;
  /**
   * Calls what a server offers over a WebSocket, such as CPython with `coverslip.rpc`.
   *
   * @param url its address, such as `ws://127.0.0.1:9000`.
   * @returns its root, of which nobody here knows the methods before they are called. The objects that it gives can be
   *   handed to plugins, whose calls to them then go through this page.
   */
  readonly connect: (url: string) => Promise<RemoteObject>;
}

declare global {
  var coverslip: Coverslip;
}

let isReady: () => void = () => {};
const ready = new Promise<void>((resolve) => {
  isReady = resolve;
});
// Scripts that run before the app has started may already wait for it.
globalThis.coverslip = { version: '', ready, NDArray, connect } as Coverslip;

export function publish(version: string, api: PageApi, workspace: Workspace): void {
  globalThis.coverslip = { version, ready, api, workspace, NDArray, connect };
}

/** Lets those go on who wait for `coverslip.ready`. */
export function announceReady(): void {
  isReady();
}

async function connect(url: string): Promise<RemoteObject> {
  const { WebSocketEndpoint } = await import('./rpc/websocket_endpoint.js');
  return new Peer(new WebSocketEndpoint(url), { name: url }).root;
}
