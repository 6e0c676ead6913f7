/** What only the person can answer. Types without logic. */
import type { Permissions } from '../contracts/permissions.js';
import type { ParamDescription, PluginHeader } from '../contracts/plugin.js';
import type { BroughtPlugin } from '../plugins/brought.js';

/** Something that only the person can answer. Answered by `actions.answer(id, …)`. */
export type Question =
  | {
      readonly kind: 'install';
      readonly id: string;
      readonly header: PluginHeader;
      readonly source: string;
      readonly sha256: string;
      /** Bytes of the plugin's file, and of the packages that are still to be fetched for it. */
      readonly size: number;
      readonly packageBytes: number;
      /** The version that is replaced, if one is installed. */
      readonly replaces: string | null;
      /** What it asks for; the answer is what of it was granted, or false. */
      readonly asks: Permissions;
      /** What the installed version had been granted; null when none is installed. */
      readonly before: Permissions | null;
      /** Plugins that are installed with it, since it depends on them or is a collection of them. */
      readonly brings: readonly BroughtPlugin[];
      /** What it depends on and can't be had: a sentence each. */
      readonly lacks: readonly string[];
    }
  | {
      /** An installed plugin wants to do what it was not granted; the answer is what of it was granted, or false. */
      readonly kind: 'grant';
      readonly id: string;
      readonly pluginId: string;
      /** The plugin's name. */
      readonly from: string;
      readonly asks: Permissions;
      readonly before: Permissions;
    }
  | ({ readonly kind: 'alert' | 'confirm'; readonly id: string; readonly from: string } & Said)
  | ({ readonly kind: 'prompt'; readonly id: string; readonly from: string; readonly value: string } & Said)
  /** A form of a plugin; answered by {@link FormAnswer}, or null. */
  | {
      readonly kind: 'form';
      readonly id: string;
      readonly from: string;
      readonly title: string;
      readonly text: string;
      readonly params: readonly ParamDescription[];
    };

/** What is said to the person. */
interface Said {
  readonly text: string;
  /** HTML instead of the text, as it came from the plugin: it is cleaned before it is shown. */
  readonly html?: string;
  readonly title?: string;
  /** Words for the buttons; "" for the usual ones. */
  readonly confirmText?: string;
  readonly cancelText?: string;
}
