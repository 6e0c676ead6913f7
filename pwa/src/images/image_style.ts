/** The shader of an image: each channel's values between its limits, in its colour, added up. Pure. */
import { rgbOf } from './channels.js';
import type { ChannelView, Range } from './layers.js';

/** A channel in the order of a tile's bands. */
export interface StyledBand {
  readonly view: ChannelView;
  readonly contrast: Range;
  readonly origin: number;
}

/** What a tile's values are stored as: bytes reach the shader as 0 to 1. */
export type TileStorage = 'bytes' | 'floats';

type Expression = number | string | readonly Expression[];

/** The variables of the shader. */
export function styleVariables(
  bands: readonly StyledBand[],
  storage: TileStorage,
  alphaRange: number,
): { [name: string]: number } {
  const unit = storage === 'bytes' ? 255 : 1;
  const variables: { [name: string]: number } = { alpha: storage === 'bytes' ? 1 : 1 / alphaRange };
  bands.forEach(({ view, contrast: [low, high], origin }, at) => {
    const [red, green, blue] = view.visible ? rgbOf(view.color) : [0, 0, 0];
    variables[`low${at}`] = (low - origin) / unit;
    variables[`gain${at}`] = unit / Math.max(high - low, Number.MIN_VALUE);
    variables[`gamma${at}`] = view.gamma;
    variables[`red${at}`] = red;
    variables[`green${at}`] = green;
    variables[`blue${at}`] = blue;
  });
  return variables;
}

/** Whether some channel needs the shader that takes powers, which costs time where there is no GPU. */
export function hasGamma(bands: readonly StyledBand[]): boolean {
  return bands.some(({ view }) => view.gamma !== 1);
}

/** @param samples 3 or 4 for a colour picture, whose bands are its samples; else 1. */
export function styleColor(bands: readonly StyledBand[], samples: number): Expression {
  const powers = hasGamma(bands);
  const shown = (band: number, at: number): Expression => {
    const linear = ['clamp', ['*', ['-', ['band', band], ['var', `low${at}`]], ['var', `gain${at}`]], 0, 1];
    return powers ? ['^', linear, ['var', `gamma${at}`]] : linear;
  };
  if (samples > 1) {
    const alpha = samples === 4 ? ['clamp', ['*', ['band', 4], ['var', 'alpha']], 0, 1] : 1;
    const part = (band: number, name: string): Expression => ['*', shown(band, 0), ['var', `${name}0`]];
    return ['array', part(1, 'red'), part(2, 'green'), part(3, 'blue'), alpha];
  }
  const sum = (name: string): Expression => {
    const parts = bands.map((_, at): Expression => ['*', shown(at + 1, at), ['var', `${name}${at}`]]);
    return parts.length === 1 ? (parts[0] ?? 0) : ['+', ...parts];
  };
  return ['array', sum('red'), sum('green'), sum('blue'), 1];
}

/** What the shader does, by hand, for browsers without WebGL. */
export function colouredTile(
  values: Float32Array | Uint8Array,
  bands: readonly StyledBand[],
  samples: number,
  alphaRange: number,
): Uint8ClampedArray {
  const perPixel = samples > 1 ? samples : bands.length;
  const count = values.length / perPixel;
  const pixels = new Uint8ClampedArray(count * 4);
  const looks = bands.map(({ view, contrast: [low, high], origin }) => ({
    low: low - origin,
    gain: 1 / Math.max(high - low, Number.MIN_VALUE),
    gamma: view.gamma,
    rgb: view.visible ? rgbOf(view.color) : ([0, 0, 0] as const),
  }));
  const shade = (value: number, look: (typeof looks)[number]): number => {
    const linear = Math.min(1, Math.max(0, (value - look.low) * look.gain));
    return 255 * (look.gamma === 1 ? linear : linear ** look.gamma);
  };
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * perPixel;
    for (let part = 0; part < 3; part++) {
      let sum = 0;
      looks.forEach((look, at) => {
        const band = samples > 1 ? part : at;
        sum += shade(values[from + band] as number, look) * (look.rgb[part] ?? 0);
      });
      pixels[pixel * 4 + part] = sum;
    }
    pixels[pixel * 4 + 3] = samples === 4 ? ((values[from + 3] as number) / alphaRange) * 255 : 255;
  }
  return pixels;
}
