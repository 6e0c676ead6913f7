/** Makes a plot out of a table and what is to be plotted of it. Pure. */
import type { PlotConfig } from '../../contracts/plot.js';
import type { Table } from '../../rpc/table.js';
import { columnKind, isMissing, numbersOf } from '../tables/cells.js';
import { labelColumn } from '../tables/labelled_rows.js';
import { quantile } from '../tables/statistics.js';
import { binEdges, binOf } from './bins.js';
import { type Axis, type Box, type Chart, type Legend, RAMP_STEPS } from './chart.js';

/** Names that get a colour, and boxes that stand side by side, at most; what is left is one more, “other”. */
const MOST_COLORS = 9;
const MOST_BOXES = 40;
const OTHER = '…';

/** Columns whose cells are numbers or moments. */
export function measuredColumns(table: Table): readonly string[] {
  return table.columns.filter((_, column) => columnKind(table, column) !== 'text');
}

/** The columns that are plotted where the configuration leaves it open: the first measured ones that are no mere labels. */
export function chosenColumns(
  table: Table,
  config: PlotConfig,
): { readonly x: string | null; readonly y: string | null } {
  const measured = measuredColumns(table);
  const labels = table.columns[labelColumn(table)];
  const telling = measured.filter((name) => name !== labels);
  const good = telling.length > 0 ? telling : measured;
  // A column of texts, which boxes are grouped by, has no place on an axis of numbers.
  const [x, y] = [config.x, config.y].map((name) => (name !== null && measured.includes(name) ? name : null));
  if (config.kind === 'box') return { x: config.x, y: y ?? good.find((name) => name !== config.x) ?? good[0] ?? null };
  const across = x ?? good.find((name) => name !== y) ?? good[0] ?? null;
  if (config.kind === 'histogram') return { x: across, y: null };
  return { x: across, y: y ?? [...good, ...measured].find((name) => name !== across) ?? across };
}

/** @returns null where the table has no numbers to plot. */
export function chartOf(table: Table, config: PlotConfig): Chart | null {
  const { x, y } = chosenColumns(table, config);
  switch (config.kind) {
    case 'scatter':
    case 'line':
      return x === null || y === null ? null : points(table, config, x, y);
    case 'histogram':
      return x === null ? null : histogram(table, config, x);
    case 'box':
      return y === null ? null : boxes(table, config, x, y);
  }
}

function points(table: Table, config: PlotConfig, xName: string, yName: string): Chart {
  const across = valuesOf(table, xName);
  const up = valuesOf(table, yName);
  const shown = shownRows(table, (row) => fits(across[row], config.logX) && fits(up[row], config.logY));
  const { legend, colorOf } = coloursOf(table, config.color);
  return {
    x: axis(table, xName, shown, across, config.logX),
    y: axis(table, yName, shown, up, config.logY),
    marks: {
      kind: 'points',
      rows: Uint32Array.from(shown),
      x: Float64Array.from(shown, (row) => across[row] as number),
      y: Float64Array.from(shown, (row) => up[row] as number),
      joined: config.kind === 'line',
      color: Uint8Array.from(shown, colorOf),
    },
    legend,
    leftOut: table.rows.length - shown.length,
  };
}

function histogram(table: Table, config: PlotConfig, name: string): Chart {
  const values = valuesOf(table, name);
  const shown = shownRows(table, (row) => fits(values[row], config.logX));
  const edges = binEdges(
    Float64Array.from(shown, (row) => values[row] as number),
    config.bins,
    config.logX,
  );
  // Bars of a scale of colours would say nothing: they are of one colour.
  const named = config.color !== null && !isMeasured(table, config.color);
  const { legend, colorOf } = coloursOf(table, named ? config.color : null);
  const colors = legend?.kind === 'names' ? legend.names.length : 1;
  const rows = edges.slice(1).map(() => Array.from({ length: colors }, (): number[] => []));
  for (const row of shown) rows[binOf(values[row] as number, edges)]?.[colorOf(row)]?.push(row);
  const highest = Math.max(1, ...rows.map((bar) => bar.reduce((sum, each) => sum + each.length, 0)));
  return {
    x: {
      ...axis(table, name, shown, values, config.logX),
      range: padded([edges[0] ?? 0, edges.at(-1) ?? 1], config.logX),
    },
    y: {
      label: '',
      range: config.logY ? [0.5, highest * 1.5] : [0, highest * 1.05],
      log: config.logY,
      time: false,
      names: null,
    },
    marks: { kind: 'bars', edges, rows },
    legend,
    leftOut: table.rows.length - shown.length,
  };
}

