/** The actions of the elements, carried out. */
import type { OfflineClient } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { Permissions } from '../contracts/permissions.js';
import type { Sample, SiteManifest } from '../contracts/site.js';
import { download } from '../host/index.js';
import { hasAddress, writeLink } from '../plugins/index.js';
import type { Actions, Answer, FormValue, LinkContent } from './actions.js';
import type { Annotations } from './annotation/annotations.js';
import type { EngineActions } from './engine_item.js';
import { wasStopped } from './error_note.js';
import type { Folder } from './folders.js';
import type { Images } from './images.js';
import type { InstallPrompt } from './install_prompt.js';
import type { KeptModels } from './kept_models.js';
import type { Layers } from './layers.js';
import { lazily } from './lazily.js';
import type { Library } from './library.js';
import type { FigureFormat } from './live_figure.js';
import type { OfflinePlugins } from './offline_plugins.js';
import type { Opening } from './opening.js';
import type { PermissionDesk } from './permission_desk.js';
import type { Questions } from './questions.js';
import type { RecentHandles } from './recent_handles.js';
import type { Repositories } from './repositories.js';
import type { Runner } from './runner.js';
import type { SaveFormat } from './save_format.js';
import type { Saving } from './saving.js';
import type { StorageActions } from './storage_report.js';
import type { Tables } from './tables.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface IntentParts {
  readonly base: URL;
  readonly site: SiteManifest;
  readonly workspace: Workspace;
  readonly library: Library;
  readonly repositories: Repositories;
  readonly images: Images;
  readonly layers: Layers;
  readonly annotations: () => Promise<Annotations>;
  readonly tables: Tables;
  readonly keptModels: () => Promise<KeptModels>;
  readonly storage: StorageActions;
  readonly engines: EngineActions;
  readonly runner: Runner;
  readonly tasks: Tasks;
  readonly desk: PermissionDesk;
  readonly questions: Questions;
  readonly recents: RecentHandles;
  readonly offline: OfflineClient;
  readonly offlinePlugins: () => Promise<OfflinePlugins>;
  readonly installPrompt: InstallPrompt;
}

/** Characters of a source that a title shows. */
const LONGEST_SOURCE = 100;

export class Intents implements Actions {
  private readonly opening: () => Promise<Opening>;
  private readonly saving: () => Promise<Saving>;

  constructor(private readonly parts: IntentParts) {
    this.opening = lazily(async () => {
      const { Opening } = await import('./opening.js');
      return new Opening({
        ...parts,
        openPlugin: (file) => this.openPlugin(file),
        openDrawing: (file) => this.openDrawing(file),
      });
    });
    this.saving = lazily(async () => {
      const { Saving } = await import('./saving.js');
      return new Saving(parts);
    });
  }

  async openFiles(files: readonly File[]): Promise<void> {
    return (await this.opening()).files(files);
  }

  async openFolder(folder: Folder): Promise<void> {
    return (await this.opening()).folder(folder);
  }

  async openHandles(handles: readonly FileSystemHandle[]): Promise<void> {
    return (await this.opening()).handles(handles);
  }

  remember(handle: FileSystemHandle): Promise<void> {
    return this.parts.recents.add(handle);
  }

  async openRecent(id: string): Promise<void> {
    return (await this.opening()).recent(id);
  }

  async openAgain(): Promise<void> {
    return (await this.opening()).again();
  }

  forgetRecent(id: string): Promise<void> {
    return this.parts.recents.remove(id);
  }

  async openSample(name: string): Promise<void> {
    return (await this.opening()).sample(name);
  }

  sampleFile(name: string): Promise<File | null> {
    const { images, tasks } = this.parts;
    return tasks.run(`Fetching ${name}`, async ({ signal, report }) =>
      (await images.opener()).sampleFile(this.sample(name), { signal, onFraction: (fraction) => report(fraction, '') }),
    );
  }

  async lookForModels(): Promise<void> {
    await (await this.parts.keptModels()).look();
  }

  async keptModel(sha256: string): Promise<File | null> {
    return (await this.parts.keptModels()).file(sha256);
  }

  private sample(name: string): Sample {
    const sample = this.parts.site.samples.find((each) => each.name === name);
    if (sample === undefined) throw new FormatError(`This site has no sample “${name}”.`, 'sample');
    return sample;
  }

