import { describe, expect, it } from 'vitest';
import { filteredLog, logText } from '../../../pwa/src/ui/log_text.js';
import type { LogEntry } from '../../../pwa/src/workspace/model.js';

const entry = (id: number, change: Partial<LogEntry>): LogEntry => ({
  id,
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  level: 'info',
  source: 'Steps',
  pluginId: 'steps',
  text: `entry ${id}`,
  picture: null,
  ...change,
});
const log = [
  entry(1, { level: 'debug' }),
  entry(2, {}),
  entry(3, { level: 'warning', pluginId: 'other', source: 'Other' }),
  entry(4, { level: 'error', text: 'It FAILED' }),
  entry(5, { pluginId: null, source: 'Coverslip' }),
];
const ids = (...args: Parameters<typeof filteredLog>) => filteredLog(...args).map(({ id }) => id);

describe('the log', () => {
  it('is filtered by plugin, level and words', () => {
    expect(ids(log, null, 'debug', '')).toEqual([1, 2, 3, 4, 5]);
    expect(ids(log, 'steps', 'debug', '')).toEqual([1, 2, 4]);
    expect(ids(log, null, 'warning', '')).toEqual([3, 4]);
    expect(ids(log, null, 'debug', ' failed ')).toEqual([4]);
    expect(ids(log, null, 'debug', 'coverslip')).toEqual([5]);
  });

  it('is written with time, level and who said it, and names its pictures', () => {
    const picture = new Blob([], { type: 'image/png' });
    expect(logText([entry(1, { level: 'error' }), entry(2, { text: '', picture })])).toBe(
      '2026-01-02T03:04:05.006Z ERROR Steps: entry 1\n2026-01-02T03:04:05.006Z INFO Steps: [picture, image/png]\n',
    );
  });
});
