/** What the elements can ask for. Made in `main.ts`; what goes wrong becomes a notice or a failed run, unless said otherwise. */

import type { Permissions } from '../contracts/permissions.js';
import type { PlotConfig } from '../contracts/plot.js';
import type { LayerChange, PixelBox } from '../images/layers.js';
import type { AnnotationActions } from './annotation/annotation_actions.js';
import type { MapMode } from './axis_mapping.js';
import type { EngineActions } from './engine_item.js';
import type { Folder } from './folders.js';
import type { FigureFormat } from './live_figure.js';
import type { Layer, Selection } from './model.js';
import type { SaveFormat } from './save_format.js';
import type { StorageActions } from './storage_report.js';

/** What the person answered: yes or no, a text, or what they grant of what a plugin asks for. */
export type Answer = boolean | string | Permissions | FormAnswer | null;

/** What stands in a form that a plugin showed. */
export interface FormAnswer {
  readonly values: { readonly [param: string]: FormValue };
}

/** What a link to a plugin holds besides its address and hash. */
export interface LinkContent {
  /** The op whose form it opens; null leaves that to the plugin. */
  readonly op: string | null;
  /** The op's parameters, as the link presets them. */
  readonly values: { readonly [param: string]: unknown };
  /** Address of the image that it opens. */
  readonly data: string | null;
}

/**
 * A value of a form: JSON, a file, the layer or table window that an image, labels or table parameter takes, or what the
 * person is still to draw.
 */
export type FormValue =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'file'; readonly file: File }
  /** `planes` says how a layer with more axes than the parameter takes is given to it. */
  | { readonly kind: 'layer'; readonly id: string; readonly planes?: MapMode }
  | { readonly kind: 'layers'; readonly ids: readonly string[] }
  | { readonly kind: 'window'; readonly id: string }
  | { readonly kind: 'draw'; readonly draws: 'points' | 'shapes'; readonly ask: string };

export interface LayerActions {
  /** Adds a layer on top of its window's others. */
  add(layer: Layer): void;
  /** Changes how a layer looks, or what it holds; this alone is not kept in the history. */
  set(layerId: string, change: LayerChange): void;
  rename(layerId: string, name: string): void;
  /** To a place among the layers of its window, counted from the bottom. */
  move(layerId: string, to: number): void;
  remove(layerId: string): void;
  /** Says that values of a labels layer were changed in place. @param dirty where; null means anywhere. */
  edited(layerId: string, dirty: PixelBox | null): void;
  /** Null, or one without labels and features, selects nothing. */
  select(selection: Selection | null): void;
  /** Tells those who opened the window of something that happened in it. */
  report(windowId: string, event: 'picked' | 'view', data: unknown): void;
  undo(windowId: string): void;
  redo(windowId: string): void;
}

/** What is done to tables and their plots. */
export interface TableActions {
  /** Selects rows, and with them the labels in the image that they tell of. */
  select(windowId: string, rows: ReadonlySet<number>): void;
  /** Says which layer's labels a table's rows tell of; null for none. */
  link(windowId: string, layerId: string | null): void;
  /** Opens a plot of a window's table. */
  plot(windowId: string, config?: Partial<PlotConfig>): void;
  setPlot(windowId: string, config: PlotConfig): void;
}

