/** The plugins of this browser on engines: installed there once the person has agreed. */
import { FormatError, Refused } from '../contracts/errors.js';
import type { EngineCallControls, EngineClient, EnginePlugin } from '../engine/index.js';
import type { Library } from './library.js';
import type { Questions } from './questions.js';

export class EnginePlugins {
  constructor(
    private readonly library: Library,
    private readonly questions: Questions,
  ) {}

  /** The plugin on the engine. What is not there yet is installed, after the question; what ships with the app is trusted. */
  async installed(client: EngineClient, pluginId: string, controls: EngineCallControls = {}): Promise<EnginePlugin> {
    const file = await this.fileOf(pluginId);
    const known = (await client.plugins()).find(({ id }) => id === file.sha256);
    if (known !== undefined) return known;
    const { scopes } = client.info;
    const name = this.library.name(pluginId);
    if (!scopes.includes('install') && !scopes.includes('admin'))
      throw new FormatError(
        `The engine at ${client.link.url} has no “${name}”, and your token does not let you install plugins there. Ask who runs the engine to install it, or for a token with the scope “install”.`,
        'scopes',
      );
    if (!this.library.record(pluginId).shipped) await this.ask(client.link.url, name);
    return client.install(file, controls);
  }

  /** Installs it without a question: its permission to use the engine was one. */
  async granted(client: EngineClient, pluginId: string): Promise<EnginePlugin> {
    return client.install(await this.fileOf(pluginId));
  }

  private async ask(engine: string, name: string): Promise<void> {
    const agreed = await this.questions.ask({
      kind: 'confirm',
      from: 'Coverslip',
      title: `Install “${name}” on the engine at ${new URL(engine).host}?`,
      text: 'There it is not sealed off: it can read the files of that computer and reach the network, with the rights of whoever started the engine. Install it if you trust who wrote it.',
      confirmText: 'Install there',
      cancelText: 'Not now',
    });
    if (agreed !== true) throw new Refused(`“${name}” was not installed on the engine.`);
  }

  private async fileOf(pluginId: string) {
    const text = await (await this.library.file(pluginId)).text();
    const { sha256, fileName } = this.library.record(pluginId);
    return { sha256, name: fileName, text };
  }
}
