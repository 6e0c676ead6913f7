/** What callers of the api get done: the workspace's side of {@link HostServices}. */
import { FetchError, HashMismatch, Refused } from '../contracts/errors.js';
import type { LoadOptions, ModelSource } from '../contracts/model.js';
import { NO_PERMISSIONS } from '../contracts/permissions.js';
import type { CallControls, Caller, HostServices, ImageRequest, LogLevel, PluginRequest } from '../host/index.js';
import { download, permits, type WindowRequest } from '../host/index.js';
import type { InstallOptions } from '../plugins/index.js';
import { isCallOptions } from '../rpc/index.js';
import type { Engines } from './engines.js';
import type { Images } from './images.js';
import type { Library } from './library.js';
import type { WorkspaceModels } from './models.js';
import type { OpenedImage } from './opened_image.js';
import type { PermissionDesk } from './permission_desk.js';
import type { Questions } from './questions.js';
import type { Runner } from './runner.js';
import type { WindowHandles } from './window_handles.js';
import type { WindowOpener } from './window_opener.js';
import type { Workspace } from './workspace.js';

/** Characters of an address that are shown. */
const LONGEST_ADDRESS = 300;

type PluginCaller = Extract<Caller, { kind: 'plugin' }>;

export class WorkspaceServices implements HostServices {
  constructor(
    private readonly workspace: Workspace,
    private readonly questions: Questions,
    /** Given later, since plugins need the services and the services need the plugins. */
    private readonly parts: () => {
      library: Library;
      runner: Runner;
      images: Images;
      handles: WindowHandles;
      opener: () => Promise<WindowOpener>;
      desk: PermissionDesk;
      models: () => Promise<WorkspaceModels>;
      engines: () => Promise<Engines>;
      /** Fetches a file in the name of a plugin, where its grant allows it. */
      fetchFor: (pluginId: string, url: string, signal?: AbortSignal) => Promise<ArrayBuffer>;
    },
  ) {}

  async installPlugin(caller: Caller, { src: given, name, sha256, confirm }: PluginRequest): Promise<string> {
    const { library, desk } = this.parts();
    const src = caller.kind === 'plugin' ? library.beside(caller.id, given) : given;
    if (caller.kind === 'plugin') {
      const known = library.find(src) ?? (name === undefined ? null : library.find(name));
      if (known !== null && sha256 !== null && sha256 !== known.sha256)
        throw new HashMismatch(known.source, sha256, known.sha256);
      if (known !== null) return known.id;
      library.checkSource(src);
      const options = await this.allowFetch(caller, src);
      const { id } = await library.install(src, { sha256, ...options });
      return this.listed(id);
    }
    const record = await library.install(src, { sha256, confirm });
    if (!confirm) await desk.grantUnasked(record);
    return this.listed(record.id);
  }

  private listed(id: string): string {
    const { library } = this.parts();
    // Starts it once, so that its ops can be listed; if it can't start, its state says why.
    library.ops(id).catch(() => undefined);
    return id;
  }

  /** Installs a plugin from its text or address, having asked the person. @returns its id. */
  async installSource(caller: Caller, source: string): Promise<string> {
    if (!source.includes('\n')) return this.installPlugin(caller, { src: source, sha256: null, confirm: true });
    return (await this.parts().library.installText(source)).id;
  }

  async getPlugin(caller: Caller, request: PluginRequest): Promise<unknown> {
    const { library, runner } = this.parts();
    const id = await this.knownPlugin(caller, request);
    if (caller.kind === 'plugin') {
      await this.allowCall(caller, id);
      return library.connect(caller.id, id);
    }
    const ops = await library.ops(id);
    const handle: Record<string, unknown> = { name: library.name(id) };
    const names = [...ops.map(({ name }) => name), ...(await library.methods(id))];
    for (const name of new Set(names)) {
      handle[name] = (...given: unknown[]) => {
        const last = given.at(-1);
        const controls = isCallOptions(last) ? last : {};
        return runner.runCall(id, name, isCallOptions(last) ? given.slice(0, -1) : given, controls);
      };
    }
    return handle;
  }

  async callPlugin(
    caller: Caller,
    request: PluginRequest,
    op: string | null,
    args: readonly unknown[],
    controls: CallControls,
  ): Promise<unknown> {
    const { library, runner } = this.parts();
    const id = await this.knownPlugin(caller, request);
    if (caller.kind === 'plugin') await this.allowCall(caller, id);
    return library.order.wait(idOf(caller), id, () => runner.runCall(id, op, args, controls));
  }

  async createWindow(caller: Caller, request: WindowRequest): Promise<object> {
    return (await this.parts().opener()).open(caller, request);
  }

  getWindow(caller: Caller, idOrName: string): object | null {
    return this.parts().handles.find(caller, idOrName);
  }

  async openImage(caller: Caller, { source, scene }: ImageRequest, controls: CallControls): Promise<OpenedImage> {
    const fetchFile =
      caller.kind === 'page' ? null : (url: URL, signal?: AbortSignal) => this.fetchFile(caller, url, signal);
    const opener = await this.parts().images.opener();
    return opener.forCaller(source, { ...controls, scene }, fetchFile);
  }

