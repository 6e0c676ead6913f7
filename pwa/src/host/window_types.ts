/** What a caller wants of a window, once it has been read. Types without logic. */
import type { ImageFacts } from '../contracts/image.js';
import type { NDArray } from '../rpc/ndarray.js';
import type { Plot } from '../rpc/plot.js';
import type { Table } from '../rpc/table.js';

/** A picture as plugins name it. A `URL` is fetched by the host, where the caller may reach it. */
export type Picture = Blob | NDArray | URL;

/** Where and how a window is wanted. */
export interface WindowPlace {
  readonly name: string;
  /** A caller's own name for the window: while it is open, it is given again instead of a second one. */
  readonly windowId: string | null;
  /** Columns of a desk of 20, and rows of 30 pixels, as ImJoy counts them; 0 where nothing is wished. */
  readonly size: { readonly w: number; readonly h: number };
  /** Whether it shall have the whole desk. */
  readonly fullscreen: boolean;
}

/** What reaches a plugin's `run` as `ctx`. */
export interface WindowContext {
  readonly data: unknown;
  readonly config: unknown;
}

export type WindowContent =
  /** `src` is opened in place of the layers. */
  | { readonly type: 'image'; readonly layers: readonly (NDArray | ImageFacts)[]; readonly src: Blob | URL | null }
  | { readonly type: 'table'; readonly table: Table }
  | { readonly type: 'plot'; readonly plot: Plot }
  | { readonly type: 'figure'; readonly picture: Blob; readonly live: object | null }
  | { readonly type: 'file'; readonly file: Blob }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly picture: Picture }
  | { readonly type: 'compare'; readonly first: Picture; readonly second: Picture }
  | { readonly type: 'markdown'; readonly text: string }
  | { readonly type: 'panel'; readonly html: string }
  /** The log of one plugin; null means the caller's. */
  | { readonly type: 'log'; readonly of: string | null }
  | { readonly type: 'tree'; readonly data: unknown }
  | { readonly type: 'terminal'; readonly text: string; readonly onData: unknown }
  | { readonly type: 'editor'; readonly text: string; readonly language: string }
  | { readonly type: 'form'; readonly ui: unknown; readonly context: WindowContext }
  /** A plugin of the kind “window”. */
  | { readonly type: 'plugin'; readonly plugin: string; readonly context: WindowContext }
  /** A plugin's whole text, or the address of one or of a page. */
  | { readonly type: 'source'; readonly src: string; readonly tag: string | null; readonly context: WindowContext }
  /** A single word: a plugin's name, or a text where there is no such plugin. */
  | { readonly type: 'word'; readonly word: string };

export type WindowRequest = WindowPlace & WindowContent;