export interface Actions {
  /** Opens images; a `.py` file among them is offered as a plugin. */
  openFiles(files: readonly File[]): Promise<void>;
  /** Opens the images of a folder, or the one that it is (OME-Zarr, a DICOM series). */
  openFolder(folder: Folder): Promise<void>;
  /** Opens files and folders that the browser lets be found again, and puts them into `state.recents`. */
  openHandles(handles: readonly FileSystemHandle[]): Promise<void>;
  /** Puts a file or folder into `state.recents`. */
  remember(handle: FileSystemHandle): Promise<void>;
  /** Opens one of `state.recents`; the browser may ask the person. */
  openRecent(id: string): Promise<void>;
  /** Opens all of `state.openedBefore`. */
  openAgain(): Promise<void>;
  forgetRecent(id: string): Promise<void>;
  openSample(name: string): Promise<void>;
  /** Fetches one of the site's samples as a file; null when that failed or was stopped. */
  sampleFile(name: string): Promise<File | null>;
  /** Brings `state.keptModels` up to date. */
  lookForModels(): Promise<void>;
  /** One of `state.keptModels` as a file; null when it is not kept any more. */
  keptModel(sha256: string): Promise<File | null>;
  /** Adds a plugin by its address, its short form, its name, or the text of its file; a repository is opened instead. */
  addPlugin(source: string): Promise<void>;
  /** Adds several, asking once. @param name what they are together, such as a collection's name. */
  addPlugins(sources: readonly string[], name: string): Promise<void>;
  /** Lists a repository's plugins in `state.repository`. */
  openRepository(source: string): Promise<void>;
  closeRepository(): void;
  removePlugin(pluginId: string): Promise<void>;
  restartPlugin(pluginId: string): Promise<void>;
  /** Gives a plugin these permissions and no others; it is restarted if it had more. */
  setGrant(pluginId: string, grant: Permissions): Promise<void>;
  /** Looks whether the plugin's source has another version, and sets its `update`. */
  checkUpdate(pluginId: string): Promise<void>;
  /** The same for several, telling once what was found. */
  checkUpdates(pluginIds: readonly string[]): Promise<void>;
  /** Installs what the plugin's source has now; asks where that wants more. */
  updatePlugin(pluginId: string): Promise<void>;
  setDisabled(pluginId: string, disabled: boolean): Promise<void>;
  /** Saves the plugin's file. */
  exportPlugin(pluginId: string): Promise<void>;
  /** The text of the plugin's file. Rejects when it can't be had: a shipped plugin is fetched when first needed. */
  source(pluginId: string): Promise<string>;
  /** A link to this very version of the plugin. Rejects where it has no address (a dropped file). */
  shareLink(pluginId: string, content: LinkContent): Promise<string>;
  /** Shows an op's form. @param preset values for it; layers by their ids. */
  select(pluginId: string, op: string, preset?: { readonly [param: string]: unknown }): void;
  run(pluginId: string, op: string, values: { readonly [param: string]: FormValue }): Promise<void>;
  /** Tells the plugin what now stands in the op's form, where it wants to know. */
  tellForm(pluginId: string, op: string, values: { readonly [param: string]: FormValue }): void;
  stopRun(runId: string): void;
  stopTask(taskId: string): void;
  activateWindow(windowId: string): void;
  closeWindow(windowId: string): void;
  /** What is done to layers and to what is selected in them, with undo. */
  readonly layers: LayerActions;
  /** What is done to points, shapes and painted labels; its code comes with the first image. Rejects when it can't be had. */
  annotations(): Promise<AnnotationActions>;
  readonly tables: TableActions;
  readonly storage: StorageActions;
  readonly engines: EngineActions;
  /** Opens a tree of values in a window, or brings the one of this title to the front. */
  showTree(title: string, data: unknown): void;
  /** Saves a table window as CSV, a figure as PNG, a text as text. */
  save(windowId: string): Promise<void>;
  /** Saves a figure as a file of one format, drawn by its plugin. */
  saveFigure(windowId: string, format: FigureFormat): Promise<void>;
  /** Saves what an image window shows as PNG, with the scale bar. */
  saveView(windowId: string): Promise<void>;
  /** Saves one layer, with what is known of it. */
  saveLayer(layerId: string, format: SaveFormat): Promise<void>;
  /** True, a string or permissions for yes, false or null for no. */
  answer(questionId: string, value: Answer): void;
  dismiss(noticeId: string): void;
  installApp(): Promise<void>;
  /** Reloads every tab into the new version. */
  applyUpdate(): void;
  askPersistence(): Promise<void>;
  /** Saves what every plugin needs with no network. */
  savePlugins(): Promise<void>;
}
