/** The words of the panel of engines and jobs. */
import type { EngineJob, JobState } from '../../contracts/engine.js';
import type { EngineItem } from '../../workspace/engine_item.js';
import { bytes, duration } from '../format.js';

const states: { readonly [state in JobState]: string } = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Stopped',
};

export const engineStrings = {
  title: 'Engines and jobs',
  about:
    'An engine is a computer of yours that works for this page: it runs plugins that need more than a browser has, and jobs that go on when the page is closed. Start coverslip-engine there, and paste the link that it prints.',
  link: 'Link of the engine',
  connect: 'Connect',
  connecting: 'Connecting …',
  disconnect: (id: string) => `Disconnect ${id}`,
  engines: 'Engines',
  none: 'No engine is connected.',
  lost: (message: string) => `Not connected; it is tried again. ${message}`,
  silent: 'It does not answer; it is tried again. What runs waits for it, and no job is lost.',
  info: ({ info }: EngineItem) =>
    info === null
      ? ''
      : [
          info.cpus === 1 ? '1 processor' : `${info.cpus} processors`,
          `${bytes(info.memory.free)} of ${bytes(info.memory.total)} memory free`,
          ...info.gpus.map(({ name }) => name),
        ].join(' · '),
  jobs: 'Jobs',
  noJobs: 'No jobs yet. Choose “as a job” under “Where to run” above a plugin’s Run button.',
  states,
  attempt: (number: number) => `attempt ${number}`,
  cancel: (title: string) => `Stop ${title}`,
  finish: (offer: string, title: string) => `${offer}: ${title}`,
  finishing: 'Stopping …',
  open: (title: string) => `Open result of ${title}`,
  openShort: 'Open result',
  useModel: (title: string) => `Use model of ${title}`,
  fetching: 'fetching …',
  stopFetching: (title: string) => `Stop fetching what ${title} gave`,
  useModelShort: 'Use model',
  retry: (title: string) => `Try again: ${title}`,
  retryShort: 'Try again',
  files: (title: string) => `Files of ${title}`,
  filesShort: 'Files',
  noFiles: 'It gave no files. Open the result to see what it gave.',
  download: (name: string, size: number) => `Download ${name} (${bytes(size)})`,
  keep: (name: string) => `Keep ${name} as a model`,
  log: 'Log',
  progressOf: (title: string) => `Progress of ${title}`,
  /** When a job was handed in, or how it went: jobs of the same name are told apart by it. */
  times: ({ submittedAt, startedAt, endedAt }: EngineJob) =>
    endedAt === null
      ? `since ${clockTime(startedAt ?? submittedAt)}`
      : `${clockTime(endedAt)}, after ${duration(endedAt - (startedAt ?? submittedAt))}`,
  curve: (name: string, value: string, first: string) => `${name}: ${value}, at first ${first}`,
  where: 'Where to run',
  needsEngine:
    'This plugin runs on an engine, and none is connected. Start one with coverslip-engine on a computer of yours, and paste its link here.',
  wantsEngine:
    'This plugin requires packages that no browser has. Start coverslip-engine on a computer of yours, and paste its link here.',
  connectOne: 'Connect an engine',
  runsOn: (id: string) => `Runs on the engine ${hostOf(id)}.`,
  places: {
    auto: (id: string | null, isJob: boolean) =>
      id === null ? 'Automatic (this browser)' : `Automatic (${isJob ? 'job on ' : ''}engine ${hostOf(id)})`,
    browser: 'This browser',
    now: (id: string) => `Engine ${hostOf(id)}, now`,
    job: (id: string) => `Engine ${hostOf(id)}, as a job`,
  },
};

/** Day and time as they are written where the person is. */
function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function hostOf(id: string): string {
  return new URL(id).host;
}
