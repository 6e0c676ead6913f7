/** The names by which windows are described and found; what reads a whole description comes with the first window. */
import { fail, isRecord } from './arguments.js';

/** What a window's description may hold. */
export const WINDOW_KEYS = [
  'type',
  'name',
  'title',
  'data',
  'config',
  'src',
  'tag',
  'window_id',
  'w',
  'h',
  'x',
  'y',
  'standalone',
  'fullscreen',
  'as_dialog',
  'base_frame',
  'allow_execution',
  'hash',
  'dialog',
  'passive',
  'ui',
  'html',
  'text',
  'source',
  'opened',
] as const;

/** The id, name or type by which a window is looked for. */
export function windowName(value: unknown): string {
  if (typeof value === 'string') return value;
  const name = isRecord(value) ? (value.id ?? value.window_id ?? value.name ?? value.type) : undefined;
  return typeof name === 'string' ? name : fail('getWindow', 'a window’s id, name or type', value);
}
