/** The engines that a person has connected: runs and jobs there, and what becomes of them here. */
import { Refused, SandboxError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import { type EngineClient, engineApi, readProgress } from '../engine/index.js';
import { EngineConnections } from './engine_connections.js';
import { EngineHoldingsDesk } from './engine_holdings.js';
import { type EngineActions, fetchTask, type Place } from './engine_item.js';
import { EngineJobs } from './engine_jobs.js';
import { EnginePlugins } from './engine_plugins.js';
import { errorNote, wasStopped } from './error_note.js';
import { checkArguments } from './job_check.js';
import { askToNotify, tellEnd } from './job_notices.js';
import { JobResults } from './job_results.js';
import type { Library } from './library.js';
import type { Questions } from './questions.js';
import type { Results } from './results.js';
import type { TaskControls, Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

interface EnginesParts {
  readonly workspace: Workspace;
  readonly library: Library;
  readonly results: Results;
  readonly tasks: Tasks;
  readonly questions: Questions;
  /** Keeps a model in this browser, and puts it into the form that runs it. */
  readonly takeModel: (file: File) => Promise<void>;
}

export class Engines implements EngineActions {
  readonly holdings: EngineHoldingsDesk;
  private readonly connections: EngineConnections;
  private readonly jobs: EngineJobs;
  private readonly plugins: EnginePlugins;
  private readonly given: JobResults;

  constructor(private readonly parts: EnginesParts) {
    const { workspace, library, questions, results, takeModel } = parts;
    this.jobs = new EngineJobs(workspace, (item) => void tellEnd(workspace, item));
    this.connections = new EngineConnections(workspace, {
      met: (client) => void this.jobs.look(client).catch(() => undefined),
      left: (id) => this.jobs.forget(id),
    });
    this.plugins = new EnginePlugins(library, questions);
    this.given = new JobResults(workspace, results, takeModel);
    this.holdings = new EngineHoldingsDesk({
      client: (engine) => this.connections.client(engine),
      show: (engine, holdings) => this.connections.showHoldings(engine, holdings),
      act: (what, work) => this.act(what, work),
      confirm: async (text) => (await questions.ask({ kind: 'confirm', from: 'Coverslip', text })) === true,
    });
  }

  /** Connects those of the last visit. */
  resume(): void {
    this.connections.resume();
  }

  async connect(text: string): Promise<boolean> {
    try {
      await this.connections.add(text);
      return true;
    } catch (error) {
      // Also what was refused: it was the engine that did.
      this.parts.workspace.notify({ level: 'error', ...errorNote(error, 'Connecting the engine') });
      return false;
    }
  }

  async disconnect(id: string): Promise<void> {
    this.connections.disconnect(id);
  }

  async look(): Promise<void> {
    await Promise.all(this.connections.all().map((client) => this.jobs.look(client).catch(() => undefined)));
  }

  async cancel(engine: string, job: string): Promise<void> {
    await this.act('Stopping the job', async () => {
      const client = this.connections.client(engine);
      this.jobs.show(client, await client.cancel(job), this.titleOf(engine, job));
    });
  }

  async finish(engine: string, job: string): Promise<void> {
    await this.act('Ending the job early', async () => {
      await this.connections.client(engine).finish(job);
    });
  }

  async retry(engine: string, job: string): Promise<void> {
    await this.act('Beginning the job anew', async () => {
      const client = this.connections.client(engine);
      this.jobs.show(client, await client.retry(job), this.titleOf(engine, job));
    });
  }

  async fetchFiles(engine: string, job: string): Promise<void> {
    await this.fetch('Fetching the files', engine, job, async (client, signal) => {
      this.jobs.setFiles(engine, job, await this.given.files(client, job, signal));
    });
  }

  openResult(engine: string, job: string): Promise<void> {
    return this.fetch('Opening the result', engine, job, (client, signal) => this.given.open(client, job, signal));
  }

  useModel(engine: string, job: string): Promise<void> {
    const title = this.titleOf(engine, job);
    return this.fetch('Fetching the model', engine, job, (client, signal) =>
      this.given.useModel(client, job, title, signal),
    );
  }

  choosePlace(place: Place): void {
    this.parts.workspace.update({ place });
  }

  /** `fetch` for the address of a file on an engine that the person has connected; null for any other address. */
  fetchOf(url: URL): typeof fetch | null {
    return this.connections.fetchOf(url);
  }

  /** What `api.engines.connect` gives: for a link, or (to plugins) an engine that is connected already. */
  async api(link: string | null): Promise<object> {
    const { library } = this.parts;
    const client = link === null ? this.connections.client(null) : await this.connections.add(link);
    return engineApi(client, async (src) => {
      const { id } = library.find(src) ?? (await library.install(src, {}));
      // Who has the link may install there. A plugin may use the engine, which is no word on what else runs there.
      return link === null ? this.plugins.installed(client, id) : this.plugins.granted(client, id);
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
    const { workspace, library } = this.parts;
    const client = this.connections.client(engine);
    const onLog = (text: string, level: string): void =>
      workspace.log(level === 'error' ? 'error' : 'info', library.name(pluginId), text, { pluginId });
    const { id } = await this.plugins.installed(client, pluginId, {
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
    const { workspace, library, tasks } = this.parts;
    askToNotify();
    const client = this.connections.client(engine);
    const title = `${library.name(pluginId)}: ${op.title}`;
    const job = await tasks.run(`Handing in ${title}`, async ({ signal, report }) => {
      const onProgress = (value: unknown): void => {
        const { fraction, text } = readProgress(value);
        report(fraction, text);
      };
      await checkArguments(library, pluginId, op, kwargs, { signal, report });
      const { id } = await this.plugins.installed(client, pluginId, { signal, onLog: (text) => report(null, text) });
      return client.submit(id, op.name, [], kwargs, {}, { signal, onProgress });
    });
    if (job === null) return;
    this.jobs.show(client, job, title, op);
    workspace.update({ jobsBegun: workspace.state.jobsBegun + 1 });
  }

  /** The engine for a plugin that only an engine runs: the one that was chosen, or any that is connected or about to be. */
  async native(plugin: string, mayUse: boolean): Promise<EngineClient> {
    if (!mayUse)
      throw new Refused(
        `“${plugin}” runs on an engine only, and you don't let it use yours. Allow “Run work on your engine” among its permissions.`,
      );
    const chosen = this.parts.workspace.state.place.replace(/^(now|job):/, '');
    const client = await this.connections.preferred(chosen);
    if (client !== null) return client;
    throw new SandboxError(
      `“${plugin}” needs an engine, a computer of yours that runs Python with its packages, and none is connected. Start one there with coverslip-engine, and paste the link that it prints under Engines and jobs.`,
    );
  }

  /** Brings what a job gave into this page, unless it is stopped meanwhile. */
  private async fetch(
    what: string,
    engine: string,
    job: string,
    work: (client: EngineClient, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const item = this.jobs.find(engine, job);
    const fetching = ({ signal }: TaskControls): Promise<void> => work(this.connections.client(engine), signal);
    await this.parts.tasks.run(`${what} of ${this.titleOf(engine, job)}`, fetching, item && fetchTask(item));
  }

  private titleOf(engine: string, job: string): string {
    return this.jobs.find(engine, job)?.title ?? job;
  }

  private async act(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!wasStopped(error)) this.parts.workspace.notify({ level: 'error', ...errorNote(error, what) });
    }
  }
}
