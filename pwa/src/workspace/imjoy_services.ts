/** What ImJoy's functions of the api get done: the workspace's side of {@link ImJoyServices}. */

import { Refused } from '../contracts/errors.js';
import type { ParamDescription } from '../contracts/plugin.js';
import type { Caller, Picture } from '../host/index.js';
import { pictureFile } from '../images/picture_file.js';
import type { ImJoyServices, Message } from '../imjoy/index.js';
import type { WorkspaceServices } from './host_services.js';
import type { Library } from './library.js';
import type { Questions } from './questions.js';
import type { Runner } from './runner.js';
import type { Workspace } from './workspace.js';

/** A plugin keeps settings, not data. */
const LONGEST_CONFIG = 200_000;
const STATUS_SECONDS = 5;

export interface ImJoyParts {
  readonly library: Library;
  readonly runner: Runner;
  readonly services: WorkspaceServices;
}

export class WorkspaceImJoyServices implements ImJoyServices {
  constructor(
    private readonly workspace: Workspace,
    private readonly questions: Questions,
    private readonly base: URL,
    /** Given later, since plugins need the services and the services need the plugins. */
    private readonly parts: () => ImJoyParts,
  ) {}

  tell(caller: Caller, text: string, seconds: number): void {
    this.parts().services.showMessage(caller, text);
    const title = nameOf(caller);
    setTimeout(() => {
      const { notices } = this.workspace.state;
      const rest = notices.filter((notice) => notice.title !== title || notice.message !== text);
      if (rest.length < notices.length) this.workspace.update({ notices: rest });
    }, seconds * 1000);
  }

  report(caller: Caller, progress: { readonly fraction?: number | null; readonly text?: string }): void {
    const isShown = caller.kind === 'plugin' && this.parts().runner.report(caller.id, progress);
    // Where nothing runs that it could be said of, a text is still told.
    if (!isShown && progress.text !== undefined) this.tell(caller, progress.text, STATUS_SECONDS);
  }

  async logPicture(caller: Caller, picture: Picture): Promise<void> {
    const file =
      picture instanceof URL
        ? await this.parts().services.fetchFile(caller, picture)
        : picture instanceof Blob
          ? picture
          : await pictureFile(picture);
    const pluginId = caller.kind === 'page' ? null : caller.id;
    this.workspace.log('info', nameOf(caller), '', { pluginId, picture: file });
  }

  async alert(caller: Caller, message: Message): Promise<void> {
    await this.questions.ask({ kind: 'alert', from: nameOf(caller), ...message });
  }

  async confirm(caller: Caller, message: Message): Promise<boolean> {
    return (await this.questions.ask({ kind: 'confirm', from: nameOf(caller), ...message })) === true;
  }

  async prompt(caller: Caller, message: Message, value: string): Promise<string | null> {
    const answer = await this.questions.ask({ kind: 'prompt', from: nameOf(caller), ...message, value });
    return typeof answer === 'string' ? answer : null;
  }

  async form(
    caller: Caller,
    title: string,
    text: string,
    params: readonly ParamDescription[],
  ): Promise<{ readonly [name: string]: unknown } | null> {
    const answer = await this.questions.ask({ kind: 'form', from: nameOf(caller), title, text, params });
    if (typeof answer !== 'object' || answer === null || !('values' in answer)) return null;
    const values = Object.entries(answer.values).map(
      async ([name, value]) => [name, await this.parts().runner.inputs.resolve(value)] as const,
    );
    return Object.fromEntries(await Promise.all(values));
  }

  hasPlugin(name: string): boolean {
    return this.parts().library.find(name) !== null;
  }

  installSource(caller: Caller, source: string): Promise<string> {
    return this.parts().services.installSource(caller, source);
  }

  async loadPlugin(caller: Caller, source: string): Promise<unknown> {
    const { services } = this.parts();
    const id = await services.installSource(caller, source);
    return services.getPlugin(caller, { src: id, sha256: null, confirm: true });
  }

  async uninstallPlugin(caller: Caller, name: string): Promise<void> {
    const { library, services } = this.parts();
    const record = library.find(name);
    if (record === null) throw new Error(`uninstallPlugin: there is no plugin “${name}”.`);
    const asks = caller.kind === 'plugin' && caller.id !== record.id;
    if (asks && !(await services.confirm(caller, `Remove the plugin “${record.header.name}”?`)))
      throw new Refused(`The person did not allow “${nameOf(caller)}” to remove “${record.header.name}”.`);
    await library.remove(record.id);
  }

  setConfig(caller: Caller, name: string, value: string | null): void {
    const { [name]: _before, ...others } = this.config(caller);
    const kept = JSON.stringify(value === null ? others : { ...others, [name]: value });
    if (kept.length > LONGEST_CONFIG)
      throw new Error(`setConfig: “${name}” has no room; a plugin may keep ${LONGEST_CONFIG / 1000} kB of settings.`);
    localStorage.setItem(this.key(caller), kept);
  }

  getConfig(caller: Caller, name: string): string | null {
    return this.config(caller)[name] ?? null;
  }

  /** Forgets a plugin's settings; it was removed. */
  forget(pluginId: string): void {
    localStorage.removeItem(this.key({ kind: 'plugin', id: pluginId, name: '' }));
  }

  async sourceOf(
    caller: Caller,
  ): Promise<{ readonly text: string; readonly fileName: string; readonly tag: string | null } | null> {
    if (caller.kind === 'page') return null;
    const { text, fileName, header, tag } = this.parts().library.record(caller.id);
    return { text, fileName, tag: header.imjoy?.tag ?? tag };
  }

  async openUrl(caller: Caller, url: URL): Promise<void> {
    // An address can carry data out of a sealed plugin, so the person sees it, and opens it by a click of their own.
    const text = `Open ${url.href} in a new tab?`;
    if (!(await this.parts().services.confirm(caller, text)))
      throw new Refused(`The person did not allow “${nameOf(caller)}” to open ${url.origin}.`);
    window.open(url.href, '_blank', 'noopener,noreferrer');
  }

  private config(caller: Caller): { readonly [name: string]: string } {
    try {
      return JSON.parse(localStorage.getItem(this.key(caller)) ?? '{}') as { [name: string]: string };
    } catch {
      // What is not ours, or was cut off, is as good as nothing.
      return {};
    }
  }

  private key(caller: Caller): string {
    return `coverslip-config ${this.base.pathname} ${caller.kind === 'page' ? '' : caller.id}`;
  }
}

function nameOf(caller: Caller): string {
  return caller.kind === 'page' ? 'Coverslip' : caller.name;
}
