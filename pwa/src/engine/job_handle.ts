/** A job as the api gives it: what is known of it, what happens to it, and how it ends. */
import { type EngineJob, FINAL_STATES, type JobEvent, type JobEventKind, type JobFile } from '../contracts/engine.js';
import type { EngineClient } from './engine_client.js';
import { readProgress } from './read_job.js';

type Listener = (value: unknown) => void;

export class JobHandle {
  private readonly listeners = new Map<JobEventKind, Set<Listener>>();
  private following: Promise<void> | null = null;
  private last = 0;

  constructor(
    private readonly client: EngineClient,
    private job: EngineJob,
  ) {}

  get id(): string {
    return this.job.id;
  }
  get state(): EngineJob['state'] {
    return this.job.state;
  }
  get progress(): EngineJob['progress'] {
    return this.job.progress;
  }

  /** Calls back with what happens, from the job's beginning on. */
  on(event: JobEventKind, callback: Listener): void {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(callback));
    // What the callback can't be told any more is no fault of the caller's: `result` says how the job stands.
    void this.follow().catch(() => undefined);
  }

  async cancel(): Promise<void> {
    this.job = await this.client.cancel(this.id);
  }

  /** Asks it to end early with what it has come to. Rejects where its plugin does not offer that. */
  async finish(): Promise<void> {
    this.job = await this.client.finish(this.id);
  }

  /** Waits for the end. Rejects with what the op raised. */
  async result(): Promise<unknown> {
    await this.follow();
    return this.client.result(this.id);
  }

  /** Waits for the end, and gives the files among what the op gave. */
  async files(): Promise<readonly JobFile[]> {
    await this.follow();
    return this.client.files(this.id);
  }

  private follow(): Promise<void> {
    this.following ??= this.pull().finally(() => {
      this.following = null;
    });
    return this.following;
  }

  private async pull(): Promise<void> {
    if (!FINAL_STATES.has(this.state) || this.last === 0)
      for await (const event of this.client.events(this.id, this.last)) this.happened(event);
    this.job = await this.client.job(this.id);
  }

  private happened({ number, kind, value }: JobEvent): void {
    this.last = number;
    if (kind === 'progress') this.job = { ...this.job, progress: readProgress(value) };
    for (const tell of this.listeners.get(kind) ?? []) tell(value);
  }
}
