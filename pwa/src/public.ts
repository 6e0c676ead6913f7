/** `globalThis.coverslip`: the app as the page's console, embedding pages and tests meet it. Public and stable. */
import type { Api } from './host/index.js';
import { NDArray } from './rpc/index.js';
import type { Workspace } from './workspace/workspace.js';

export interface Coverslip {
  readonly version: string;
  /** Resolves when the app can take calls. */
  readonly ready: Promise<void>;
  /** The api that plugins get, too. Use it after `ready`. */
  readonly api: Api;
  /** What is installed, open and has run. Use it after `ready`. */
  readonly workspace: Workspace;
  readonly NDArray: typeof NDArray;
}

declare global {
  var coverslip: Coverslip;
}

let isReady: () => void = () => {};
const ready = new Promise<void>((resolve) => {
  isReady = resolve;
});
// Scripts that run before the app has started may already wait for it.
globalThis.coverslip = { version: '', ready, NDArray } as Coverslip;

export function publish(version: string, api: Api, workspace: Workspace): void {
  globalThis.coverslip = { version, ready, api, workspace, NDArray };
}

/** Lets those go on who wait for `coverslip.ready`. */
export function announceReady(): void {
  isReady();
}