function boxes(table: Table, config: PlotConfig, groupName: string | null, name: string): Chart {
  const values = valuesOf(table, name);
  const shown = shownRows(table, (row) => fits(values[row], config.logY));
  const { names, groupOf } = groupsOf(table, groupName, MOST_BOXES);
  const groups = names.map((): number[] => []);
  for (const row of shown) groups[groupOf(row)]?.push(row);
  const label = groupName === null ? '' : heading(table, groupName);
  return {
    x: { label, range: [-0.6, names.length - 0.4], log: false, time: false, names },
    y: axis(table, name, shown, values, config.logY),
    marks: { kind: 'boxes', boxes: groups.map((rows) => boxOf(rows, values)), values },
    legend: null,
    leftOut: table.rows.length - shown.length,
  };
}

function boxOf(rows: readonly number[], values: Float64Array): Box {
  const sorted = Float64Array.from(rows, (row) => values[row] as number).sort();
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [number, number, number];
  const reach = 1.5 * (high - low);
  const isOutlier = (value: number): boolean => value < low - reach || value > high + reach;
  const within = sorted.filter((value) => !isOutlier(value));
  return {
    quartiles: [low, median, high],
    whiskers: [within[0] ?? low, within.at(-1) ?? high],
    outliers: rows.filter((row) => isOutlier(values[row] as number)),
    rows,
  };
}

function shownRows(table: Table, isShown: (row: number) => boolean): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.rows.length; row++) if (isShown(row)) rows.push(row);
  return rows;
}

function fits(value: number | undefined, log: boolean): boolean {
  return value !== undefined && Number.isFinite(value) && (!log || value > 0);
}

function valuesOf(table: Table, name: string): Float64Array {
  return numbersOf(table, table.columns.indexOf(name));
}

function isMeasured(table: Table, name: string): boolean {
  return columnKind(table, table.columns.indexOf(name)) !== 'text';
}

function heading(table: Table, name: string): string {
  const unit = table.units[name];
  return unit ? `${name} (${unit})` : name;
}

function axis(table: Table, name: string, rows: readonly number[], values: Float64Array, log: boolean): Axis {
  const range = padded(extent(rows, values), log);
  const time = columnKind(table, table.columns.indexOf(name)) === 'date';
  return { label: heading(table, name), range, log, time, names: null };
}

function extent(rows: readonly number[], values: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = values[row] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [1, 10] : [low, high];
}

/** A range with some room at its ends, so that marks are whole. */
function padded([low, high]: readonly [number, number], log: boolean): readonly [number, number] {
  if (log) {
    const room = low === high ? 2 : (high / low) ** 0.04;
    return [low / room, high * room];
  }
  const room = low === high ? Math.abs(low) / 2 || 0.5 : (high - low) * 0.04;
  return [low - room, high + room];
}

function coloursOf(
  table: Table,
  name: string | null,
): { readonly legend: Legend | null; readonly colorOf: (row: number) => number } {
  if (name === null) return { legend: null, colorOf: () => 0 };
  const label = heading(table, name);
  if (!isMeasured(table, name)) {
    const { names, groupOf } = groupsOf(table, name, MOST_COLORS);
    return { legend: { kind: 'names', label, names }, colorOf: groupOf };
  }
  const values = valuesOf(table, name);
  const rows = shownRows(table, (row) => Number.isFinite(values[row]));
  const [low, high] = extent(rows, values);
  const step = (value: number): number =>
    Math.min(RAMP_STEPS - 1, Math.floor(((value - low) / (high - low || 1)) * RAMP_STEPS));
  const time = columnKind(table, table.columns.indexOf(name)) === 'date';
  return {
    legend: { kind: 'scale', label, low, high, time },
    colorOf: (row) => (Number.isFinite(values[row]) ? Math.max(0, step(values[row] as number)) : 0),
  };
}

/** The values of a column as names, the most frequent first where there are too many; the others share one. */
function groupsOf(
  table: Table,
  name: string | null,
  most: number,
): { readonly names: readonly string[]; readonly groupOf: (row: number) => number } {
  if (name === null) return { names: [''], groupOf: () => 0 };
  const column = table.columns.indexOf(name);
  const texts = table.rows.map((row) => (isMissing(row[column]) ? '' : textOf(row[column])));
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  const kept = new Set(frequent.map(([text]) => text));
  const collator = new Intl.Collator('en', { numeric: true });
  const names = [...kept].sort(collator.compare);
  if (counts.size > kept.size) names.push(OTHER);
  const places = new Map(names.map((text, place) => [text, place]));
  return { names, groupOf: (row) => places.get(texts[row] ?? '') ?? names.length - 1 };
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
