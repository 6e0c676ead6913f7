/** What the host does for a caller of its api. Implemented by the workspace; the api checks and unpacks arguments. */
import type { NDArray } from '../rpc/ndarray.js';
import type { Table } from '../rpc/table.js';

/** Who calls: the page's own code, or a plugin, whose name stands before what it says. */
export type Caller =
  | { readonly kind: 'page' }
  | { readonly kind: 'plugin'; readonly id: string; readonly name: string };

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export type WindowRequest =
  | { readonly type: 'image'; readonly name: string; readonly layers: readonly NDArray[] }
  | { readonly type: 'table'; readonly name: string; readonly table: Table }
  | { readonly type: 'figure'; readonly name: string; readonly picture: Blob }
  | { readonly type: 'text'; readonly name: string; readonly text: string };

export interface PluginRequest {
  readonly src: string;
  readonly sha256: string | null;
  /** False skips the question; the api allows it to the page only. */
  readonly confirm: boolean;
}

export interface CallControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: unknown) => void) | undefined;
}

export interface HostServices {
  /** Installs if need be. @returns the plugin's id. */
  installPlugin(caller: Caller, request: PluginRequest): Promise<string>;
  /** What the caller gets to hold of a plugin. */
  getPlugin(caller: Caller, request: PluginRequest): Promise<unknown>;
  /** Runs an op or an exported function; `null` means the plugin's first op. A last object may hold named arguments. */
  callPlugin(
    caller: Caller,
    request: PluginRequest,
    op: string | null,
    args: readonly unknown[],
    controls: CallControls,
  ): Promise<unknown>;
  /** @returns the window's id. */
  createWindow(caller: Caller, request: WindowRequest): string;
  openImage(caller: Caller, source: Blob | URL, controls: CallControls): Promise<NDArray>;
  log(caller: Caller, level: LogLevel, text: string): void;
  showMessage(caller: Caller, text: string): void;
  alert(caller: Caller, text: string): Promise<void>;
  confirm(caller: Caller, text: string): Promise<boolean>;
  prompt(caller: Caller, text: string, value: string): Promise<string | null>;
  exportFile(caller: Caller, file: Blob, name: string): Promise<void>;
}
