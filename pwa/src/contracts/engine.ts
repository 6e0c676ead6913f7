/** What an engine tells of itself and of its jobs. */

export interface EngineInfo {
  readonly version: string;
  readonly executor: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly gpus: readonly { readonly name: string }[];
  readonly owner: string;
  readonly scopes: readonly string[];
}

/** A plugin that an engine has installed. */
export interface InstalledPlugin {
  /** The sha256 of its file; of a file with tags, of what it holds, a zero and the tag. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Who installed it. */
  readonly owner: string;
}

/** The processes that answer one owner's calls to a plugin. */
export interface EngineProcess {
  /** Its id. */
  readonly plugin: string;
  readonly name: string;
  readonly owner: string;
  /** Bytes; null where the engine does not know. */
  readonly memory: number | null;
  /** Calls under way. */
  readonly calls: number;
  /** Milliseconds since the last call. */
  readonly idle: number;
}

/** Packages that were installed for plugins. */
export interface EngineEnvironment {
  readonly id: string;
  readonly requirements: readonly string[];
  /** Names of the plugins that have it. */
  readonly plugins: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

/** What an engine holds for plugins. What the token does not allow to see is null. */
export interface EngineHoldings {
  readonly plugins: readonly InstalledPlugin[];
  readonly processes: readonly EngineProcess[] | null;
  readonly environments: readonly EngineEnvironment[] | null;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface EngineJob {
  readonly id: string;
  /** The sha256 of the plugin's file. */
  readonly plugin: string;
  readonly op: string;
  readonly state: JobState;
  /** 1 at first; one more each time it was begun anew. */
  readonly attempt: number;
  readonly progress: { readonly fraction: number | null; readonly text: string };
  /** What went wrong; '' when nothing did. */
  readonly error: string;
  readonly traceback: string;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export type JobEventKind = 'state' | 'progress' | 'log' | 'metrics' | 'picture' | 'checkpoint' | 'finish';

export interface JobEvent {
  /** Counts from 1 for each job. */
  readonly number: number;
  readonly kind: JobEventKind;
  readonly value: unknown;
}

/** How a job offers to end early with what it has come to. */
export interface JobFinish {
  /** Of the button. */
  readonly title: string;
  readonly asked: boolean;
}

/** A file among what a job gave. */
export interface JobFile {
  readonly name: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Its address on the engine, as `models.load` takes it. Only the app can fetch it: it needs the engine's token. */
  readonly url: string;
}

/** An array among what a job was given. */
export interface JobInput {
  readonly param: string;
  /** Of the layer that it was; '' where it has none. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly axes: string | undefined;
}

/** What a job asks for. */
export interface JobOptions {
  readonly priority?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly num_cpus?: number;
  readonly num_gpus?: number;
  /** Bytes. */
  readonly memory?: number;
}

export const FINAL_STATES: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled']);
