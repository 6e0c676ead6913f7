/** What the host does for a caller of its api. Implemented by the workspace; the api checks and unpacks arguments. */

import type { LoadOptions, ModelSource } from '../contracts/model.js';
import type { ImageRequest } from './image_input.js';
import type { WindowRequest } from './window_types.js';

/** Who calls: the page's own code, or a plugin, whose name stands before what it says. */
export type Caller =
  | { readonly kind: 'page' }
  | { readonly kind: 'plugin'; readonly id: string; readonly name: string };

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export interface PluginRequest {
  readonly src: string;
  /** A plugin of this name that is installed does as well as what is at `src`. */
  readonly name?: string;
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
  /** @returns the window's handle. */
  createWindow(caller: Caller, request: WindowRequest): Promise<object>;
  /** @returns the handle of an open window by its id or name; null when there is none that the caller may know. */
  getWindow(caller: Caller, idOrName: string): object | null;
  /** What is known of the image, and `read(region)`. */
  openImage(caller: Caller, request: ImageRequest, controls: CallControls): Promise<object>;
  /** @returns a model to run: `inputs`, `outputs`, `device`, `metadata`, `run`, `release`. */
  loadModel(caller: Caller, source: ModelSource, options: LoadOptions, controls: CallControls): Promise<object>;
  /** The models that are kept in this browser. */
  listModels(): Promise<readonly object[]>;
  /** @param link null for an engine that is connected already, which is all that a plugin gets. */
  connectEngine(caller: Caller, link: string | null): Promise<object>;
  log(caller: Caller, level: LogLevel, text: string): void;
  showMessage(caller: Caller, text: string): void;
  alert(caller: Caller, text: string): Promise<void>;
  confirm(caller: Caller, text: string): Promise<boolean>;
  prompt(caller: Caller, text: string, value: string): Promise<string | null>;
  exportFile(caller: Caller, file: Blob, name: string): Promise<void>;
}
