/** What the elements can ask for. Made in `main.ts`; none of these throws: what goes wrong becomes a notice or a failed run. */
import type { Layer } from './model.js';

/** A value of a form: JSON, a file, or the layer or table window that an image, labels or table parameter takes. */
export type FormValue =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'layer'; readonly id: string }
  | { readonly kind: 'window'; readonly id: string };

export interface Actions {
  /** Opens images; a `.py` file among them is offered as a plugin. */
  openFiles(files: readonly File[]): Promise<void>;
  openSample(name: string): Promise<void>;
  addPlugin(source: string): Promise<void>;
  removePlugin(pluginId: string): Promise<void>;
  restartPlugin(pluginId: string): Promise<void>;
  select(pluginId: string, op: string): void;
  run(pluginId: string, op: string, values: { readonly [param: string]: FormValue }): Promise<void>;
  stopRun(runId: string): void;
  stopTask(taskId: string): void;
  activateWindow(windowId: string): void;
  closeWindow(windowId: string): void;
  setLayer(layerId: string, change: Partial<Pick<Layer, 'visible' | 'opacity' | 'contrast' | 'name'>>): void;
  removeLayer(layerId: string): void;
  /** Saves a table window as CSV, a figure as PNG, a text as text; `layerId` saves that layer as TIFF. */
  save(windowId: string, layerId?: string): Promise<void>;
  /** True or a string for yes, false or null for no. */
  answer(questionId: string, value: boolean | string | null): void;
  dismiss(noticeId: string): void;
  installApp(): Promise<void>;
  /** Reloads every tab into the new version. */
  applyUpdate(): void;
  askPersistence(): Promise<void>;
}
