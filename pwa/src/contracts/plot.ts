/** What a plot shows of a table: the same names in Python (`coverslip.Plot`), in JavaScript and on the wire. */

export const PLOT_KINDS = ['scatter', 'line', 'histogram', 'box'] as const;
export type PlotKind = (typeof PLOT_KINDS)[number];

export interface PlotConfig {
  readonly kind: PlotKind;
  /** Column along the x axis; of a histogram the values, of boxes what they are grouped by. Null leaves it to the app. */
  readonly x: string | null;
  /** Column along the y axis; a histogram has none. */
  readonly y: string | null;
  /** Column that colours points, lines and bars. */
  readonly color: string | null;
  /** Number of a histogram's bars; null leaves it to the values. */
  readonly bins: number | null;
  readonly logX: boolean;
  readonly logY: boolean;
}

export const DEFAULT_PLOT: PlotConfig = {
  kind: 'scatter',
  x: null,
  y: null,
  color: null,
  bins: null,
  logX: false,
  logY: false,
};
