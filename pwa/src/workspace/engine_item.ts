/** Engines and their jobs as elements see them. */
import type { EngineHoldings, EngineInfo, EngineJob, JobFinish } from '../contracts/engine.js';

export interface EngineItem {
  /** Its origin. */
  readonly id: string;
  /** `silent` is an engine that was connected, can't be heard, and may be back: what runs there goes on. */
  readonly state: 'connecting' | 'connected' | 'silent' | 'lost';
  /** Null until it was reached once. */
  readonly info: EngineInfo | null;
  /** Why it is lost; '' otherwise. */
  readonly message: string;
  /** What it holds for plugins; null until it was asked. */
  readonly holdings: EngineHoldings | null;
}

/** A figure that a job tells again and again, such as its loss. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A picture of how a job goes, such as what its network makes of a sample. */
export interface JobPicture {
  readonly name: string;
  /** One that browsers show. */
  readonly file: Blob;
}

export interface JobItem {
  readonly engine: string;
  readonly job: EngineJob;
  readonly title: string;
  /** Whether a file that is called “Model” is among what it gives. */
  readonly givesModel: boolean;
  /** How it offers to end early; null where it does not. */
  readonly finish: JobFinish | null;
  readonly curves: readonly Curve[];
  /** The newest lines of what it printed. */
  readonly log: readonly string[];
  readonly pictures: readonly JobPicture[];
  /** Files among what it gave; null until they have been fetched. */
  readonly files: readonly File[] | null;
}

/**
 * Where the next runs of forms take place: "auto" is the cheapest that can, this browser or an engine for what no browser
 * can run; "browser" is this browser in any case; or an engine by its id, at once (`now`) or as a job that outlives the
 * page (`job`).
 */
export type Place = 'auto' | 'browser' | `now:${string}` | `job:${string}`;

/** The id of the task that fetches what a job gave. */
export function fetchTask({ engine, job }: Pick<JobItem, 'engine' | 'job'>): string {
  return `fetch ${engine} ${job.id}`;
}

/** What it can be asked to let go; what goes wrong becomes a notice. */
export interface HoldingsActions {
  /** Asks an engine what it holds. */
  look(engine: string): Promise<void>;
  /** Ends the processes that answer an owner's calls to a plugin. */
  endProcesses(engine: string, plugin: string, owner: string): Promise<void>;
  removeEnvironment(engine: string, environment: string): Promise<void>;
  /** Removes a plugin from an engine, after the person has agreed. */
  removePlugin(engine: string, plugin: string): Promise<void>;
}

export interface EngineActions {
  readonly holdings: HoldingsActions;
  /** Connects by a link and remembers it; what goes wrong becomes a notice. @returns whether it is connected. */
  connect(link: string): Promise<boolean>;
  /** Leaves an engine and forgets it. */
  disconnect(id: string): Promise<void>;
  /** Asks the engines for their jobs again. */
  look(): Promise<void>;
  cancel(engine: string, job: string): Promise<void>;
  /** Asks a job to end early with what it has come to. */
  finish(engine: string, job: string): Promise<void>;
  /** Has a job begun anew that failed or was stopped. */
  retry(engine: string, job: string): Promise<void>;
  /** Fetches the files that a job gave. As what follows it is a task, see {@link fetchTask}. */
  fetchFiles(engine: string, job: string): Promise<void>;
  /** Shows what a job gave, as the run of an op does. */
  openResult(engine: string, job: string): Promise<void>;
  /** Keeps the model that a job gave in this browser, and puts it into the form that runs models. */
  useModel(engine: string, job: string): Promise<void>;
  choosePlace(place: Place): void;
}
