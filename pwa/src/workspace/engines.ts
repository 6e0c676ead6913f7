/** The engines that a person has connected: kept for the next visit, and connected anew when they were lost. */
import { FormatError, Refused, SandboxError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';

import {
  EngineClient,
  type EngineLink,
  engineApi,
  engineFetch,
  isEngineFile,
  isInvitation,
  parseEngineLink,
  readProgress,
  redeemed,
} from '../engine/index.js';

import { shownOf } from '../imjoy/index.js';
import type { EngineActions, EngineItem, JobItem, Place } from './engine_item.js';
import { EngineJobs } from './engine_jobs.js';
import { keepLinks, keptLinks } from './engine_records.js';
import { errorNote } from './error_note.js';
import { filesIn } from './files_in.js';
import type { Library } from './library.js';
import { isModel } from './model_opening.js';
import type { Results } from './results.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

/** Milliseconds between two attempts to connect an engine that was lost. */
const AGAIN = 5000;

export class Engines implements EngineActions {
  private readonly links = new Map<string, EngineLink>();
  private readonly clients = new Map<string, EngineClient>();
  /** Connections that are being made, by address and token. */
  private readonly reaching = new Map<string, Promise<EngineClient>>();
  private readonly jobs: EngineJobs;

  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    private readonly results: Results,
    private readonly tasks: Tasks,
    /** Keeps a model in this browser, and puts it into the form that runs it. */
    private readonly takeModel: (file: File) => Promise<void>,
  ) {
    this.jobs = new EngineJobs(workspace, (item) => void this.tellEnd(item));
  }

  /** Connects those of the last visit. */
  resume(): void {
    for (const link of keptLinks()) {
      this.links.set(link.url, link);
      void this.reach(link).catch((error: unknown) => this.lost(link, error));
    }
  }

  async connect(text: string): Promise<boolean> {
    try {
      await this.add(text);
      return true;
    } catch (error) {
      this.workspace.notify({ level: 'error', ...errorNote(error, 'Connecting the engine') });
      return false;
    }
  }

  /** Connects by a link. Rejects with what went wrong. */
  async add(text: string): Promise<EngineClient> {
    const given = parseEngineLink(text);
    if (!isInvitation(given)) return this.addLink(given);
    let link: EngineLink;
    try {
      link = await redeemed(given);
    } catch (refusal) {
      // Such a link connects once; where it was used by this browser, the engine is known here.
      const known = this.links.get(given.url) ?? keptLinks().find(({ url }) => url === given.url);
      if (known === undefined) throw refusal;
      return this.addLink(known).catch(() => {
        throw refusal;
      });
    }
    return this.addLink(link);
  }

  private async addLink(link: EngineLink): Promise<EngineClient> {
    const before = this.clients.get(link.url);
    if (before?.link.token === link.token) return before;
    before?.close();
    try {
      const client = await this.reach(link);
      this.links.set(link.url, link);
      keepLinks([...this.links.values()]);
      return client;
    } catch (error) {
      if (!this.links.has(link.url)) this.remove(link.url);
      throw error;
    }
  }

  async disconnect(id: string): Promise<void> {
    this.links.delete(id);
    keepLinks([...this.links.values()]);
    this.clients.get(id)?.close();
    this.clients.delete(id);
    this.remove(id);
  }

  async look(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => this.jobs.look(client).catch(() => undefined)));
  }

  async cancel(engine: string, job: string): Promise<void> {
    await this.act('Stopping the job', async () => {
      const client = this.client(engine);
      const known = this.jobs.find(engine, job);
      this.jobs.show(client, await client.cancel(job), known?.title ?? job);
    });
  }

  async retry(engine: string, job: string): Promise<void> {
    await this.act('Beginning the job anew', async () => {
      const client = this.client(engine);
      const known = this.jobs.find(engine, job);
      this.jobs.show(client, await client.retry(job), known?.title ?? job);
    });
  }

  async fetchFiles(engine: string, job: string): Promise<void> {
    await this.act('Fetching the files', async () => {
      this.jobs.setFiles(engine, job, await filesIn(await this.client(engine).result(job)));
    });
  }

  async openResult(engine: string, job: string): Promise<void> {
    await this.act('Opening the result', async () => {
      const client = this.client(engine);
      const { plugin, op } = await client.job(job);
      const ops = (await client.plugins()).find(({ id }) => id === plugin)?.ops ?? [];
      const found = (ops as readonly OpDescription[]).find(({ name }) => name === op);
      this.results.show(
        found ?? { name: op, title: op, doc: '', params: [], results: [] },
        shownOf(await client.result(job)),
        null,
      );
    });
  }

  async useModel(engine: string, job: string): Promise<void> {
    const title = this.jobs.find(engine, job)?.title ?? job;
    await this.act('Fetching the model', async () => {
      const files = await filesIn(await this.client(engine).result(job));
      for (const file of files) {
        if (!(await isModel(file))) continue;
        await this.takeModel(file);
        this.workspace.notify({
          level: 'info',
          title: `${file.name} is kept in this browser`,
          message: 'It runs here, with no engine and no network. Choose an image, and press Run.',
          details: '',
        });
        return;
      }
      throw new FormatError(`“${title}” gave no model. Open its result to see what it gave.`, 'result');
    });
  }

  choosePlace(place: Place): void {
    this.workspace.update({ place });
  }

  /** `fetch` for the address of a file on an engine that the person has connected; null for any other address. */
  fetchOf(url: URL): typeof fetch | null {
    const link = [...this.links.values(), ...keptLinks()].find((each) => isEngineFile(url, each));
    return link === undefined ? null : engineFetch(link);
  }

  /** What `api.engines.connect` gives: for a link, or (to plugins) an engine that is connected already. */
  async api(link: string | null): Promise<object> {
    const client = link === null ? this.client(null) : await this.add(link);
    return engineApi(client, async (src) => {
      const id = this.library.find(src)?.id ?? (await this.library.install(src, {})).id;
      return this.fileOf(id);
    });
  }

  /** Runs an op of an installed plugin on an engine, where it is installed first if need be. */
  async run(
    engine: string | null,
    pluginId: string,
    op: string,
    args: readonly unknown[],
    kwargs: object,
    controls: { readonly signal: AbortSignal; readonly onProgress: (value: unknown) => void },
  ): Promise<unknown> {
    const client = this.client(engine);
    const onLog = (text: string, level: string): void =>
      this.workspace.log(level === 'error' ? 'error' : 'info', this.library.name(pluginId), text, { pluginId });
    const { id } = await client.install(await this.fileOf(pluginId), {
      ...controls,
      onLog: (text) => {
        controls.onProgress({ fraction: null, text });
        onLog(text, 'info');
      },
    });
    return client.call(id, op, args, kwargs, { ...controls, onLog });
  }

  /** Has an op run as a job. */
  async submit(engine: string, pluginId: string, op: OpDescription, kwargs: object): Promise<void> {
    const client = this.client(engine);
    const { id } = await client.install(await this.fileOf(pluginId));
    const title = `${this.library.name(pluginId)}: ${op.title}`;
    const job = await this.tasks.run(`Handing in ${title}`, ({ signal, report }) => {
      const onProgress = (value: unknown): void => {
        const { fraction, text } = readProgress(value);
        report(fraction, text);
      };
      return client.submit(id, op.name, [], kwargs, {}, { signal, onProgress });
    });
    if (job === null) return;
    this.jobs.show(client, job, title, op);
    this.workspace.update({ jobsBegun: this.workspace.state.jobsBegun + 1 });
    if ('Notification' in globalThis && Notification.permission === 'default') void Notification.requestPermission();
  }

  /** The engine for a plugin that only an engine runs: the one that was chosen, or any that is connected or about to be. */
  async native(plugin: string, mayUse: boolean): Promise<EngineClient> {
    if (!mayUse)
      throw new Refused(
        `“${plugin}” is a native-python plugin, and you don't let it use your engine. Allow “Run work on your engine” among its permissions.`,
      );
    const { place } = this.workspace.state;
    const chosen = this.clients.get(place.replace(/^(now|job):/, ''));
    if (chosen !== undefined) return chosen;
    if (this.clients.size === 0) await Promise.any(this.reaching.values()).catch(() => undefined);
    if (this.clients.size > 0) return this.client(null);
    throw new SandboxError(
      `“${plugin}” is a native-python plugin: it needs an engine, a computer of yours that runs Python with its packages, and none is connected. Start one there with coverslip-engine, and paste the link that it prints under Engines and jobs.`,
    );
  }

  /** @param id null for any that is connected. */
  client(id: string | null): EngineClient {
    const found = id === null ? this.clients.values().next().value : this.clients.get(id);
    if (found !== undefined) return found;
    throw new Error(
      id === null
        ? 'No engine is connected. Start one with coverslip-engine, and paste its link under Engines and jobs.'
        : `The engine at ${id} is not connected. Look whether it runs; its state stands under Engines and jobs.`,
    );
  }

  private async fileOf(pluginId: string) {
    const { sha256, fileName } = this.library.record(pluginId);
    return { sha256, name: fileName, text: await (await this.library.file(pluginId)).text() };
  }

  private reach(link: EngineLink): Promise<EngineClient> {
    const key = `${link.url} ${link.token}`;
    const before = this.reaching.get(key);
    if (before !== undefined) return before;
    const connecting = this.open(link).finally(() => this.reaching.delete(key));
    this.reaching.set(key, connecting);
    return connecting;
  }

  private async open(link: EngineLink): Promise<EngineClient> {
    this.put({ id: link.url, state: 'connecting', info: null, message: '' });
    const client = await EngineClient.connect(link);
    this.clients.set(link.url, client);
    this.put({ id: link.url, state: 'connected', info: client.info, message: '' });
    void client.closed.then((reason) => {
      if (this.clients.get(link.url) !== client) return;
      this.clients.delete(link.url);
      this.lost(link, new Error(reason));
    });
    void this.jobs.look(client).catch(() => undefined);
    return client;
  }

  private lost(link: EngineLink, error: unknown): void {
    if (this.links.get(link.url) !== link) return;
    const message = error instanceof Error ? error.message : String(error);
    this.put({ id: link.url, state: 'lost', info: null, message });
    setTimeout(() => {
      if (this.links.get(link.url) === link && !this.clients.has(link.url))
        void this.reach(link).catch((again: unknown) => this.lost(link, again));
    }, AGAIN);
  }

  private put(item: EngineItem): void {
    const { engines } = this.workspace.state;
    const at = engines.findIndex(({ id }) => id === item.id);
    this.workspace.update({ engines: at < 0 ? [...engines, item] : engines.with(at, item) });
  }

  private remove(id: string): void {
    const { engines, place } = this.workspace.state;
    const isChosen = place === `now:${id}` || place === `job:${id}`;
    this.workspace.update({
      engines: engines.filter((each) => each.id !== id),
      place: isChosen ? 'auto' : place,
    });
    this.jobs.forget(id);
  }

  private async act(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.workspace.notify({ level: 'error', ...errorNote(error, what) });
    }
  }

  private async tellEnd({ title, job }: JobItem): Promise<void> {
    const words = { done: 'is done', failed: 'failed', cancelled: 'was stopped' } as const;
    const word = job.state in words ? words[job.state as keyof typeof words] : 'has ended';
    const level = job.state === 'failed' ? 'error' : 'info';
    this.workspace.notify({ level, title: `${title} ${word}`, message: job.error, details: job.traceback });
    if (!('Notification' in globalThis) || Notification.permission !== 'granted' || !document.hidden) return;
    // Phones show notifications of service workers only.
    const worker = await navigator.serviceWorker?.getRegistration();
    if (worker) await worker.showNotification(title, { body: `${title} ${word}`, tag: job.id });
  }
}
