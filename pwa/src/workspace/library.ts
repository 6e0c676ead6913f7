/** The plugins of this workspace: what is installed, and what of it runs. */
import { FormatError } from '../contracts/errors.js';
import type { Permissions } from '../contracts/permissions.js';
import type { OpDescription } from '../contracts/plugin.js';
import {
  fromPlugin,
  hasAddress,
  type Installed,
  type Installer,
  type InstallOptions,
  type LivePlugin,
  type LiveState,
  type PluginRecord,
  type PluginStore,
  suggest,
} from '../plugins/index.js';
import type { PeerPort } from '../rpc/index.js';
import { errorNote } from './error_note.js';
import type { PluginItem, PluginState } from './model.js';
import { markOf } from './permission_desk.js';
import { StartOrder } from './start_order.js';
import { newsOf } from './updates.js';
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
  private readonly links = new Map<string, { readonly [name: string]: string }>();
  /** Told when plugins have come with another, which nobody starts so that their ops are known. */
  onBrought: () => void = () => undefined;
  private readonly forgetting: ((id: string) => void | Promise<void>)[] = [];
  /** Keeps plugins from waiting for one another's start. */
  readonly order = new StartOrder({ isUp: (id) => this.lives.get(id)?.up ?? false, name: (id) => this.name(id) });

  constructor(
    private readonly workspace: Workspace,
    private readonly installer: Installer,
    private readonly store: PluginStore,
    private readonly makeLive: MakeLive,
    /** What a plugin is granted, for the content that is installed. */
    private readonly grantOf: (record: PluginRecord) => Permissions,
  ) {
    for (const record of [...installer.shipped(), ...store.all()]) this.records.set(record.id, record);
    this.workspace.update({ plugins: this.visible().map((record) => this.item(record)) });
  }

  /** Installs a plugin, or finds it. @throws the errors of {@link Installer.fromSource}. */
  async install(source: string, options: InstallOptions = {}): Promise<PluginRecord> {
    const known = this.find(source);
    if (known !== null && !known.shipped) {
      // Named, or from a file: there is no address to look at again.
      if (!hasAddress(known) || source === known.header.name) return known;
      if (options.sha256 === known.sha256) {
        // It is what was asked for. Whether its source still has it is good to know, but nothing to wait for.
        void this.checkUpdate(known.id).catch(() => undefined);
        return known;
      }
    }
    return this.addAll(await this.installer.fromSource(source, options));
  }

  /** A plugin that is installed or ships with the site, by its id, name or source; nothing is fetched. */
  find(source: string): PluginRecord | null {
    const records = [...this.records.values()];
    const exact = records.find(({ id, source: own, header }) => [id, own, header.name].includes(source));
    if (exact !== undefined) return exact;
    try {
      const resolved = this.installer.resolve(source);
      const address = resolved.kind === 'file' && resolved.file.tag === null ? resolved.file.address : resolved.name;
      return records.find(({ id, source: own }) => own === resolved.name || id === address) ?? null;
    } catch {
      return null;
    }
  }

  /** What a plugin means by a source: `./other.py` lies beside its own file. */
  beside(id: string, source: string): string {
    return fromPlugin(source, this.record(id));
  }

  /** @throws FormatError when the text can be no plugin's source. */
  checkSource(source: string): void {
    this.installer.resolve(source);
  }

  /** Whether a file's name is one of a plugin. */
  isPluginFile(name: string): boolean {
    return this.installer.isPluginFile(name);
  }

  /** Whether a text is a plugin's file and not what names one. */
  isFileText(text: string): boolean {
    return this.installer.isFileText(text);
  }

  async installFile(file: File): Promise<PluginRecord> {
    return this.addAll(await this.installer.fromFile(file));
  }

  /** Installs a plugin from the text of its file. */
  async installText(text: string): Promise<PluginRecord> {
    return this.addAll(await this.installer.fromText(text));
  }

  /** Installs several plugins, asking once. @param name what they are together. */
  async installSeveral(sources: readonly string[], name: string, signal?: AbortSignal): Promise<void> {
    const records = await this.installer.installAll(name, await this.installer.candidates(sources, signal));
    for (const record of records) await this.add(record);
    this.onBrought();
  }

  /** Looks whether a plugin's source has another version, and shows it. @returns what there is to say of it. */
  async checkUpdate(id: string, signal?: AbortSignal): Promise<string> {
    const { change, message, error } = await newsOf(this.installer, this.record(id), signal);
    this.workspace.setPlugin(id, change);
    if (error !== null) throw error;
    return message;
  }

  /** Installs what the plugin's source has now; the person is asked. */
  async update(id: string, signal?: AbortSignal): Promise<void> {
    const options = signal === undefined ? {} : { signal };
    await this.addAll(await this.installer.fromSource(this.record(id).source, options));
  }

  async setDisabled(id: string, disabled: boolean): Promise<void> {
    await this.store.setDisabled(id, disabled);
    if (disabled) await this.end(id, 'it was disabled');
    this.workspace.setPlugin(id, { disabled });
    if (disabled && this.workspace.state.selected?.pluginId === id) this.workspace.update({ selected: null });
  }

  /** @throws FormatError when there is none of this id. */
  record(id: string): PluginRecord {
    const record = this.records.get(id);
    if (record !== undefined) return record;
    throw new FormatError(`There is no plugin “${id}”. ${suggest(id, [...this.records.keys()])}`, 'plugin');
  }

  /** @throws FormatError when the plugin is disabled. */
  checkEnabled(id: string): void {
    if (this.store.isDisabled(id))
      throw new FormatError(`“${this.name(id)}” is disabled. Enable it in the list of plugins to use it.`, 'plugin');
  }

  /** The plugin, ready to be started. @throws FormatError when there is none of this id. */
  async live(id: string): Promise<LivePlugin> {
    const running = this.lives.get(id);
    if (running !== undefined) return running;
    const record = this.record(id);
    this.checkEnabled(id);
    const whole = record.shipped ? await this.whole(record) : record;
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
    // It only names other plugins.
    if (record?.header.kind === 'collection') return [];
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
      const isOpen = shipped || this.lives.has(id) || this.store.isDisabled(id);
      if (ops.length === 0 && !isOpen) await this.ops(id).catch(() => undefined);
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
    const record = this.record(id);
    const { text, fileName } = record.shipped ? await this.whole(record) : record;
    return new File([text], fileName, { type: 'text/plain' });
  }

  /** A plugin that is installed, by its id; null when there is none. */
  get(id: string): PluginRecord | null {
    return this.records.get(id) ?? null;
  }

  /** Shows a changed grant. What a plugin got when it started, such as a camera, it loses by starting again. */
  async showGrant(id: string, isLess: boolean): Promise<void> {
    const record = this.records.get(id);
    if (record === undefined) return;
    this.workspace.setPlugin(id, this.granted(record));
    if (isLess && record.header.kind !== 'python' && this.lives.has(id)) await this.restart(id);
  }

  async remove(id: string): Promise<void> {
    const record = this.records.get(id);
    if (record === undefined || record.shipped) return;
    await this.end(id, 'it was removed');
    this.records.delete(id);
    await this.store.remove(id);
    for (const forget of this.forgetting) await forget(id);
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

  /** Keeps the values of the link that opened an ImJoy plugin, for its `ctx.data` and `ctx.config`. */
  setLinkValues(id: string, values: { readonly [name: string]: string }): void {
    this.links.set(id, values);
  }

  /** The values of the link that opened a plugin, or none. */
  linkValues(id: string): { readonly [name: string]: string } {
    return this.links.get(id) ?? {};
  }

  /** Gives a plugin hold of another one. @param caller the plugin that asks. */
  async connect(caller: string, id: string): Promise<PeerPort> {
    return this.order.wait(caller, id, async () => (await this.live(id)).connect());
  }

  /** Registers what has to be forgotten with a plugin that is removed. Its runs are kept: they say what was done. */
  whenRemoved(forget: (id: string) => void | Promise<void>): void {
    this.forgetting.push(forget);
  }

  private async whole({ id }: PluginRecord): Promise<PluginRecord> {
    return (await this.installer.fromSource(id)).record;
  }

  private async addAll({ record, changed, brought }: Installed): Promise<PluginRecord> {
    for (const each of brought) await this.add(each);
    if (brought.length > 0) this.onBrought();
    const added = await this.add(record);
    this.workspace.setPlugin(added.id, changed === '' ? { changed, update: null } : { changed });
    if (changed !== '') {
      const title = `“${record.header.name}” runs from its installed copy`;
      this.workspace.notify({ level: 'info', title, message: changed, details: '' });
    }
    return added;
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

  private granted(record: PluginRecord): Pick<PluginItem, 'grant' | 'mark'> {
    const grant = this.grantOf(record);
    return { grant, mark: markOf(record.header.kind, grant) };
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
      ...this.granted(record),
      update: null,
      disabled: this.store.isDisabled(id),
      docs: '',
      changed: '',
      state: { kind: 'asleep' },
    };
  }
}
