/** Models for the page and for plugins: from where they come, who holds them, and what is told about them. */
import type { AssetStore } from '../assets/index.js';
import { type ModelStore, ModelStore as Store } from '../assets/model_store.js';
import { Cancelled } from '../contracts/errors.js';
import type { LoadOptions, ModelProgress, ModelSource } from '../contracts/model.js';
import type { SiteManifest } from '../contracts/site.js';
import type { CallControls, Caller } from '../host/index.js';
import { type LoadedModel, Measurements, Models, RuntimeFiles } from '../inference/index.js';
import { modelFiles } from './model_files.js';
import type { PermissionDesk } from './permission_desk.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceModelsDependencies {
  readonly base: URL;
  readonly site: SiteManifest;
  readonly assets: AssetStore;
  readonly workspace: Workspace;
  readonly tasks: Tasks;
  readonly desk: PermissionDesk;
  /** `fetch` in the name of a plugin, where its grant allows it. */
  readonly fetchAs: (pluginId: string) => typeof fetch;
  /** `fetch` for a file of an engine that the person has connected; null for any other address. */
  readonly engineFetch: (url: URL) => Promise<typeof fetch | null>;
}

/** What is quicker is not shown as a wait. */
const SHOWN_AFTER = 500;

export class WorkspaceModels {
  private constructor(
    private readonly dependencies: WorkspaceModelsDependencies,
    private readonly models: Models,
    readonly measurements: Measurements,
    readonly store: ModelStore,
  ) {}

  static async open(dependencies: WorkspaceModelsDependencies): Promise<WorkspaceModels> {
    const { base, site, assets, workspace } = dependencies;
    const measurements = await Measurements.open(`coverslip-devices ${base.pathname}`);
    const store = await Store.open(base, {
      onStorageFull: ({ message }) =>
        workspace.notify({ level: 'error', title: 'No room to keep a model', message, details: '' }),
    });
    const models = new Models({
      files: new RuntimeFiles(assets, site.inference),
      measurements,
      onFault: (message) => {
        workspace.log('warning', 'Coverslip', message);
        workspace.notify({ level: 'info', title: 'A model runs on the CPU', message, details: '' });
      },
      deviceMemory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
    });
    return new WorkspaceModels(dependencies, models, measurements, store);
  }

  /** @throws ModelError, FetchError, HashMismatch, StorageFull; Refused where a plugin may not reach the address. */
  load(caller: Caller, source: ModelSource, options: LoadOptions, controls: CallControls): Promise<LoadedModel> {
    return this.shown(options.name ?? 'a model', controls, async (inner) => {
      const files = await modelFiles({ ...this.dependencies, store: this.store }, caller, source, options, inner);
      if (caller.kind === 'plugin') await this.store.noteUser(files.sha256, caller.name);
      const { device = 'auto', session = {} } = options;
      return this.models.load(
        { files, device, options: session, owner: ownerOf(caller), takesInputs: caller.kind === 'plugin' },
        inner,
      );
    });
  }

  /** Keeps the model at an address. @throws ModelError, FormatError, FetchError, StorageFull. */
  async keep(url: URL, controls: CallControls): Promise<void> {
    const { keepFrom } = await import('./model_address.js');
    await keepFrom({ ...this.dependencies, store: this.store }, url, controls);
  }

  /** The models that are kept here. */
  async list(): Promise<{ readonly sha256: string; readonly name: string; readonly size: number }[]> {
    const all = await this.store.list();
    return all.filter(({ name }) => /\.onnx$/i.test(name)).map(({ sha256, name, size }) => ({ sha256, name, size }));
  }

  /** What the graphics card calls itself; "" where the browser offers none. */
  adapter(): Promise<string> {
    return this.models.adapter();
  }

  /** Lets go of what a plugin holds, since it has ended. */
  releaseAll(pluginId: string): Promise<void> {
    return this.models.releaseAll(pluginId);
  }

  /** Does something that may take long as a task that a person sees and can stop; what goes wrong is the caller's. */
  private async shown<T>(name: string, controls: CallControls, work: (inner: CallControls) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, ...(controls.signal === undefined ? [] : [controls.signal])]);
    let report: ((progress: ModelProgress) => void) | null = null;
    const working = work({
      signal,
      onProgress: (progress) => {
        report?.(progress as ModelProgress);
        controls.onProgress?.(progress);
      },
    });
    const clock = setTimeout(() => {
      void this.dependencies.tasks.run(`Loading ${name}`, async (task) => {
        task.signal.addEventListener('abort', () => stop.abort(new Cancelled()));
        report = ({ fraction, text }) => task.report(fraction, text);
        await working.catch(() => undefined);
      });
    }, SHOWN_AFTER);
    try {
      return await working;
    } catch (error) {
      throw signal.aborted ? new Cancelled(undefined, { cause: error }) : error;
    } finally {
      clearTimeout(clock);
    }
  }
}

function ownerOf(caller: Caller): string {
  return caller.kind === 'plugin' ? caller.id : '';
}
