/** What the workspace holds, as the elements read it. Everything is replaced, never changed in place. */

import type { Classification, Selection } from '../images/layers.js';
import type { Table } from '../rpc/table.js';
import type { EngineItem, JobItem, Place } from './engine_item.js';
import type { ErrorNote } from './error_note.js';
import type { PluginItem } from './plugin_item.js';
import type { Question } from './question.js';
import type { RepositoryItem } from './repository_item.js';
import type { WindowItem } from './window_item.js';

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
export type { ErrorNote } from './error_note.js';
export type { PluginItem, PluginMark, PluginState } from './plugin_item.js';
export type { Question } from './question.js';
export type { RepositoryCollection, RepositoryEntry, RepositoryItem } from './repository_item.js';
export type {
  CompareWindow,
  EditorWindow,
  FigureWindow,
  FileWindow,
  FormWindow,
  FrameView,
  FrameWindow,
  ImageWindow,
  LogWindow,
  MarkdownWindow,
  PanelWindow,
  PlotWindow,
  TableWindow,
  TerminalLine,
  TerminalWindow,
  TextWindow,
  TreeWindow,
  WindowItem,
} from './window_item.js';

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

export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'error';
  readonly title: string;
  readonly message: string;
  readonly details: string;
  /** The plugin whose run failed; its next run takes the notice away. */
  readonly pluginId?: string;
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

/** An image of the last visit, by its address or its id among `recents`. */
export type OpenedBefore = { readonly name: string } & ({ readonly address: string } | { readonly recent: string });

/** A model that is kept in this browser. */
export interface KeptModelItem {
  readonly sha256: string;
  readonly name: string;
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
  /** Models that are kept in this browser, for fields that take them; empty until they were looked for. */
  readonly keptModels: readonly KeptModelItem[];
  /** The newest first; empty where the browser can't find files again. */
  readonly recents: readonly RecentItem[];
  /** What was open when the last visit ended and can be opened again without a dialog. */
  readonly openedBefore: readonly OpenedBefore[];
  readonly windows: readonly WindowItem[];
  readonly activeWindow: string | null;
  /** Ids of the open windows that were in front, the last one first. */
  readonly fronts: readonly string[];
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
  /** The engines that the person has connected. */
  readonly engines: readonly EngineItem[];
  /** Their jobs, the newest first. */
  readonly jobs: readonly JobItem[];
  /** How many jobs this page has begun. */
  readonly jobsBegun: number;
  /** Where runs of a form take place. */
  readonly place: Place;
  readonly status: Status;
}

/** The workspace as elements see it: its state, and a word when it has been replaced. */
export interface WorkspaceReader {
  readonly state: WorkspaceState;
  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}
