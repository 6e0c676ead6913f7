/** A plugin that another one brings with it. */
import type { Permissions } from '../contracts/permissions.js';
import type { PluginKind } from '../contracts/plugin.js';

export interface BroughtPlugin {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly kind: PluginKind;
  readonly source: string;
  readonly sha256: string;
  /** What it asks for. One that asks for more than to call plugins is asked about by itself, after the others. */
  readonly asks: Permissions;
}
