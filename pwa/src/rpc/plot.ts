/** A plot of a table: what is plotted, and how. */
import { DEFAULT_PLOT, PLOT_KINDS, type PlotConfig } from '../contracts/plot.js';
import type { Table } from './table.js';

/** Bars that a histogram has at most. */
const MOST_BINS = 1000;

export class Plot {
  readonly config: PlotConfig;

  /**
   * @param config any part of a {@link PlotConfig}; the rest is chosen by what the table holds.
   * @throws TypeError naming what is unknown, of another type, or no column.
   */
  constructor(
    readonly table: Table,
    config: { readonly [part: string]: unknown } = {},
    readonly title = '',
  ) {
    this.config = readConfig(config, table.columns);
  }
}

function readConfig(given: { readonly [part: string]: unknown }, columns: readonly string[]): PlotConfig {
  const extra = Object.keys(given).find((key) => !Object.hasOwn(DEFAULT_PLOT, key));
  if (extra !== undefined) {
    throw new TypeError(`A plot has no “${extra}”; there are ${Object.keys(DEFAULT_PLOT).join(', ')}.`);
  }
  const kind = PLOT_KINDS.find((each) => each === (given.kind ?? DEFAULT_PLOT.kind));
  if (kind === undefined) {
    throw new TypeError(
      `There is no plot of the kind ${JSON.stringify(given.kind)}; there are ${PLOT_KINDS.join(', ')}.`,
    );
  }
  const column = (part: 'x' | 'y' | 'color'): string | null => {
    const name = given[part] ?? null;
    if (name === null || (typeof name === 'string' && columns.includes(name))) return name;
    throw new TypeError(`${part} is ${JSON.stringify(name)}, which is no column; there are ${columns.join(', ')}.`);
  };
  const bins = given.bins ?? null;
  if (bins !== null && !(typeof bins === 'number' && Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS)) {
    throw new TypeError(`bins is ${String(bins)}; write a whole number from 1 to ${MOST_BINS}, or leave it out.`);
  }
  const flag = (part: 'logX' | 'logY'): boolean => {
    const value = given[part] ?? false;
    if (typeof value !== 'boolean') throw new TypeError(`${part} is ${JSON.stringify(value)}, not true or false.`);
    return value;
  };
  return { kind, x: column('x'), y: column('y'), color: column('color'), bins, logX: flag('logX'), logY: flag('logY') };
}
