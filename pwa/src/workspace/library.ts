/** The plugins of this workspace: what is installed, and what of it runs. */
import { FormatError } from '../contracts/errors.js';
import { NO_PERMISSIONS } from '../contracts/permissions.js';
import type { OpDescription } from '../contracts/plugin.js';
import {
  type Installer,
  type InstallOptions,
  type LivePlugin,
  type LiveState,
  type PluginRecord,
  type PluginStore,
  suggest,
} from '../plugins/index.js';
import { errorNote } from './error_note.js';
import type { PluginItem, PluginState } from './model.js';
import type { Workspace } from './workspace.js';

/** Reads and writes images for the page; people meet it as “Open image”. */
export const IMAGE_PLUGIN = 'open_image';

export type MakeLive = (
  record: PluginRecord,
  onState: (state: LiveState) => void,
  onOps: (ops: readonly OpDescription[]) => void,
) => LivePlugin;

export class Library {
  private readonly records = new Map<string, PluginRecord>();
  private readonly lives = new Map<string, LivePlugin>();
  private readonly busy = new Set<string>();

  constructor(
    private readonly workspace: Workspace,
    private readonly installer: Installer,
    private readonly store: PluginStore,
    private readonly makeLive: MakeLive,
  ) {
    for (const record of [...installer.shipped(), ...store.all()]) this.records.set(record.id, record);
    this.workspace.update({ plugins: this.visible().map((record) => this.item(record)) });
  }

  /** Installs a plugin, or finds it. @throws the errors of {@link Installer.fromSource}. */
  async install(source: string, options: InstallOptions = {}): Promise<PluginRecord> {
    const known = this.find(source);
    // Named, or from a file: there is no address to look at again.
    if (known !== null && !known.shipped && known.source !== source) return known;
    if (known?.id.startsWith('file:')) return known;
    return this.add(await this.installer.fromSource(source, options));
  }

  /** A plugin that is installed or ships with the site, by its id, name or address; nothing is fetched. */
  find(source: string): PluginRecord | null {
    const records = [...this.records.values()];
    return (
      records.find((record) => record.id === source || record.source === source || record.header.name === source) ??
      null
    );
  }

  /** @throws FormatError when the text can be no plugin's source. */
  checkSource(source: string): void {
    this.installer.checkSource(source);
  }

  async installFile(file: File): Promise<PluginRecord> {
    return this.add(await this.installer.fromFile(file));
  }

  /** The plugin, ready to be started. @throws FormatError when there is none of this id. */
  async live(id: string): Promise<LivePlugin> {
    const running = this.lives.get(id);
    if (running !== undefined) return running;
    const record = this.records.get(id);
    if (record === undefined)
      throw new FormatError(`There is no plugin “${id}”. ${suggest(id, [...this.records.keys()])}`, 'plugin');
    const whole = record.shipped ? await this.installer.fromSource(id) : record;
    const again = this.lives.get(id);
    if (again !== undefined) return again;
    const live = this.makeLive(
      whole,
      (state) => this.show(id, state),
      (ops) => void this.setOps(id, ops),
    );
    this.lives.set(id, live);
    return live;
  }

  /** The plugin's ops; a plugin that has never run is started to learn them. */
  async ops(id: string): Promise<readonly OpDescription[]> {
    const record = this.records.get(id);
    if (record !== undefined && record.ops.length > 0) return record.ops;
    const live = await this.live(id);
    const ops = await live.start();
    await this.setOps(id, ops);
    return ops;
  }

  /** Names of what can be called of a plugin besides its ops; starts it if it sleeps. */
  async methods(id: string): Promise<readonly string[]> {
    return (await this.live(id)).methods();
  }

  /** Whether it is a plugin of ImJoy's, whose functions take objects as they are given. */
  isImJoy(id: string): boolean {
    return this.records.get(id)?.header.imjoy !== undefined;
  }

  /** Starts plugins whose ops were never learned, since the page was left too early, so that they can be run. */
  async learnMissing(): Promise<void> {
    for (const { id, ops, shipped } of [...this.records.values()]) {
      // One that can't start says so in its state.
      if (ops.length === 0 && !shipped && !this.lives.has(id)) await this.ops(id).catch(() => undefined);
    }
  }

  /** Whether a plugin starts or runs, so that work in advance would be in its way. */
  get isBusy(): boolean {
    return this.busy.size > 0;
  }

  name(id: string): string {
    return this.records.get(id)?.header.name ?? id;
  }

  sha256(id: string): string {
    return this.records.get(id)?.sha256 ?? '';
  }

  /** A plugin's file; one that ships with the site is fetched if need be. */
  async file(id: string): Promise<File> {
    const { record } = await this.live(id);
    return new File([record.text], record.fileName, { type: 'text/plain' });
  }

  async remove(id: string): Promise<void> {
    const record = this.records.get(id);
    if (record === undefined || record.shipped) return;
    await this.end(id, 'it was removed');
    this.records.delete(id);
    await this.store.remove(id);
    this.workspace.update({ plugins: this.workspace.plugins.filter((plugin) => plugin.id !== id) });
    if (this.workspace.state.selected?.pluginId === id) this.workspace.update({ selected: null });
  }

  async restart(id: string): Promise<void> {
    await this.end(id, 'it was restarted');
    await (await this.live(id)).start();
  }

  private async setOps(id: string, ops: readonly OpDescription[]): Promise<void> {
    const record = this.records.get(id);
    if (record === undefined) return;
    const described = { ...record, ops };
    this.records.set(id, described);
    this.workspace.setPlugin(id, { ops });
    if (!record.shipped) await this.store.put(described);
  }

  private async end(id: string, reason: string): Promise<void> {
    const live = this.lives.get(id);
    this.lives.delete(id);
    await live?.stop(reason);
  }

  private async add(record: PluginRecord): Promise<PluginRecord> {
    const before = this.records.get(record.id);
    if (before !== undefined && before.sha256 === record.sha256) return before;
    if (before !== undefined) await this.end(record.id, 'a new version was installed');
    this.records.set(record.id, record);
    const rest = this.workspace.plugins.filter((plugin) => plugin.id !== record.id);
    this.workspace.update({ plugins: [...rest, this.item(record)] });
    return record;
  }

  private visible(): PluginRecord[] {
    return [...this.records.values()].filter(({ id }) => id !== IMAGE_PLUGIN);
  }

  private show(id: string, state: LiveState): void {
    if (state.kind === 'starting' || state.kind === 'running') this.busy.add(id);
    else this.busy.delete(id);
    const shown: PluginState =
      state.kind === 'failed' ? { kind: 'failed', error: errorNote(state.error, this.name(id)) } : state;
    if (state.kind === 'failed')
      this.workspace.log('error', this.name(id), shown.kind === 'failed' ? shown.error.message : '', { pluginId: id });
    this.workspace.setPlugin(id, { state: shown });
  }

  private item(record: PluginRecord): PluginItem {
    const { id, header, ops, source, fileName, sha256, shipped } = record;
    return {
      id,
      kind: header.kind,
      header,
      ops,
      source,
      fileName,
      sha256,
      size: shipped ? this.installer.shippedSize(id) : new TextEncoder().encode(record.text).byteLength,
      shipped,
      // No plugin can be granted anything yet, so each of them is sealed, whatever it asks for.
      grant: NO_PERMISSIONS,
      mark: 'sealed',
      update: null,
      disabled: false,
      docs: '',
      changed: '',
      state: { kind: 'asleep' },
    };
  }
}
