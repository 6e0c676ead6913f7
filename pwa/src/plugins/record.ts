/** What is kept of an installed plugin. */
import { NO_PERMISSIONS } from '../contracts/permissions.js';
import type { OpDescription, PluginHeader } from '../contracts/plugin.js';

/** A plugin's file, where it is from, and what its header says. */
export interface PluginFile {
  /**
   * The id of a shipped plugin, the address (with `@tag`), `file:` and the name of a dropped file, or `text:` and the
   * name of a pasted plugin.
   */
  readonly id: string;
  /** What it was installed from, as a link names it: an address, or `user/repo:Name`. The name of a dropped file. */
  readonly source: string;
  /** Where its file was fetched; '' for a plugin that came from no address. */
  readonly address: string;
  readonly fileName: string;
  /** Which variant of the file is run; null for the first. */
  readonly tag: string | null;
  readonly sha256: string;
  /** The whole file, a byte order mark included, so that its bytes can be had again. */
  readonly text: string;
  readonly header: PluginHeader;
}

export interface PluginRecord extends PluginFile {
  /** Empty until the plugin has been started once. */
  readonly ops: readonly OpDescription[];
  readonly shipped: boolean;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
}

/** A record as the first version of the app kept it. */
export interface OldRecord extends Omit<PluginRecord, 'address' | 'tag' | 'header'> {
  readonly header: Omit<PluginHeader, 'kind' | 'permissions'> & { readonly network?: readonly string[] };
}

/** Brings a kept record to today's form; one that has it already stays as it is. */
export function migrated(old: OldRecord | PluginRecord): PluginRecord {
  if ('address' in old) return old;
  const { network, ...header } = old.header;
  const isAddress = /^https?:/.test(old.source);
  return {
    ...old,
    header: { kind: 'python', permissions: { ...NO_PERMISSIONS, network: network ?? [] }, ...header },
    address: isAddress ? old.source : '',
    tag: null,
  };
}

/** Whether others can fetch the plugin from where it came. */
export function hasAddress({ shipped, address }: PluginRecord): boolean {
  return shipped || address !== '';
}
