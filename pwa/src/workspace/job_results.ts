/** What jobs gave, brought into this page. */
import { FormatError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import type { EngineClient } from '../engine/index.js';
import { shownOf } from '../imjoy/index.js';
import { filesIn } from './files_in.js';
import { inputsAmong } from './job_inputs.js';
import { isModel } from './model_opening.js';
import type { Results } from './results.js';
import type { Workspace } from './workspace.js';

export class JobResults {
  constructor(
    private readonly workspace: Workspace,
    private readonly results: Results,
    /** Keeps a model in this browser, and puts it into the form that runs it. */
    private readonly takeModel: (file: File) => Promise<void>,
  ) {}

  async files(client: EngineClient, job: string, signal: AbortSignal): Promise<readonly File[]> {
    return filesIn(await client.result(job, signal));
  }

  /** Shows it as a run in this page would: over the images that the job worked on, where those are open. */
  async open(client: EngineClient, job: string, signal: AbortSignal): Promise<void> {
    const [{ plugin, op }, plugins, given] = await Promise.all([client.job(job), client.plugins(), client.inputs(job)]);
    const ops = (plugins.find(({ id }) => id === plugin)?.ops ?? []) as readonly OpDescription[];
    const description = ops.find(({ name }) => name === op) ?? undescribed(op);
    const value = shownOf(await client.result(job, signal));
    const { input, labels } = inputsAmong(this.workspace.layers, description, given);
    this.results.show(description, value, input, labels);
  }

  async useModel(client: EngineClient, job: string, title: string, signal: AbortSignal): Promise<void> {
    for (const file of await this.files(client, job, signal)) {
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
  }
}

/** An op of a plugin that the engine no longer has. */
function undescribed(op: string): OpDescription {
  return { name: op, title: op, doc: '', params: [], results: [] };
}
