/** Keeps in this browser what plugins need with no network, and shows which of them can't start without one yet. */
import type { AssetRef } from '../contracts/site.js';
import type { PluginRecord } from '../plugins/index.js';
import type { OfflineNeeds, SaveOptions } from '../plugins/offline_needs.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { Workspace } from './workspace.js';

export interface OfflinePluginsParts {
  readonly workspace: Workspace;
  readonly library: Pick<Library, 'get' | 'isBusy'>;
  readonly needs: Pick<OfflineNeeds, 'has' | 'save'>;
  /** What is small and may be wanted at any time: the files of shipped plugins, samples. */
  readonly extras: readonly AssetRef[];
  /** Whether the person wants data saved, so that nothing is fetched unasked. */
  readonly isMetered: () => boolean;
}

export class OfflinePlugins {
  private seen = '';
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: OfflinePluginsParts) {}

  /** Has `whenIdle` call {@link provide} each time that plugins come, go or end, once the app itself is saved. */
  watch(whenIdle: (work: () => void) => void): void {
    const look = (): void => {
      const { plugins, status } = this.parts.workspace.state;
      if (status.offline.kind !== 'ready' || this.parts.library.isBusy) return;
      const now = JSON.stringify([status.online, plugins.map(({ id, disabled, state }) => [id, disabled, state.kind])]);
      if (now === this.seen) return;
      this.seen = now;
      whenIdle(() => void this.provide());
    };
    this.parts.workspace.subscribe(look);
    look();
  }

  /** Fetches what opening images takes and what the person installed, unless data are to be saved. Never throws. */
  provide(): Promise<void> {
    this.running = this.running.then(async () => {
      const { needs, extras, isMetered, workspace } = this.parts;
      const wanted = this.plugins().filter(({ id, shipped }) => id === IMAGE_PLUGIN || !shipped);
      if (workspace.state.status.online && !isMetered()) await needs.save(wanted, extras).catch(() => undefined);
      await this.look();
    });
    return this.running;
  }

  /** Fetches what every plugin needs. @throws as {@link OfflineNeeds.save} does. */
  async provideAll(options: SaveOptions): Promise<void> {
    const { needs, extras } = this.parts;
    await needs.save(this.plugins(), extras, options).finally(() => this.look());
  }

  /**
   * Fetches what one plugin needs, packages that it loads only for some files, and these files.
   *
   * @throws as {@link OfflineNeeds.save} does.
   */
  async provideFor(
    pluginId: string,
    packages: readonly string[],
    more: readonly AssetRef[],
    options: SaveOptions,
  ): Promise<void> {
    const plugins = this.plugins()
      .filter(({ id }) => id === pluginId || id === IMAGE_PLUGIN)
      .map((plugin) => {
        const dependencies = [...plugin.header.dependencies, ...(plugin.id === pluginId ? packages : [])];
        return { ...plugin, header: { ...plugin.header, dependencies } };
      });
    await this.parts.needs.save(plugins, more, options).finally(() => this.look());
  }

  /** The reader of images, which is not listed, and what is listed and not disabled. */
  private plugins(): PluginRecord[] {
    const { workspace, library } = this.parts;
    const enabled = workspace.plugins.filter(({ disabled }) => !disabled).map(({ id }) => id);
    return [IMAGE_PLUGIN, ...enabled].map((id) => library.get(id)).filter((record) => record !== null);
  }

  private async look(): Promise<void> {
    const { needs, workspace } = this.parts;
    const lacking: string[] = [];
    for (const plugin of this.plugins()) if (!(await needs.has(plugin))) lacking.push(plugin.header.name);
    workspace.setStatus({ needNetwork: lacking });
  }
}
