/** What this browser keeps for the app: told, deleted, added to. */
import type { AssetStore } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { DeviceChoice, ModelProgress } from '../contracts/model.js';
import type { AssetRef, SiteManifest } from '../contracts/site.js';
import {
  type Folder,
  holdsDescription,
  isDescribed,
  isZip,
  modelOf,
  pack,
  readOnnx,
  unzip,
} from '../inference/index.js';
import type { PluginRecord } from '../plugins/index.js';
import { requiredPackages } from '../plugins/requirements.js';
import { errorNote, wasStopped } from './error_note.js';
import { besideSource } from './model_files.js';
import type { WorkspaceModels } from './models.js';
import type { SampleUses } from './sample_uses.js';
import type { MeasurementId, StorageActions, StorageItem, StorageKind, StorageReport } from './storage_report.js';
import type { TaskControls, Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface StorageDependencies {
  readonly site: SiteManifest;
  readonly assets: AssetStore;
  readonly models: WorkspaceModels;
  readonly workspace: Workspace;
  readonly tasks: Tasks;
  readonly sampleUses: SampleUses;
  /** A plugin's file and header, by its id. */
  readonly recordOf: (pluginId: string) => PluginRecord | null;
}

interface Asset {
  readonly kind: StorageKind;
  readonly name: string;
  readonly refs: readonly AssetRef[];
  /** Its package, if it is one. */
  readonly packageName: string | null;
}

export class Storage implements StorageActions {
  constructor(private readonly dependencies: StorageDependencies) {}

  async report(): Promise<StorageReport> {
    const { assets, models } = this.dependencies;
    const [{ used, quota }, kept, own, unfinished, adapter] = await Promise.all([
      assets.usage(),
      models.store.list(),
      Promise.all(this.assets().map((asset) => this.itemOf(asset))),
      models.store.unfinished(),
      models.adapter(),
    ]);
    const modelItems = kept.map((model): StorageItem => {
      const neededBy = model.users;
      const { name, size } = model;
      return { id: `model:${model.sha256}`, kind: 'model', name, size, used: model.used, neededBy, canDelete: true };
    });
    const items = [...modelItems, ...own.filter((item) => item !== null)];
    return { used, quota, items, unfinished, adapter, measurements: models.measurements.list() };
  }

  async remove(itemId: string): Promise<void> {
    const { assets, models } = this.dependencies;
    const [, sha256] = /^model:(.*)$/.exec(itemId) ?? [];
    if (sha256 !== undefined) return models.store.remove(sha256);
    const asset = this.assets().find((each) => idOf(each) === itemId);
    await Promise.all((asset?.refs ?? []).map((ref) => assets.remove(ref)));
  }

  async dropUnfinished(): Promise<void> {
    await this.dependencies.models.store.dropUnfinished();
  }

  addModels(files: readonly File[]): Promise<string> {
    return this.told('Keeping models', (controls) => this.keepAll(files, controls));
  }

  addFrom(address: string): Promise<string> {
    return this.told(`Fetching ${address}`, async ({ signal, report }) => {
      if (!/^https?:/.test(address) || !URL.canParse(address))
        throw new FormatError(`“${address}” is no address. Give one that begins with https://.`, 'address');
      const onProgress = (progress: unknown) => {
        const { fraction, text } = progress as ModelProgress;
        report(fraction, text);
      };
      await this.dependencies.models.keep(new URL(address), { signal, onProgress });
    });
  }

  /** Does something as a task. @returns what went wrong, as a sentence; "" when nothing did. */
  private async told(title: string, work: (controls: TaskControls) => Promise<void>): Promise<string> {
    let fault = '';
    await this.dependencies.tasks.run(title, async (controls) => {
      try {
        await work(controls);
      } catch (error) {
        // A notice would stand below the panel, where nobody sees it.
        if (wasStopped(error)) throw error;
        fault = errorNote(error, '').message;
      }
    });
    return fault;
  }

  async chooseDevice(measurement: MeasurementId, choice: DeviceChoice): Promise<void> {
    await this.dependencies.models.measurements.choose(measurement, choice);
  }

  async measureAgain(measurement: MeasurementId): Promise<void> {
    await this.dependencies.models.measurements.forget(measurement);
  }

  private async keepAll(files: readonly File[], { signal, report }: TaskControls): Promise<void> {
    const { store } = this.dependencies.models;
    const loose: Map<string, Blob> = new Map();
    for (const [index, file] of files.entries()) {
      report(index / files.length, file.name);
      // What describes the network is needed as much as the network.
      if (!(await isZip(file))) loose.set(file.webkitRelativePath || file.name, file);
      else if (await holdsDescription(file)) await store.add(file, file.name);
      else await this.keep(await unzip(file, signal));
    }
    if (isDescribed(loose.keys())) {
      const [first = ''] = loose.keys();
      const packed = await pack(loose, first.includes('/') ? first.slice(0, first.indexOf('/')) : 'model', signal);
      await store.add(packed, packed.name);
      return;
    }
    const models = [...loose.keys()].filter((path) => /\.onnx$/i.test(path));
    if (loose.size > 0 && models.length === 0) modelOf(loose);
    for (const [index, path] of models.entries()) {
      signal.throwIfAborted();
      report(index / models.length, path);
      const others = [...loose].filter(([other]) => other === path || !models.includes(other));
      await this.keep(new Map(others));
    }
  }

  /** Keeps the one model among these files, and what it keeps beside itself. */
  private async keep(folder: Folder): Promise<void> {
    const { store } = this.dependencies.models;
    const { name, model, beside } = modelOf(folder);
    // What is no model is told now, and not when it is run.
    const { external } = readOnnx(new Uint8Array(await model.arrayBuffer()), name);
    const { sha256 } = await store.add(model, name);
    for (const path of external) {
      const there = beside.get(path);
      if (there !== undefined) await store.add(there, path, [besideSource(sha256, path)]);
    }
  }

  private assets(): Asset[] {
    const { site } = this.dependencies;
    const none = { packageName: null };
    return [
      ...Object.values(site.packages).map(
        ({ name, version, archive }): Asset => ({
          kind: 'package',
          name: `${name} ${version}`,
          refs: [archive],
          packageName: name,
        }),
      ),
      ...site.samples.map(({ name, file }): Asset => ({ kind: 'sample', name, refs: [file], ...none })),
      ...Object.entries(site.inference.builds).map(
        ([device, { ort, glue, wasm }]): Asset => ({
          kind: 'runtime',
          name: `ONNX Runtime ${site.inference.version} (${device === 'cpu' ? 'CPU' : 'WebGPU'})`,
          refs: [ort, glue, wasm],
          ...none,
        }),
      ),
      {
        kind: 'runtime',
        name: `Python ${site.runtime.python}`,
        refs: Object.values(site.runtime.files).filter((ref) => ref !== undefined),
        ...none,
      },
    ];
  }

  private async itemOf(asset: Asset): Promise<StorageItem | null> {
    const { assets, sampleUses } = this.dependencies;
    const missing = await assets.missing(asset.refs);
    if (missing.length === asset.refs.length) return null;
    const size = asset.refs.filter((ref) => !missing.includes(ref)).reduce((sum, ref) => sum + ref.size, 0);
    const users = asset.packageName === null ? this.showing(asset) : this.usersOf(asset.packageName);
    // A run of a plugin needs its packages; whether it looked at a sample is not said.
    const ended = this.dependencies.workspace.runs
      .filter(({ pluginId }) => asset.packageName !== null && users.some(({ id }) => id === pluginId))
      .map(({ startedAt }) => startedAt);
    return {
      id: idOf(asset),
      kind: asset.kind,
      name: asset.name,
      size,
      used: asset.kind === 'sample' ? sampleUses.last(asset.name) : ended.length === 0 ? null : Math.max(...ended),
      neededBy: users.map(({ name }) => name),
      canDelete: !asset.name.startsWith('Python'),
    };
  }

  /** The plugins that name a sample as one of theirs. */
  private showing({ kind, name }: Asset): readonly { readonly id: string; readonly name: string }[] {
    if (kind !== 'sample') return [];
    const { plugins } = this.dependencies.workspace;
    return plugins
      .filter(({ header }) => header.samples.includes(name))
      .map(({ id, header }) => ({ id, name: header.name }));
  }

  /** The plugins that require a package, directly or not. */
  private usersOf(packageName: string): { readonly id: string; readonly name: string }[] {
    const { site, workspace, recordOf } = this.dependencies;
    return workspace.plugins.flatMap(({ id, header }) => {
      const record = recordOf(id);
      if (record === null) return [];
      try {
        const names = requiredPackages(record.header, site).map(({ name }) => name);
        return names.includes(packageName) ? [{ id, name: header.name }] : [];
      } catch {
        // A plugin whose requirements can't be fulfilled needs nothing that is here.
        return [];
      }
    });
  }
}

function idOf({ kind, name }: Asset): string {
  return `${kind}:${name}`;
}
