/** The windows of the workspace, as the elements read them. Types without logic. */
import type { PlotConfig } from '../contracts/plot.js';
import type { OpDescription } from '../contracts/plugin.js';
import type { Layer } from '../images/layers.js';
import type { Table } from '../rpc/table.js';
import type { ErrorNote } from './error_note.js';

interface WindowBase {
  readonly id: string;
  readonly title: string;
  /** What was wished of its size: columns of a desk of 20, rows of 30 pixels; 0 where nothing was. */
  readonly size?: { readonly w: number; readonly h: number };
  readonly fullscreen?: boolean;
}
export interface ImageWindow extends WindowBase {
  readonly kind: 'image';
  /** Where the image was fetched; null for what the person or a plugin brought. */
  readonly address: string | null;
  /** Bottom first. */
  readonly layers: readonly Layer[];
}
export interface TableWindow extends WindowBase {
  readonly kind: 'table';
  readonly table: Table;
  /** The layer whose labels the rows tell of; null for none. */
  readonly labelsLayer: string | null;
}
/** A plot of a table. What is selected in it are the table's rows. */
export interface PlotWindow extends WindowBase {
  readonly kind: 'plot';
  readonly table: Table;
  readonly config: PlotConfig;
  readonly labelsLayer: string | null;
}
export interface FigureWindow extends WindowBase {
  readonly kind: 'figure';
  readonly picture: Blob;
  /** What draws the figure anew, at its plugin; null for a mere picture. */
  readonly live: object | null;
}
/** A file to be saved. */
export interface FileWindow extends WindowBase {
  readonly kind: 'file';
  readonly file: Blob;
}
export interface TextWindow extends WindowBase {
  readonly kind: 'text';
  readonly text: string;
}
/** Two pictures over one another, with a slider between them. */
export interface CompareWindow extends WindowBase {
  readonly kind: 'compare';
  readonly first: Blob;
  readonly second: Blob;
}
export interface MarkdownWindow extends WindowBase {
  readonly kind: 'markdown';
  readonly text: string;
}
/** HTML of a plugin, shown without scripts and without anything from a network. */
export interface PanelWindow extends WindowBase {
  readonly kind: 'panel';
  readonly html: string;
}
/** The lines of the log that one plugin has written. */
export interface LogWindow extends WindowBase {
  readonly kind: 'log';
  readonly source: string;
}
/** Any value that can be sent, unfolded step by step. */
export interface TreeWindow extends WindowBase {
  readonly kind: 'tree';
  readonly data: unknown;
}
export interface TerminalWindow extends WindowBase {
  readonly kind: 'terminal';
  readonly terminal: TerminalLine;
}
export interface EditorWindow extends WindowBase {
  readonly kind: 'editor';
  readonly text: string;
  /** “python”, “javascript”, “html” or “” where the text tells. */
  readonly language: string;
}
/** A form of a plugin. */
export interface FormWindow extends WindowBase {
  readonly kind: 'form';
  readonly op: OpDescription;
  /** Gives the plugin what was entered; rejects with what the plugin said against it. */
  submit(values: { readonly [field: string]: string | boolean | File | null }): Promise<void>;
}
/** A plugin's own page, or one from elsewhere, in a frame that is laid over the window's pane. */
export interface FrameWindow extends WindowBase {
  readonly kind: 'frame';
  /** Whether a plugin's own page in a sealed frame, or a page from elsewhere, which may reach its network. */
  readonly mark: 'window' | 'external';
  /** The plugin's name, or the page's address. */
  readonly source: string;
  readonly view: FrameView;
  readonly state:
    | { readonly kind: 'opening'; readonly step: string }
    | { readonly kind: 'open' }
    | { readonly kind: 'failed'; readonly error: ErrorNote };
}

/** What a terminal window and its plugin say to one another. */
export interface TerminalLine {
  /** What has been written so far, the newest part of it. */
  readonly written: string;
  /** Told of what is written from now on. @returns a function that ends that. */
  listen(listener: (text: string) => void): () => void;
  /** What the person typed. */
  typed(text: string): void;
}

/** The frame of a window, as its element moves it. */
export interface FrameView {
  /** Lays it over a part of the page, in CSS pixels of the viewport; null hides it. */
  place(box: { left: number; top: number; width: number; height: number } | null): void;
  /** Lets pointers through while something is dragged. */
  passPointers(pass: boolean): void;
  focus(): void;
  /** Told when the person wants to leave the frame by keyboard. */
  onLeave: (() => void) | null;
}

export type WindowItem =
  | ImageWindow
  | TableWindow
  | PlotWindow
  | FigureWindow
  | FileWindow
  | TextWindow
  | CompareWindow
  | MarkdownWindow
  | PanelWindow
  | LogWindow
  | TreeWindow
  | TerminalWindow
  | EditorWindow
  | FormWindow
  | FrameWindow;
