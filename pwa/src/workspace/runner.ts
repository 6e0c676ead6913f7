/** Runs ops: from a form, from the page's api and from other plugins, and records each run. */
import { FormatError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import { type CallControls, type Caller, splitKeywords } from '../host/index.js';
import { shownOf, type WishedWindow, windowOf, withLinkValues } from '../imjoy/index.js';
import { suggest } from '../plugins/index.js';
import type { Annotations } from './annotation/annotations.js';
import { begunRun } from './begun_run.js';
import type { Engines } from './engines.js';
import { errorNote, wasStopped } from './error_note.js';
import { FormInputs, type FormValues } from './form_inputs.js';
import type { Library } from './library.js';
import type { RunItem } from './model.js';
import type { PlaneRun } from './plane_run.js';
import type { Results } from './results.js';
import type { RunLog } from './run_log.js';
import { targetOf } from './where_to_run.js';
import { withWholeImages } from './whole_images.js';
import type { Workspace } from './workspace.js';

/** Shows what an op gave. @returns ids of what came of it. */
type Show = (value: unknown) => string[];

export class Runner {
  private readonly stops = new Map<string, AbortController>();
  readonly inputs: FormInputs;
  /** Forms of which a plugin is being told, with what to tell it next. */
  private readonly told = new Map<string, FormValues | null>();

  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    private readonly results: () => Promise<Results>,
    private readonly runLog: RunLog,
    private readonly annotations: () => Promise<Annotations>,
    /** Opens a window that a plugin of ImJoy's describes by its result. */
    private readonly openWindow: (caller: Caller, window: WishedWindow) => Promise<unknown>,
    private readonly engines: () => Promise<Engines>,
  ) {
    this.inputs = new FormInputs(workspace, annotations);
  }

  /** Runs an op with the values of its form, and shows what comes of it. Never throws: a failure is told and recorded. */
  async runForm(pluginId: string, opName: string, values: FormValues): Promise<void> {
    // What went wrong before is not what happens now.
    const { notices } = this.workspace.state;
    this.workspace.update({ notices: notices.filter((notice) => notice.pluginId !== pluginId) });
    try {
      const op = findOp(await this.library.ops(pluginId), opName, this.library.name(pluginId));
      const kwargs: Record<string, unknown> = {};
      let layer = this.inputs.layerOf(op, values, ['image', 'labels', 'points', 'shapes']);
      const { PlaneRun } = await import('./plane_run.js');
      const planes = new PlaneRun(op, values, this.workspace.layers);
      for (const [name, value] of Object.entries(values)) {
        if (planes.has(name)) continue;
        if (value.kind !== 'draw') {
          kwargs[name] = await this.inputs.resolve(value);
          continue;
        }
        const { asks, exchange } = await this.annotations();
        const windowId = layer?.windowId ?? null;
        const drawn = await asks.ask({ draws: value.draws, text: value.ask, windowId });
        kwargs[name] = exchange.value(drawn);
        layer ??= this.inputs.under(drawn);
      }
      const labels = this.inputs.layerOf(op, values, ['labels']);
      const link = this.library.linkValues(pluginId);
      const all = this.library.isImJoy(pluginId) ? withLinkValues(kwargs, link) : kwargs;
      const wished = (value: unknown) => this.wishedWindow(pluginId, value);
      const show = async (): Promise<Show> => {
        const results = await this.results();
        return (value) => (wished(value) === null ? results.show(op, shownOf(value), layer, labels) : []);
      };
      const first = { ...all, ...(await planes.inputs(0)) };
      const { place, engines } = this.workspace.state;
      const { engine, isJob } = targetOf(place, this.library.record(pluginId).header, engines);
      if (engine !== null && isJob) {
        if (planes.count > 1)
          throw new FormatError(
            `A job works on one plane, and ${planes.count} were chosen. Choose the plane that is shown, or run it now instead of as a job.`,
            'planes',
          );
        const { namedAfter } = await import('./job_inputs.js');
        const named = namedAfter(this.workspace.layers, values, first);
        await (await this.engines()).submit(engine, pluginId, op, named);
        return;
      }
      const result = await this.record(pluginId, op, [], first, {}, show, planes.count > 1 ? planes : null, engine);
      const window = wished(result);
      const caller: Caller = { kind: 'plugin', id: pluginId, name: this.library.name(pluginId) };
      if (window !== null) await this.openWindow(caller, window);
    } catch (error) {
      if (!wasStopped(error))
        this.workspace.notify({ level: 'error', ...errorNote(error, `“${this.library.name(pluginId)}”`), pluginId });
    }
  }

  private wishedWindow(pluginId: string, result: unknown): WishedWindow | null {
    if (!this.library.isImJoy(pluginId)) return null;
    return windowOf(result, (type) => this.library.find(type)?.header.kind === 'window');
  }

  /**
   * Tells a plugin what now stands in an op's form. While it still looks at one state, only the newest after it waits.
   * What it throws stands in its log.
   */
  async tellForm(pluginId: string, op: OpDescription, values: FormValues): Promise<void> {
    if (op.update === undefined) return;
    const key = `${pluginId} ${op.name}`;
    const isBusy = this.told.has(key);
    this.told.set(key, isBusy ? values : null);
    if (isBusy) return;
    for (let next: typeof values | null = values; next !== null; next = this.told.get(key) ?? null) {
      this.told.set(key, null);
      try {
        const kwargs: Record<string, unknown> = {};
        for (const [name, value] of Object.entries(next)) kwargs[name] = await this.inputs.resolve(value);
        await (await this.library.live(pluginId)).run(op.update, [], kwargs);
      } catch (error) {
        const { details, message } = errorNote(error, `“${op.title}”`);
        this.workspace.log('error', this.library.name(pluginId), details || message, { pluginId });
      }
    }
    this.told.delete(key);
  }

  /** Runs an op for a caller of the api, who gets the result or the error. */
  async runCall(
    pluginId: string,
    opName: string | null,
    given: readonly unknown[],
    controls: CallControls,
  ): Promise<unknown> {
    const ops = await this.library.ops(pluginId);
    const plugin = this.library.name(pluginId);
    // ImJoy's functions take an object as an object; ours take it as named arguments.
    const whole = await withWholeImages(given, controls.signal);
    const [args, kwargs] = this.library.isImJoy(pluginId) ? [whole, {}] : splitKeywords(whole);
    const op = opName === null ? ops[0] : ops.find(({ name }) => name === opName);
    if (op !== undefined) return this.record(pluginId, op, args, kwargs, controls, async () => () => []);
    const methods = await this.library.methods(pluginId);
    const method = methods.find((name) => name === (opName ?? 'run'));
    if (method === undefined) {
      if (opName === null) throw new FormatError(`The plugin “${plugin}” has nothing to run.`, 'run');
      const names = [...ops.map(({ name }) => name), ...methods];
      throw new FormatError(`The plugin “${plugin}” has no op “${opName}”. ${suggest(opName, names)}`, 'op');
    }
    // A function for other plugins is no run of the person's.
    return (await this.library.live(pluginId)).run(method, args, kwargs, controls);
  }

  /** Shows how far a plugin's newest run is. @returns false when none runs. */
  report(pluginId: string, progress: { readonly fraction?: number | null; readonly text?: string }): boolean {
    const run = this.workspace.runs.findLast((each) => each.pluginId === pluginId && each.state === 'running');
    if (run === undefined) return false;
    this.workspace.setRun(run.id, { progress: readProgress({ ...run.progress, ...progress }) });
    return true;
  }

  stop(runId: string): void {
    this.stops.get(runId)?.abort();
  }

  private async record(
    pluginId: string,
    op: OpDescription,
    args: readonly unknown[],
    kwargs: object,
    controls: CallControls,
    show: () => Promise<Show>,
    /** More than one plane is worked on, each by a call of its own. */
    planes: PlaneRun | null = null,
    /** The engine on which it runs; null in this browser. */
    engine: string | null = null,
  ): Promise<unknown> {
    const id = this.workspace.newId('run');
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    if (controls.signal?.aborted) stop.abort();
    controls.signal?.addEventListener('abort', onAbort, { once: true });
    this.stops.set(id, stop);
    const { library } = this;
    const plugin = { id, pluginId, pluginName: library.name(pluginId), pluginSha256: library.sha256(pluginId) };
    this.workspace.addRun(await begunRun({ ...plugin, device: engine ?? 'WebAssembly' }, op, args, kwargs));
    try {
      const live = engine === null ? await this.library.live(pluginId) : null;
      const onProgress = (report: unknown): void => {
        // What `ctx` tells of a job besides, such as its metrics, says nothing of how far it is.
        if (!isProgress(report)) return;
        const progress = readProgress(report);
        this.workspace.setRun(id, { progress });
        controls.onProgress?.(progress);
      };
      const call = async (named: object, onProgress: (report: unknown) => void): Promise<unknown> => {
        const controls = { signal: stop.signal, onProgress };
        if (live !== null) return live.run(op.name, args, named, controls);
        return (await this.engines()).run(engine, pluginId, op.name, args, named, controls);
      };
      // Fetched while the op runs.
      const showing = show();
      showing.catch(() => undefined);
      const value =
        planes === null ? await call(kwargs, onProgress) : await planes.run(kwargs, call, onProgress, stop.signal);
      // At once with the outputs, so that no form takes its own op's result for what stands in front.
      const shown = (await showing)(value);
      const opened = this.workspace.runs.find((run) => run.id === id)?.outputs ?? [];
      const outputs = [
        ...opened.filter((each) => this.workspace.windows.some((window) => window.id === each)),
        ...shown,
      ];
      this.workspace.setRun(id, { state: 'done', endedAt: Date.now(), outputs, progress: { fraction: 1, text: '' } });
      return value;
    } catch (error) {
      const stopped = wasStopped(error);
      const note = stopped ? null : errorNote(error, `“${op.title}”`);
      this.workspace.setRun(id, { state: stopped ? 'stopped' : 'failed', endedAt: Date.now(), error: note });
      if (note !== null)
        this.workspace.log('error', this.library.name(pluginId), note.details || note.message, { pluginId });
      throw error;
    } finally {
      this.stops.delete(id);
      controls.signal?.removeEventListener('abort', onAbort);
      const run = this.workspace.runs.find((candidate) => candidate.id === id);
      if (run !== undefined) void this.runLog.put(run);
    }
  }
}

function findOp(ops: readonly OpDescription[], name: string, plugin: string): OpDescription {
  const op = ops.find((candidate) => candidate.name === name);
  if (op !== undefined) return op;
  throw new FormatError(
    `The plugin “${plugin}” has no op “${name}”. ${suggest(
      name,
      ops.map((each) => each.name),
    )}`,
    'op',
  );
}

function isProgress(report: unknown): boolean {
  return typeof report === 'object' && report !== null && ('fraction' in report || 'text' in report);
}

/** Plugins are not trusted to report in the right form. */
function readProgress(report: unknown): RunItem['progress'] {
  const { fraction, text } = (typeof report === 'object' && report !== null ? report : {}) as {
    fraction?: unknown;
    text?: unknown;
  };
  const isFraction = typeof fraction === 'number' && Number.isFinite(fraction);
  return {
    fraction: isFraction ? Math.min(1, Math.max(0, fraction)) : null,
    text: typeof text === 'string' ? text.slice(0, 200) : '',
  };
}
