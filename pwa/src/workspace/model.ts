/** What the workspace holds, as the elements read it. Everything is replaced, never changed in place. */
import type { Permissions } from '../contracts/permissions.js';
import type { PlotConfig } from '../contracts/plot.js';
import type { OpDescription, ParamDescription, PluginHeader, PluginKind } from '../contracts/plugin.js';
import type { Classification, Layer, Selection } from '../images/layers.js';
import type { BroughtPlugin } from '../plugins/brought.js';
import type { LiveState } from '../plugins/live_plugin.js';
import type { Table } from '../rpc/table.js';

export type {
  ChannelView,
  Feature,
  ImageLayer,
  LabelsLayer,
  Layer,
  LayerChange,
  PointsLayer,
  Selection,
  ShapesLayer,
} from '../images/layers.js';

/** What is told to the person when something went wrong. `details` (a traceback) is folded away. */
export interface ErrorNote {
  readonly title: string;
  readonly message: string;
  readonly details: string;
}

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

/** The plugins that a repository offers, for the person to choose from. */
export interface RepositoryItem {
  /** What it was opened by: `user/repo`, or the address of its list. */
  readonly source: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly RepositoryEntry[];
  readonly collections: readonly RepositoryCollection[];
}

export interface RepositoryEntry {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly icon: string;
  /** What `addPlugins` installs it from; '' when the repository has disabled it. */
  readonly source: string;
  /** The id that it is installed by, or null. */
  readonly installed: string | null;
}

export interface RepositoryCollection {
  readonly name: string;
  readonly description: string;
  /** What `addPlugins` installs its plugins from. */
  readonly sources: readonly string[];
  /** Names of its plugins that the repository does not have. */
  readonly missing: readonly string[];
}

export interface Progress {
  /** 0 to 1, or null when how far it is can't be told. */
  readonly fraction: number | null;
  readonly text: string;
}

export interface RunItem {
  readonly id: string;
  readonly pluginId: string;
  readonly pluginName: string;
  readonly pluginSha256: string;
  readonly op: string;
  readonly title: string;
  /** The parameters that have a JSON form. */
  readonly params: { readonly [name: string]: unknown };
  readonly inputs: readonly { readonly param: string; readonly name: string; readonly sha256: string }[];
  /** Windows or layers that came of it. */
  readonly outputs: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly device: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly progress: Progress;
  readonly error: ErrorNote | null;
}

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

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
export interface LogEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  /** The plugin's name, or "Coverslip". */
  readonly source: string;
  /** Null where the app itself says it. */
  readonly pluginId: string | null;
  readonly text: string;
  /** Shown below the text. */
  readonly picture: Blob | null;
}

/** A request that a plugin sent, or wanted to send. */
export interface NetworkEntry {
  readonly id: string;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly time: number;
  readonly pluginId: string;
  /** The HTTP method, or "WebSocket". */
  readonly method: string;
  readonly url: string;
  /** The HTTP status; null until there is an answer. */
  readonly status: number | null;
  /** Bytes that were received. */
  readonly bytes: number;
  readonly outcome: 'running' | 'done' | 'refused' | 'failed';
  /** Why it was refused or failed; '' otherwise. */
  readonly reason: string;
}

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

export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'error';
  readonly title: string;
  readonly message: string;
  readonly details: string;
}

/** A wait of the app itself (reading a file, fetching packages), shown with its stop button. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly progress: Progress;
  readonly canStop: boolean;
}

export interface Status {
  readonly version: string;
  readonly online: boolean;
  readonly isolated: boolean;
  readonly offline:
    | { readonly kind: 'unsupported' }
    | { readonly kind: 'saving'; readonly fraction: number | null }
    | { readonly kind: 'ready' }
    | { readonly kind: 'incomplete'; readonly missing: readonly string[] };
  /** Names of the plugins that can't start with no network yet. */
  readonly needNetwork: readonly string[];
  /** Whether a new version is whole and waits for a reload. */
  readonly updateReady: boolean;
  /** What the browser answered when asked to keep the storage; null when it was not asked. */
  readonly persisted: boolean | null;
  /** Whether the browser offers to install the app. */
  readonly installable: boolean;
  readonly device: 'WebGPU' | 'WebAssembly';
}

export interface SampleItem {
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly licence: string;
  readonly origin: string;
}

/** A file or folder that was opened lately. */
export interface RecentItem {
  readonly id: string;
  readonly name: string;
  readonly isFolder: boolean;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
}

/** Titles of the steps that can be taken back and taken again; the next one is last. */
export interface WindowHistory {
  readonly undo: readonly string[];
  readonly redo: readonly string[];
}

/** What an op asks the person to draw, and the layer that it is drawn in. */
export interface DrawAsk {
  readonly id: string;
  readonly windowId: string;
  readonly layerId: string;
  readonly draws: 'points' | 'shapes';
  readonly text: string;
}

/** All of it. */
export interface WorkspaceState {
  readonly plugins: readonly PluginItem[];
  /** The repository whose plugins are shown to choose from. */
  readonly repository: RepositoryItem | null;
  /** The images among the site's samples. */
  readonly samples: readonly SampleItem[];
  /** All of the site's samples, for fields that take a file. */
  readonly sampleFiles: readonly SampleItem[];
  /** The newest first; empty where the browser can't find files again. */
  readonly recents: readonly RecentItem[];
  readonly windows: readonly WindowItem[];
  readonly activeWindow: string | null;
  /** What is selected in a layer; null when nothing is. */
  readonly selection: Selection | null;
  /** The selected rows of open tables. */
  readonly selectedRows: ReadonlyMap<Table, ReadonlySet<number>>;
  /** What can be undone and done again in each window, by its id; the newest last. */
  readonly history: { readonly [windowId: string]: WindowHistory };
  /** The classes that shapes can be given. */
  readonly classes: readonly Classification[];
  /** What is asked to be drawn, the oldest first. */
  readonly asks: readonly DrawAsk[];
  /** Whether what was drawn in a window, by its id, is kept in this browser; absent where nothing was. */
  readonly autosave: { readonly [windowId: string]: 'pending' | 'saved' | 'failed' };
  /** The plugin and op whose form is shown, with values that a link preset. */
  readonly selected: {
    readonly pluginId: string;
    readonly op: string;
    readonly preset: { readonly [name: string]: unknown };
  } | null;
  readonly runs: readonly RunItem[];
  readonly tasks: readonly Task[];
  readonly log: readonly LogEntry[];
  /** Requests of plugins, oldest first. */
  readonly network: readonly NetworkEntry[];
  readonly questions: readonly Question[];
  readonly notices: readonly Notice[];
  readonly status: Status;
}

/** The workspace as elements see it: its state, and a word when it has been replaced. */
export interface WorkspaceReader {
  readonly state: WorkspaceState;
  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}
