/** The log as text, and what of it is shown. Pure. */
import type { LogEntry, LogLevel } from '../workspace/model.js';

/** From the least to the most important. */
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warning', 'error'];

/** The entries of one plugin (or of all, for null) from a level on that hold the words, in any case. */
export function filteredLog(
  log: readonly LogEntry[],
  pluginId: string | null,
  least: LogLevel,
  words: string,
): readonly LogEntry[] {
  const from = LOG_LEVELS.indexOf(least);
  const wanted = words.trim().toLowerCase();
  return log.filter(
    (entry) =>
      (pluginId === null || entry.pluginId === pluginId) &&
      LOG_LEVELS.indexOf(entry.level) >= from &&
      (wanted === '' || `${entry.source} ${entry.text}`.toLowerCase().includes(wanted)),
  );
}

/** One line an entry (more where its text has more): time in UTC (ISO 8601), level, who said it, what. */
export function logText(entries: readonly LogEntry[]): string {
  return entries
    .map(({ time, level, source, text, picture }) => {
      const what = picture === null ? text : `${text}${text === '' ? '' : ' '}[picture, ${picture.type}]`;
      return `${new Date(time).toISOString()} ${level.toUpperCase()} ${source}: ${what}\n`;
    })
    .join('');
}
