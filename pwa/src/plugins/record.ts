/** What is kept of an installed plugin. */
import type { OpDescription, PluginHeader } from '../contracts/plugin.js';

export interface PluginRecord {
  /** The id of a shipped plugin, the address, or `file:` and the name of a dropped file. */
  readonly id: string;
  readonly source: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly text: string;
  readonly header: PluginHeader;
  /** Empty until the plugin has been started once. */
  readonly ops: readonly OpDescription[];
  readonly shipped: boolean;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
}