  /** What is at an address, in a plugin's name only where it was granted. */
  async fetchFile(caller: Caller, url: URL, signal?: AbortSignal): Promise<Blob> {
    if (caller.kind === 'page') {
      const response = await fetch(url, signal === undefined ? {} : { signal });
      if (response.ok) return response.blob();
      throw new FetchError(`${url.href} could not be fetched (HTTP ${response.status}).`, url.href, response.status);
    }
    const { desk, fetchFor } = this.parts();
    if (!permits(desk.of(caller.id), url.href))
      throw new Refused(
        `“${caller.name}” may not reach ${url.origin}, so that was not asked for an image; an address can carry data away. Open the image yourself and give it to the plugin, or let the plugin ask for the origin in its header (network).`,
      );
    return new Blob([await fetchFor(caller.id, url.href, signal)]);
  }

  async loadModel(caller: Caller, source: ModelSource, options: LoadOptions, controls: CallControls): Promise<object> {
    return (await this.parts().models()).load(caller, source, options, controls);
  }

  async listModels(): Promise<readonly object[]> {
    return (await this.parts().models()).list();
  }

  async connectEngine(caller: Caller, link: string | null): Promise<object> {
    // A link names a server, and what is sent to one leaves this browser: only a person chooses which.
    if (caller.kind === 'plugin' && (link !== null || !this.parts().desk.of(caller.id).engine))
      throw new Refused(
        link === null
          ? `“${caller.name}” may not use your engine; it has to ask for that in its header (engine = true).`
          : `“${caller.name}” named an engine; a plugin gets the one that you have connected, and calls engines.connect without a link.`,
      );
    return (await this.parts().engines()).api(link);
  }

  log(caller: Caller, level: LogLevel, text: string): void {
    this.workspace.log(level, nameOf(caller), text, { pluginId: idOf(caller) });
  }

  showMessage(caller: Caller, text: string): void {
    this.workspace.log('info', nameOf(caller), text, { pluginId: idOf(caller) });
    this.workspace.notify({ level: 'info', title: nameOf(caller), message: text, details: '' });
  }

  async alert(caller: Caller, text: string): Promise<void> {
    await this.questions.ask({ kind: 'alert', from: nameOf(caller), text });
  }

  async confirm(caller: Caller, text: string): Promise<boolean> {
    return (await this.questions.ask({ kind: 'confirm', from: nameOf(caller), text })) === true;
  }

  async prompt(caller: Caller, text: string, value: string): Promise<string | null> {
    const answer = await this.questions.ask({ kind: 'prompt', from: nameOf(caller), text, value });
    return typeof answer === 'string' ? answer : null;
  }

  async exportFile(caller: Caller, file: Blob, name: string): Promise<void> {
    // A plugin doesn't put files on the person's disk unasked.
    if (caller.kind === 'plugin') {
      const text = `Save the file “${name}” (${Math.ceil(file.size / 1000)} kB)?`;
      if (!(await this.confirm(caller, text))) return;
    }
    download(file, name);
  }

  /** A plugin that is to be used and need not be the newest: one that is installed is not looked for again. */
  private async knownPlugin(caller: Caller, request: PluginRequest): Promise<string> {
    const { src, name } = request;
    const { library } = this.parts();
    const known =
      caller.kind === 'page' ? (library.find(src) ?? (name === undefined ? null : library.find(name))) : null;
    const fits = known !== null && (request.sha256 === null || request.sha256 === known.sha256);
    return fits ? known.id : this.installPlugin(caller, request);
  }

  /** An address can carry data out of a sealed plugin as well as any request, so it is shown before it is used. */
  private async allowFetch(caller: PluginCaller, src: string): Promise<InstallOptions> {
    const { desk, fetchFor } = this.parts();
    const grant = desk.of(caller.id);
    if (permits(grant, src)) {
      // It could fetch the file by itself, and run what is in it.
      return { confirm: 'if-it-asks', fetch: (url, signal) => fetchFor(caller.id, url, signal) };
    }
    if (grant.plugins.includes(src)) return {};
    const shown = src.length > LONGEST_ADDRESS ? `${src.slice(0, LONGEST_ADDRESS)}… (${src.length} characters)` : src;
    const text = `Fetch a plugin from ${shown}\n\nIts server learns this whole address. Say no if the address holds something that you don't want to give away.`;
    if (!(await this.confirm(caller, text)))
      throw new Refused(`The person did not allow “${caller.name}” to fetch the plugin ${shown}`);
    return {};
  }

  /** A plugin that may reach more than its caller could carry the caller's data there, so the person is asked once. */
  private async allowCall(caller: PluginCaller, id: string): Promise<void> {
    const { desk, library } = this.parts();
    const [own, other] = [desk.of(caller.id), desk.of(id)];
    const record = library.get(id);
    const names = record === null ? [id] : [id, record.source, record.header.name];
    if (id === caller.id || names.some((name) => own.plugins.includes(name))) return;
    if (other.network.every((origin) => own.network.includes(origin))) return;
    await desk.request(caller.id, { ...NO_PERMISSIONS, plugins: [library.name(id)] });
  }
}

function idOf(caller: Caller): string | null {
  return caller.kind === 'page' ? null : caller.id;
}

function nameOf(caller: Caller): string {
  return caller.kind === 'page' ? 'Coverslip' : caller.name;
}
