/** The plugin contract as the page sees it: the header of the file, and its ops, from which the form is made. */

import { NO_PERMISSIONS, type Permissions } from './permissions.js';

/**
 * Where a plugin's code runs: Python or JavaScript in a worker, HTML and JavaScript in a window's frame, in a page of
 * its own that speaks ImJoy's protocol, or nowhere, since it only names other plugins.
 */
export type PluginKind = 'python' | 'javascript' | 'window' | 'rpc-window' | 'collection';

/** The header of a plugin file: PEP 723 with `[tool.coverslip]`, or what ImJoy's `<config>` says of the same. */
export interface PluginHeader {
  readonly kind: PluginKind;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly authors: readonly string[];
  readonly licence: string;
  readonly icon: string;
  /** Requirements as written (PEP 508). */
  readonly dependencies: readonly string[];
  readonly requiresPython: string;
  /** Addresses of package indexes (PEP 503 or 691) for what this site does not carry. */
  readonly indexes?: readonly string[];
  /** What the plugin asks for. */
  readonly permissions: Permissions;
  /** Names of samples that show the plugin at work. */
  readonly samples: readonly string[];
  /** Whether its ops take so long that an engine runs them as jobs, unless something else is chosen. */
  readonly job?: boolean;
  /** Whether only an engine runs it, since it needs what no sandbox of this site has. */
  readonly native?: boolean;
  /** Its documentation in Markdown, where the file holds one. */
  readonly docs?: string;
  /** What is said of an ImJoy plugin only. */
  readonly imjoy?: ImJoyFacts;
}

/** A header that says and asks for nothing. */
export const EMPTY_HEADER: Omit<PluginHeader, 'kind' | 'name'> = {
  version: '',
  description: '',
  authors: [],
  licence: '',
  icon: '',
  dependencies: [],
  requiresPython: '',
  permissions: NO_PERMISSIONS,
  samples: [],
};

/** What the app has to know of an ImJoy plugin besides its header. */
export interface ImJoyFacts {
  /** ImJoy's type, such as "web-worker". */
  readonly type: string;
  /** The tag that was chosen when the plugin was installed; null when it has none. */
  readonly tag: string | null;
  readonly tags: readonly string[];
  readonly flags: readonly string[];
  /** Whether the person can run it; a helper of other plugins is not runnable. */
  readonly runnable: boolean;
}

/** A function of a plugin that a person or another plugin can run. */
export interface OpDescription {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly params: readonly ParamDescription[];
  readonly results: readonly ResultDescription[];
  /** Name of the function that is told of every change in the form, where the plugin has one. */
  readonly update?: string;
  /** Name of the function that raises what is wrong with the arguments of a job, before it is handed in. */
  readonly check?: string;
}

export interface ParamDescription {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly required: boolean;
  /** Whether None is accepted. */
  readonly optional: boolean;
  /** The default as JSON; null when there is none or when it has no JSON form. */
  readonly default: unknown;
  readonly type: ParamType;
}

export type ParamType =
  /** `axes` are those that it takes, such as `['YX', 'ZYX']`; without them it takes any. */
  | { readonly kind: 'image'; readonly axes?: readonly string[] }
  | { readonly kind: 'labels'; readonly axes?: readonly string[] }
  /** Any number of images, or of labels. */
  | { readonly kind: 'layers'; readonly of: 'image' | 'labels' }
  /** Drawn on an image; `ask` is what the person is asked to draw, '' where nothing is asked. Sent as GeoJSON. */
  | { readonly kind: 'points' | 'shapes'; readonly ask: string }
  | { readonly kind: 'table' }
  | { readonly kind: 'file'; readonly accept: readonly string[] }
  | {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly min: number | null;
      readonly max: number | null;
      readonly step: number | null;
      readonly unit: string;
      readonly widget: 'slider' | 'field';
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'string'; readonly multiline: boolean; readonly placeholder: string }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** No form can be made; only another plugin or the page's caller can give it. */
  | { readonly kind: 'any'; readonly annotation: string };

export interface Choice {
  readonly value: string | number | boolean | null;
  readonly label: string;
}

export interface ResultDescription {
  readonly kind:
    | 'image'
    | 'labels'
    | 'points'
    | 'shapes'
    | 'table'
    | 'figure'
    | 'plot'
    | 'file'
    | 'text'
    | 'markdown'
    | 'html'
    | 'tree'
    | 'value'
    | 'none';
  readonly title: string;
  /** `#rrggbb` of an image that lies half transparent over the op's image, where it has its size. */
  readonly overlay?: string;
}
