/** The jobs of the connected engines, followed while they run. */
import { type EngineJob, FINAL_STATES, type JobEvent } from '../contracts/engine.js';
import type { OpDescription } from '../contracts/plugin.js';
import { type EngineClient, readFinish, readProgress } from '../engine/index.js';
import type { Curve, JobItem } from './engine_item.js';
import { jobPicture } from './job_picture.js';
import type { Workspace } from './workspace.js';

/** Lines of a job's log, and points of a curve, that are kept. */
const [MOST_LINES, MOST_POINTS] = [500, 2000];

export class EngineJobs {
  /** Jobs that are followed, by engine and id. */
  private readonly followed = new Set<string>();

  constructor(
    private readonly workspace: Workspace,
    /** Told when a job has ended while it was followed. */
    private readonly ended: (item: JobItem) => void,
  ) {}

  /** Shows an engine's jobs, and follows those that have not ended. */
  async look(client: EngineClient): Promise<void> {
    const plugins = new Map((await client.plugins()).map((plugin) => [plugin.id, plugin]));
    for (const job of [...(await client.jobs())].reverse()) {
      const plugin = plugins.get(job.plugin);
      const op = (plugin?.ops as readonly OpDescription[] | undefined)?.find(({ name }) => name === job.op);
      this.show(client, job, `${plugin?.name ?? job.plugin.slice(0, 8)}: ${op?.title ?? job.op}`, op);
    }
  }

  /** @param op what it runs, where that is known. */
  show(client: EngineClient, job: EngineJob, title: string, op?: OpDescription): void {
    const engine = client.link.url;
    const known = this.find(engine, job.id);
    const givesModel = (op?.results ?? []).some((each) => each.kind === 'file' && /^model$/i.test(each.title));
    this.put({
      engine,
      title,
      givesModel,
      finish: null,
      curves: [],
      log: [],
      pictures: [],
      files: null,
      ...known,
      job,
    });
    if (!known || !FINAL_STATES.has(job.state)) void this.follow(client, job.id);
  }

  find(engine: string, id: string): JobItem | undefined {
    return this.workspace.state.jobs.find((item) => item.engine === engine && item.job.id === id);
  }

  setFiles(engine: string, id: string, files: readonly File[]): void {
    this.change(engine, id, { files });
  }

  forget(engine: string): void {
    this.workspace.update({ jobs: this.workspace.state.jobs.filter((item) => item.engine !== engine) });
  }

  private async follow(client: EngineClient, id: string): Promise<void> {
    const engine = client.link.url;
    const key = `${engine} ${id}`;
    if (this.followed.has(key)) return;
    this.followed.add(key);
    const ran = !FINAL_STATES.has(this.find(engine, id)?.job.state ?? 'done');
    let again = false;
    try {
      // Events are told from the first on, so what was told before is told anew.
      this.change(engine, id, { finish: null, curves: [], log: [], pictures: [] });
      for await (const event of client.events(id)) await this.happened(client, id, event);
      this.change(engine, id, { job: await client.job(id) });
      const item = this.find(engine, id);
      // It may have been begun anew in the meantime.
      again = item !== undefined && !FINAL_STATES.has(item.job.state);
      if (ran && item && !again) this.ended(item);
    } catch {
      // The engine is gone, which it says itself; its jobs are looked at again when it is back.
    } finally {
      this.followed.delete(key);
    }
    if (again) void this.follow(client, id);
  }

  private async happened({ link }: EngineClient, id: string, { kind, value }: JobEvent): Promise<void> {
    const item = this.find(link.url, id);
    if (item === undefined) return;
    const of = (name: string): unknown => (value as { readonly [name: string]: unknown } | null)?.[name];
    switch (kind) {
      case 'state': {
        const state = (['queued', 'running'] as const).find((each) => each === of('state')) ?? item.job.state;
        // An attempt offers it anew.
        this.change(link.url, id, { job: { ...item.job, state }, finish: null });
        break;
      }
      case 'progress':
        this.change(link.url, id, { job: { ...item.job, progress: readProgress(value) } });
        break;
      case 'log':
        this.change(link.url, id, { log: [...item.log, String(of('text'))].slice(-MOST_LINES) });
        break;
      case 'metrics':
        this.change(link.url, id, { curves: withMetrics(item.curves, value) });
        break;
      case 'picture': {
        const picture = await jobPicture(value);
        const others = item.pictures.filter(({ name }) => name !== picture?.name);
        if (picture !== null) this.change(link.url, id, { pictures: [...others, picture] });
        break;
      }
      case 'finish':
        this.change(link.url, id, { finish: readFinish(value) });
        break;
      case 'checkpoint':
        break;
    }
  }

  private change(engine: string, id: string, change: Partial<JobItem>): void {
    const item = this.find(engine, id);
    if (item !== undefined) this.put({ ...item, ...change });
  }

  private put(item: JobItem): void {
    const { jobs } = this.workspace.state;
    const at = jobs.findIndex((each) => each.engine === item.engine && each.job.id === item.job.id);
    // One that was submitted by another page may be seen after a newer one of this page.
    const all = at < 0 ? [item, ...jobs] : jobs.with(at, item);
    this.workspace.update({ jobs: all.toSorted((a, b) => b.job.submittedAt - a.job.submittedAt) });
  }
}

/** The curves with one more point each; "step" or "epoch" is the horizontal axis. */
export function withMetrics(curves: readonly Curve[], value: unknown): readonly Curve[] {
  const entries = Object.entries((value ?? {}) as object).filter((entry): entry is [string, number] =>
    Number.isFinite(entry[1]),
  );
  const axis = entries.find(([name]) => name === 'step' || name === 'epoch');
  const out = [...curves];
  for (const [name, y] of entries) {
    if (name === axis?.[0]) continue;
    const at = out.findIndex((curve) => curve.name === name);
    const points = out[at]?.points ?? [];
    const curve = { name, points: [...points, [axis?.[1] ?? points.length, y] as const].slice(-MOST_POINTS) };
    if (at < 0) out.push(curve);
    else out[at] = curve;
  }
  return out;
}
