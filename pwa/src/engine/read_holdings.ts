/** Reads what an engine tells of the processes and environments of its plugins. */
import type { EngineEnvironment, EngineProcess } from '../contracts/engine.js';
import { fields, list, number, text } from './read_job.js';

export function readProcess(value: unknown): EngineProcess {
  const from = fields(value, 'process');
  return {
    plugin: text(from.plugin),
    name: text(from.name),
    owner: text(from.owner),
    memory: typeof from.memory === 'number' ? from.memory : null,
    calls: number(from.calls, 'calls'),
    idle: number(from.idle, 'idle') * 1000,
  };
}

export function readEnvironment(value: unknown): EngineEnvironment {
  const from = fields(value, 'environment');
  return {
    id: text(from.id),
    requirements: list(from.requirements).map(text),
    plugins: list(from.plugins).map(text),
    size: number(from.size, 'size'),
    usedAt: number(from.used, 'used') * 1000,
  };
}
