/** A plot, ready to be drawn: what stands along its axes, and its marks. Types without logic. */

export interface Axis {
  /** The column's name with its unit. */
  readonly label: string;
  readonly range: readonly [number, number];
  readonly log: boolean;
  /** Whether its numbers are moments, in milliseconds. */
  readonly time: boolean;
  /** Names of what stands at 0, 1, 2 …; null on an axis of numbers. */
  readonly names: readonly string[] | null;
}

/** What the colours mean: a scale from the first to the last, or one for each name. */
export type Legend =
  | {
      readonly kind: 'scale';
      readonly label: string;
      readonly low: number;
      readonly high: number;
      readonly time: boolean;
    }
  | { readonly kind: 'names'; readonly label: string; readonly names: readonly string[] };

/** One for each row that is shown. */
export interface Points {
  readonly kind: 'points';
  readonly rows: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Whether those of one colour are joined, in the order of the rows. */
  readonly joined: boolean;
  /** Index of each one's colour: of {@link RAMP_STEPS} on a scale, else of a name. */
  readonly color: Uint8Array;
}

export interface Bars {
  readonly kind: 'bars';
  readonly edges: readonly number[];
  /** Rows of each bar, by colour. */
  readonly rows: readonly (readonly (readonly number[])[])[];
}

export interface Box {
  readonly quartiles: readonly [low: number, median: number, high: number];
  /** The last values within 1.5 times the distance of the quartiles (Tukey). */
  readonly whiskers: readonly [low: number, high: number];
  readonly outliers: readonly number[];
  readonly rows: readonly number[];
}

export interface Boxes {
  readonly kind: 'boxes';
  readonly boxes: readonly Box[];
  /** The value of each row of the table. */
  readonly values: Float64Array;
}

export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: Points | Bars | Boxes;
  readonly legend: Legend | null;
  /** Rows that have no place in the plot: without a value, or not above 0 on a logarithmic axis. */
  readonly leftOut: number;
}

/** Colours of a scale. */
export const RAMP_STEPS = 64;