  async addPlugin(text: string): Promise<void> {
    const { tasks, library, repositories } = this.parts;
    if (library.isFileText(text)) {
      await tasks.run('Adding the pasted plugin', async () => this.selectFirst((await library.installText(text)).id));
      return;
    }
    const source = text.trim();
    if (repositories.isRepository(source)) return this.openRepository(source);
    await tasks.run(`Adding the plugin ${shortened(source)}`, async ({ signal }) => {
      const record = await library.install(source, { signal });
      await this.selectFirst(record.id);
    });
  }

  async addPlugins(sources: readonly string[], name: string): Promise<void> {
    const { tasks, library, repositories } = this.parts;
    await tasks.run(`Adding ${name}`, async ({ signal, report }) => {
      report(null, 'Looking at the plugins');
      await library.installSeveral(sources, name, signal);
    });
    repositories.refresh();
  }

  async openRepository(source: string): Promise<void> {
    const { tasks, repositories } = this.parts;
    await tasks.run(`Opening the repository ${shortened(source)}`, ({ signal }) =>
      repositories.open(source.trim(), signal),
    );
  }

  closeRepository(): void {
    this.parts.repositories.close();
  }

  async checkUpdate(pluginId: string): Promise<void> {
    const { tasks, library, workspace } = this.parts;
    const title = `Looking for a new version of ${library.name(pluginId)}`;
    const message = await tasks.run(title, ({ signal }) => library.checkUpdate(pluginId, signal));
    if (message !== null) workspace.notify({ level: 'info', title: library.name(pluginId), message, details: '' });
  }

  async checkUpdates(pluginIds: readonly string[]): Promise<void> {
    const { tasks, library, workspace } = this.parts;
    const lost: string[] = [];
    const done = await tasks.run('Looking for new versions', async ({ signal, report }) => {
      for (const [i, id] of pluginIds.entries()) {
        report(i / pluginIds.length, library.name(id));
        await library.checkUpdate(id, signal).catch((error: unknown) => {
          if (wasStopped(error)) throw error;
          lost.push(library.name(id));
        });
      }
      return true;
    });
    if (done === null) return;
    const ready = workspace.plugins.filter(({ id, update }) => update !== null && pluginIds.includes(id));
    const found = ready.length === 0 ? 'None.' : `${ready.map(({ header }) => header.name).join(', ')}.`;
    const missed = lost.length === 0 ? '' : ` The sources of these could not be looked at: ${lost.join(', ')}.`;
    workspace.notify({ level: 'info', title: 'New versions', message: found + missed, details: '' });
  }

  async updatePlugin(pluginId: string): Promise<void> {
    const { tasks, library } = this.parts;
    await tasks.run(`Updating ${library.name(pluginId)}`, ({ signal }) => library.update(pluginId, signal));
  }

  async setDisabled(pluginId: string, disabled: boolean): Promise<void> {
    await this.parts.library.setDisabled(pluginId, disabled);
  }

  async shareLink(pluginId: string, { op, values, data }: LinkContent): Promise<string> {
    const { base, library } = this.parts;
    const record = library.record(pluginId);
    if (!hasAddress(record)) {
      throw new FormatError(
        `“${record.header.name}” came as a file, so it has no address that a link could name. Export it, put the file where others can fetch it (a Gist or a repository, for example), and add it from there.`,
        'source',
      );
    }
    return writeLink({ plugin: record.source, sha256: record.sha256, run: op, data, values }, base);
  }

  async removePlugin(pluginId: string): Promise<void> {
    await this.parts.library.remove(pluginId);
  }

  async restartPlugin(pluginId: string): Promise<void> {
    const { tasks, library } = this.parts;
    await tasks.run(`Restarting ${library.name(pluginId)}`, () => library.restart(pluginId));
  }

  async setGrant(pluginId: string, grant: Permissions): Promise<void> {
    await this.parts.desk.set(pluginId, grant);
  }

  async exportPlugin(pluginId: string): Promise<void> {
    const { tasks, library } = this.parts;
    await tasks.run(`Saving ${library.name(pluginId)}`, async () => {
      const file = await library.file(pluginId);
      download(file, file.name);
    });
  }

  async source(pluginId: string): Promise<string> {
    return (await this.parts.library.file(pluginId)).text();
  }

  select(pluginId: string, op: string, preset: { readonly [param: string]: unknown } = {}): void {
    this.parts.workspace.update({ selected: { pluginId, op, preset } });
  }

