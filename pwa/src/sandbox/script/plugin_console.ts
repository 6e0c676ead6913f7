/** What a plugin writes to its console goes to its log in the app, never more than can be read. */

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warning', error: 'error' } as const;
const LINES_A_SECOND = 200;

export type Say = (text: string, level: (typeof LEVELS)[keyof typeof LEVELS]) => void;

export function forwardConsole(say: Say, clock: () => number = () => performance.now()): void {
  let second = 0;
  let lines = 0;
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, (typeof LEVELS)['log']][]) {
    const native = console[method].bind(console);
    console[method] = (...values: unknown[]) => {
      native(...values);
      const now = Math.floor(clock() / 1000);
      if (now !== second) {
        if (lines > LINES_A_SECOND)
          say(
            `… ${lines - LINES_A_SECOND} more lines were left out: the plugin writes faster than anyone reads.`,
            'info',
          );
        second = now;
        lines = 0;
      }
      lines += 1;
      if (lines <= LINES_A_SECOND) say(values.map(written).join(' '), level);
    };
  }
}

function written(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
