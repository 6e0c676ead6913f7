/** Reads what an engine tells, whatever it is: an engine may be of another version, or none at all. */
import type {
  EngineInfo,
  EngineJob,
  JobEvent,
  JobEventKind,
  JobFile,
  JobFinish,
  JobInput,
  JobState,
} from '../contracts/engine.js';
import { FormatError } from '../contracts/errors.js';

type Fields = { readonly [name: string]: unknown };

const STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const satisfies readonly JobState[];
const KINDS = [
  'state',
  'progress',
  'log',
  'metrics',
  'picture',
  'checkpoint',
  'finish',
] as const satisfies readonly JobEventKind[];

export function readInfo(value: unknown): EngineInfo {
  const from = fields(value, 'info');
  const memory = fields(from.memory, 'memory');
  return {
    version: text(from.version),
    executor: text(from.executor),
    cpus: number(from.cpus, 'cpus'),
    memory: { total: number(memory.total, 'memory'), free: number(memory.free, 'memory') },
    gpus: list(from.gpus).map((gpu) => ({ name: text(fields(gpu, 'gpus').name) })),
    owner: text(from.owner),
    scopes: list(from.scopes).map(text),
  };
}

export function readJob(value: unknown): EngineJob {
  const from = fields(value, 'job');
  const state = STATES.find((each) => each === from.state);
  if (state === undefined) throw new FormatError(`The engine tells of a job in the state “${from.state}”.`, 'state');
  const error = from.error === null || from.error === undefined ? {} : fields(from.error, 'error');
  return {
    id: text(from.id),
    plugin: text(from.plugin),
    op: text(from.op),
    state,
    attempt: number(from.attempt, 'attempt'),
    progress: readProgress(from.progress),
    error: text(error.message),
    traceback: text(error.traceback),
    submittedAt: number(from.submitted, 'submitted') * 1000,
    startedAt: time(from.started),
    endedAt: time(from.ended),
  };
}

/** @returns null for a kind of event that this version does not know. */
export function readEvent(value: unknown): JobEvent | null {
  const from = fields(value, 'event');
  const kind = KINDS.find((each) => each === from.kind);
  return kind === undefined ? null : { number: number(from.number, 'number'), kind, value: from.value };
}

/** @param engine its address: the engine tells where below it a file lies. */
export function readFile(value: unknown, engine: string): JobFile {
  const from = fields(value, 'file');
  const path = text(from.path);
  // A proxy may show the engine below a path, which the engine need not know.
  const below = path.startsWith('/') ? `${engine}/.${path}` : path;
  const url = URL.canParse(below) ? new URL(below) : null;
  if (url === null || !url.href.startsWith(`${engine}/`))
    throw new FormatError(`The engine names “${path}” as the path of a file, which is none of its own.`, 'path');
  return {
    name: text(from.name),
    mime: text(from.mime),
    size: number(from.size, 'size'),
    sha256: text(from.sha256),
    url: url.href,
  };
}

export function readInput(value: unknown): JobInput {
  const from = fields(value, 'input');
  return {
    param: text(from.param),
    name: text(from.name),
    shape: list(from.shape).map((each) => number(each, 'shape')),
    axes: typeof from.axes === 'string' ? from.axes : undefined,
  };
}

/** By what name a job can be asked to end early with what it has come to, and whether it was; null where it can't. */
export function readFinish(value: unknown): JobFinish | null {
  const { title, asked } = fields(value, 'finish');
  return text(title) === '' ? null : { title: text(title), asked: asked === true };
}

export function readProgress(value: unknown): EngineJob['progress'] {
  if (typeof value !== 'object' || value === null) return { fraction: null, text: '' };
  const { fraction, text: said } = value as Fields;
  return { fraction: typeof fraction === 'number' ? fraction : null, text: text(said) };
}

export function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null)
    throw new FormatError(`The engine’s answer has no “${where}”; is its version another one than the app’s?`, where);
  return value as Fields;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: unknown, where: string): number {
  if (typeof value === 'number') return value;
  throw new FormatError(`The engine’s answer has no number “${where}”; is its version another one?`, where);
}

function time(seconds: unknown): number | null {
  return typeof seconds === 'number' ? seconds * 1000 : null;
}
