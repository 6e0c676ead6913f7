/** Which axes of an array make the picture, and which are stepped through. */
import type { ArrayKind, NDArray } from '../rpc/ndarray.js';

/** An axis that is not in the picture, and has a slider. */
export interface LeadingAxis {
  /** Its letter (T, C, Z …), or its number when the array names no axes. */
  readonly name: string;
  readonly axis: number;
  readonly size: number;
}

export interface PictureAxes {
  readonly y: number;
  readonly x: number;
  /** The axis of red, green, blue (and alpha); null for one value a pixel. */
  readonly samples: number | null;
  readonly width: number;
  readonly height: number;
  /** 1, 3 or 4. */
  readonly sampleCount: number;
  readonly leading: readonly LeadingAxis[];
}

/** What of an array, or of a source, says how it is shown. */
export type Described = Pick<NDArray, 'shape' | 'axes'> & {
  readonly dtype: string;
  readonly kind?: ArrayKind | undefined;
};

/** @returns how the array is shown as a picture, or null when it is none (less than two axes, or no X and Y). */
export function pictureAxes(array: Described): PictureAxes | null {
  const { shape } = array;
  const letters = lettersOf(array);
  if (letters.length !== shape.length) return null;
  const y = letters.indexOf('Y');
  const x = letters.indexOf('X');
  const height = shape[y];
  const width = shape[x];
  if (!width || !height) return null;
  const s = letters.indexOf('S');
  const isColour = s >= 0 && (shape[s] === 3 || shape[s] === 4) && array.kind !== 'labels';
  const leading: LeadingAxis[] = [];
  shape.forEach((size, axis) => {
    if (axis === x || axis === y || (isColour && axis === s)) return;
    leading.push({ name: letters[axis] ?? String(axis), axis, size });
  });
  if (leading.some(({ size }) => size === 0)) return null;
  return { y, x, samples: isColour ? s : null, width, height, sampleCount: isColour ? (shape[s] ?? 1) : 1, leading };
}

/** The letters of an array's axes; those without a name go by their number. '' when it is no picture. */
export function lettersOf(array: Described): string {
  return array.axes?.toUpperCase() ?? guessedAxes(array);
}

/** Without names the last two axes are the picture; a last axis of 3 or 4 bytes after two larger ones is colour. */
function guessedAxes({ shape, dtype, kind }: Described): string {
  const ndim = shape.length;
  const last = shape[ndim - 1];
  const colour =
    kind !== 'labels' &&
    ndim >= 3 &&
    (last === 3 || last === 4) &&
    (dtype === 'uint8' || dtype === 'uint16') &&
    (shape[ndim - 2] ?? 0) > 4;
  const picture = colour ? 'YXS' : 'YX';
  if (ndim < picture.length) return '';
  return Array.from({ length: ndim - picture.length }, (_, axis) => String(axis)).join('') + picture;
}
