/** A bar whose length is a round number of the picture's unit. Pure. */

export interface ScaleBar {
  /** Length in CSS pixels. */
  readonly length: number;
  /** Such as "50 µm". */
  readonly text: string;
}

const micro = new Set(['um', 'µm', 'μm', 'micron', 'microns', 'micrometer', 'micrometre']);
const metres: { readonly [unit: string]: number } = { nm: 1e-9, µm: 1e-6, mm: 1e-3, cm: 1e-2, m: 1 };

/**
 * @param perPixel size of one screen pixel in `unit`.
 * @param most the greatest length in screen pixels.
 * @returns null when the size is not known.
 */
export function scaleBar(perPixel: number, unit: string, most: number): ScaleBar | null {
  if (!(perPixel > 0) || !Number.isFinite(perPixel) || most < 20) return null;
  const power = 10 ** Math.floor(Math.log10(perPixel * most));
  const step = [5, 2, 1].find((factor) => factor * power <= perPixel * most) ?? 1;
  const size = step * power;
  return { length: size / perPixel, text: sizeText(size, micro.has(unit) ? 'µm' : unit) };
}

/** Metric lengths go to the unit that makes the number handy. */
function sizeText(size: number, unit: string): string {
  const factor = metres[unit];
  if (factor === undefined) return `${Number(size.toPrecision(3))} ${unit}`;
  const length = size * factor;
  const best = (Object.entries(metres).filter(([name]) => name !== 'cm') as [string, number][])
    .filter(([, value]) => length >= value * 0.999)
    .at(-1) ?? ['nm', 1e-9];
  return `${Number((length / best[1]).toPrecision(3))} ${best[0]}`;
}
