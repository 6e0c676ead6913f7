/** The state of the app, replaced piece by piece, and told to whoever listens. */
import type {
  FrameWindow,
  Layer,
  LayerChange,
  LogEntry,
  LogLevel,
  Notice,
  PluginItem,
  RunItem,
  Status,
  Task,
  WindowItem,
  WorkspaceReader,
  WorkspaceState,
} from './model.js';

/** Lines of the log that are kept. */
const LONGEST_LOG = 2000;
/** Runs that are kept in memory. */
const MOST_RUNS = 200;

export class Workspace implements WorkspaceReader {
  private current: WorkspaceState;
  private readonly listeners = new Set<() => void>();
  private isTelling = false;
  private last = 0;

  constructor(status: Status) {
    this.current = {
      plugins: [],
      repository: null,
      samples: [],
      sampleFiles: [],
      keptModels: [],
      recents: [],
      openedBefore: [],
      windows: [],
      activeWindow: null,
      fronts: [],
      selection: null,
      selectedRows: new Map(),
      history: {},
      classes: [],
      asks: [],
      autosave: {},
      selected: null,
      runs: [],
      tasks: [],
      log: [],
      network: [],
      questions: [],
      notices: [],
      engines: [],
      jobs: [],
      jobsBegun: 0,
      place: 'auto',
      status,
    };
  }

  get state(): WorkspaceState {
    return this.current;
  }

  get plugins(): readonly PluginItem[] {
    return this.current.plugins;
  }

  get windows(): readonly WindowItem[] {
    return this.current.windows;
  }

  get runs(): readonly RunItem[] {
    return this.current.runs;
  }

  /** The layers of all image windows, bottom first. */
  get layers(): readonly Layer[] {
    return this.current.windows.flatMap((window) => (window.kind === 'image' ? window.layers : []));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A name that nothing else in this workspace has. */
  newId(kind: string): string {
    this.last += 1;
    return `${kind}-${this.last}`;
  }

  update(change: Partial<WorkspaceState>): void {
    this.current = { ...this.current, ...change };
    const { activeWindow, fronts } = this.current;
    if (activeWindow !== null && activeWindow !== fronts[0])
      this.current = { ...this.current, fronts: [activeWindow, ...fronts.filter((id) => id !== activeWindow)] };
    if (this.isTelling) return;
    // Many changes of one turn are told once.
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      for (const listener of this.listeners) listener();
    });
  }

  setStatus(change: Partial<Status>): void {
    this.update({ status: { ...this.current.status, ...change } });
  }

  setPlugin(id: string, change: Partial<PluginItem>): void {
    this.update({ plugins: replace(this.current.plugins, id, change) });
  }

  setRun(id: string, change: Partial<RunItem>): void {
    this.update({ runs: replace(this.current.runs, id, change) });
  }

  addRun(run: RunItem): void {
    this.update({ runs: [...this.current.runs, run].slice(-MOST_RUNS) });
  }

  /** Notes that a window came of the run that goes on in a plugin, if one does. */
  addOutput(pluginId: string, windowId: string): void {
    const run = this.current.runs.findLast((each) => each.pluginId === pluginId && each.state === 'running');
    if (run !== undefined) this.setRun(run.id, { outputs: [...run.outputs, windowId] });
  }

  setTask(id: string, change: Partial<Task>): void {
    this.update({ tasks: replace(this.current.tasks, id, change) });
  }

  /** Opens a window; a title that another one has is numbered, so that the two can be told apart. */
  addWindow(window: WindowItem): void {
    const title = freeName(
      window.title,
      this.current.windows.map((other) => other.title),
    );
    this.update({ windows: [...this.current.windows, { ...window, title }], activeWindow: window.id });
  }

  closeWindow(id: string): void {
    const index = this.current.windows.findIndex((window) => window.id === id);
    if (index < 0) return;
    const windows = this.current.windows.filter((window) => window.id !== id);
    const { activeWindow } = this.current;
    const fronts = this.current.fronts.filter((other) => other !== id);
    // What was in front before comes back, as if the one that is closed had never been there.
    const next = fronts[0] ?? windows[Math.min(index, windows.length - 1)]?.id ?? null;
    this.update({ windows, fronts, activeWindow: activeWindow === id ? next : activeWindow });
  }

  setWindow(
    id: string,
    change: { readonly title?: string; readonly size?: { readonly w: number; readonly h: number } },
  ): void {
    this.update({
      windows: this.current.windows.map((window) => (window.id === id ? { ...window, ...change } : window)),
    });
  }

  /** Replaces what a window of one kind shows. */
  replaceWindow(id: string, change: { readonly [key: string]: unknown }): void {
    this.update({
      windows: this.current.windows.map((window) =>
        window.id === id ? ({ ...window, ...change } as WindowItem) : window,
      ),
    });
  }

  setFrame(id: string, state: FrameWindow['state']): void {
    this.update({
      windows: this.current.windows.map((window) =>
        window.id === id && window.kind === 'frame' ? { ...window, state } : window,
      ),
    });
  }

  /** Puts a layer on top of a window's others. */
  addLayer(layer: Layer): void {
    this.changeLayers(layer.windowId, (layers) => [...layers, layer]);
  }

  setLayer(id: string, change: LayerChange): void {
    const layer = this.layers.find((candidate) => candidate.id === id);
    if (layer !== undefined)
      this.changeLayers(layer.windowId, (layers) =>
        layers.map((each) => (each.id === id ? ({ ...each, ...change } as Layer) : each)),
      );
  }

  /** Puts a window's layers in this order, bottom first; one that is not named keeps its place behind them. */
  orderLayers(windowId: string, ids: readonly string[]): void {
    const place = (layer: Layer): number => (ids.includes(layer.id) ? ids.indexOf(layer.id) : ids.length);
    this.changeLayers(windowId, (layers) => [...layers].sort((a, b) => place(a) - place(b)));
  }

  removeLayer(id: string): void {
    const layer = this.layers.find((candidate) => candidate.id === id);
    if (layer !== undefined) this.changeLayers(layer.windowId, (layers) => layers.filter((other) => other.id !== id));
  }

  /** @param source the plugin's name, or "Coverslip". */
  log(
    level: LogLevel,
    source: string,
    text: string,
    { pluginId = null, picture = null }: { readonly pluginId?: string | null; readonly picture?: Blob | null } = {},
  ): void {
    this.last += 1;
    const entry: LogEntry = { id: this.last, time: Date.now(), level, source, pluginId, text, picture };
    this.update({ log: [...this.current.log.slice(-LONGEST_LOG + 1), entry] });
  }

  notify(notice: Omit<Notice, 'id'>): void {
    const { notices } = this.current;
    const same = notices.some((other) => other.title === notice.title && other.message === notice.message);
    if (!same) this.update({ notices: [...notices, { ...notice, id: this.newId('notice') }] });
  }

  private changeLayers(windowId: string, change: (layers: readonly Layer[]) => readonly Layer[]): void {
    this.update({
      windows: this.current.windows.map((window) =>
        window.id === windowId && window.kind === 'image' ? { ...window, layers: change(window.layers) } : window,
      ),
    });
  }
}

/** The name, or the first of “name 2”, “name 3” … that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name} ${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

function replace<T extends { readonly id: string }>(items: readonly T[], id: string, change: Partial<T>): readonly T[] {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}
