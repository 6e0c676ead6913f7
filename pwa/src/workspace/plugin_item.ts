/** A plugin as the elements read it. Types without logic. */
import type { Permissions } from '../contracts/permissions.js';
import type { OpDescription, PluginHeader, PluginKind } from '../contracts/plugin.js';
import type { LiveState } from '../plugins/live_plugin.js';
import type { ErrorNote } from './error_note.js';

/** How a plugin stands, with what went wrong put into words. */
export type PluginState =
  | Exclude<LiveState, { readonly kind: 'failed' }>
  | { readonly kind: 'failed'; readonly error: ErrorNote };

/**
 * What is promised of a plugin: nothing was granted; something was granted; or its code runs on the main thread of a
 * window's frame, where a browser leaves ways open that a worker does not have.
 */
export type PluginMark = 'sealed' | 'granted' | 'window';

export interface PluginItem {
  readonly id: string;
  readonly kind: PluginKind;
  readonly header: PluginHeader;
  readonly ops: readonly OpDescription[];
  /** Address, or the name of the file that was dropped. */
  readonly source: string;
  /** Its file's name, as tracebacks have it. */
  readonly fileName: string;
  readonly sha256: string;
  /** Bytes of its file. */
  readonly size: number;
  readonly shipped: boolean;
  /** What the person has granted, for this content. What it asks for is in the header. */
  readonly grant: Permissions;
  readonly mark: PluginMark;
  /** What its source has now, where that was looked at and differs. */
  readonly update: { readonly version: string; readonly sha256: string } | null;
  /** One that is disabled can't be started until it is enabled again. */
  readonly disabled: boolean;
  /** Markdown that explains the plugin; '' when its file holds none. */
  readonly docs: string;
  /** '' or a sentence, such as that its source can't be reached and the installed copy runs. */
  readonly changed: string;
  readonly state: PluginState;
}