  async run(pluginId: string, op: string, values: { readonly [param: string]: FormValue }): Promise<void> {
    await this.parts.runner.runForm(pluginId, op, values);
  }

  tellForm(pluginId: string, op: string, values: { readonly [param: string]: FormValue }): void {
    const plugin = this.parts.workspace.plugins.find(({ id }) => id === pluginId);
    const described = plugin?.ops.find(({ name }) => name === op);
    if (described !== undefined) void this.parts.runner.tellForm(pluginId, described, values);
  }

  stopRun(runId: string): void {
    this.parts.runner.stop(runId);
  }

  stopTask(taskId: string): void {
    this.parts.tasks.stop(taskId);
  }

  activateWindow(windowId: string): void {
    if (this.parts.workspace.state.activeWindow !== windowId) this.parts.workspace.update({ activeWindow: windowId });
  }

  showTree(title: string, data: unknown): void {
    const { workspace } = this.parts;
    const open = workspace.windows.find((window) => window.kind === 'tree' && window.title === title);
    if (open === undefined) {
      workspace.addWindow({ kind: 'tree', id: workspace.newId('window'), title, data });
      return;
    }
    workspace.replaceWindow(open.id, { data });
    this.activateWindow(open.id);
  }

  closeWindow(windowId: string): void {
    this.parts.workspace.closeWindow(windowId);
  }

  get engines(): EngineActions {
    return this.parts.engines;
  }

  get storage(): StorageActions {
    return this.parts.storage;
  }

  get layers(): Layers {
    return this.parts.layers;
  }

  annotations(): Promise<Annotations> {
    return this.parts.annotations();
  }

  get tables(): Tables {
    return this.parts.tables;
  }

  async saveFigure(windowId: string, format: FigureFormat): Promise<void> {
    return (await this.saving()).figure(windowId, format);
  }

  async save(windowId: string): Promise<void> {
    return (await this.saving()).window(windowId);
  }

  async saveLayer(layerId: string, format: SaveFormat): Promise<void> {
    return (await this.saving()).layer(layerId, format);
  }

  async saveView(windowId: string): Promise<void> {
    return (await this.saving()).view(windowId);
  }

  answer(questionId: string, value: Answer): void {
    this.parts.questions.answer(questionId, value);
  }

  dismiss(noticeId: string): void {
    const { workspace } = this.parts;
    workspace.update({ notices: workspace.state.notices.filter(({ id }) => id !== noticeId) });
  }

  async installApp(): Promise<void> {
    await this.parts.installPrompt.show();
    await this.askPersistence();
  }

  applyUpdate(): void {
    this.parts.offline.applyUpdate();
  }

  async askPersistence(): Promise<void> {
    this.parts.workspace.setStatus({ persisted: await this.parts.offline.persist() });
  }

  async savePlugins(): Promise<void> {
    const { tasks, offlinePlugins } = this.parts;
    await tasks.run('Saving what plugins need offline', async ({ signal, report }) =>
      (await offlinePlugins()).provideAll({ signal, onFraction: (fraction) => report(fraction, '') }),
    );
  }

  private async openPlugin(file: File): Promise<void> {
    const { tasks, library } = this.parts;
    await tasks.run(`Adding the plugin ${file.name}`, async () => {
      const record = await library.installFile(file);
      await this.selectFirst(record.id);
    });
  }

  /** GeoJSON becomes a layer of the image in front. */
  private async openDrawing(file: File): Promise<void> {
    const { tasks, workspace } = this.parts;
    await tasks.run(`Opening ${file.name}`, async () => {
      const images = workspace.windows.filter(({ kind }) => kind === 'image');
      const window = images.find(({ id }) => id === workspace.state.activeWindow) ?? images.at(-1);
      if (window === undefined)
        throw new FormatError(`${file.name} holds drawings. Open the image that they belong to first.`, file.name);
      const { exchange } = await this.annotations();
      exchange.addGeoJson(window.id, await file.text(), file.name);
    });
  }

  private async selectFirst(pluginId: string): Promise<void> {
    const first = (await this.parts.library.ops(pluginId))[0];
    if (first !== undefined) this.select(pluginId, first.name);
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_SOURCE ? `${text.slice(0, LONGEST_SOURCE - 1)}…` : text;
}
