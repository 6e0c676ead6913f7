/** Where the values of an image's tiles come from, level by level. */
import type { Region } from '../contracts/image.js';
import { type PictureAxes, pictureAxes } from './axes.js';
import { type Plane, planeOf } from './plane.js';
import { projectionOf } from './projection.js';
import type { ImageSource } from './source.js';
import type { Standing } from './standing.js';
import { type Bands, levelCount, meanTile, OVERVIEW_LEVEL, overviewOf, TILE } from './tiles.js';

/** One of the bands of a tile: a channel, or the samples of a colour picture. */
export interface Band {
  /** Step along C; null where there is no C, or where it has a slider. */
  readonly channel: number | null;
  /** Taken off the values, so that float32 holds what is left of them. */
  readonly origin: number;
}

/** A tile's place. */
export interface TilePlace {
  /** 0 is full resolution. */
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

export interface TilePixels {
  /** Pixels of the picture along the edge of a tile's pixel, level by level, the finest first. */
  readonly factors: readonly number[];
  /** Whether the values are in this memory, so that making tiles is all the work there is. */
  readonly isNear: boolean;
  /** Shows other planes, or says that the values have changed. */
  stand(standing: Standing): void;
  /** Fills a tile of as many values a pixel as there are bands (times samples). What is there at once is filled at once. */
  fill(
    place: TilePlace,
    bands: readonly Band[],
    out: Float32Array | Uint8Array,
    signal: AbortSignal,
  ): void | Promise<void>;
}

export function tilePixels(source: ImageSource): TilePixels | null {
  const axes = pictureAxes(source.array ?? source);
  if (axes === null) return null;
  return source.array === null ? new ReadPixels(source, axes) : new ArrayPixels(source, axes);
}

/** Tiles of an array that is in memory. Coarse ones are made from an overview of the plane. */
class ArrayPixels implements TilePixels {
  readonly factors: readonly number[];
  readonly isNear = true;
  private standing: Standing = { index: {}, projected: false };
  private readonly planes = new Map<number | null, Plane | Promise<Plane>>();
  private readonly overviews = new Map<number | null, Promise<Plane>>();
  private stop = new AbortController();

  constructor(
    private readonly source: ImageSource,
    private readonly axes: PictureAxes,
  ) {
    this.factors = Array.from({ length: levelCount(axes.width, axes.height) }, (_, level) => 2 ** level);
  }

  stand(standing: Standing): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.standing = standing;
    this.planes.clear();
    this.overviews.clear();
  }

  fill(place: TilePlace, bands: readonly Band[], out: Float32Array | Uint8Array): void | Promise<void> {
    const planes = bands.map(({ channel }) => this.planeFor(channel, place.level));
    const near = planes.filter((plane): plane is Plane => !(plane instanceof Promise));
    const finish = (found: readonly Plane[]): void => {
      const factor = place.level >= OVERVIEW_LEVEL ? 2 ** (place.level - OVERVIEW_LEVEL) : 2 ** place.level;
      mix(found, factor, place.column, place.row, bands, out);
    };
    if (near.length === planes.length) return finish(near);
    return Promise.all(planes).then(finish);
  }

  private planeFor(channel: number | null, level: number): Plane | Promise<Plane> {
    const plane = this.plane(channel);
    if (level < OVERVIEW_LEVEL) return plane;
    const known = this.overviews.get(channel);
    if (known !== undefined) return known;
    const { signal } = this.stop;
    const made = Promise.resolve(plane).then((whole) => overviewOf(whole, signal));
    this.overviews.set(channel, made);
    return made;
  }

  private plane(channel: number | null): Plane | Promise<Plane> {
    const known = this.planes.get(channel);
    if (known !== undefined) return known;
    const { array } = this.source;
    if (array === null) throw new TypeError('The array of this image is no longer in memory.');
    const { index, projected } = this.standing;
    const at = channel === null ? index : { ...index, C: channel };
    const made = projected ? projectionOf(array, this.axes, at, this.stop.signal) : planeOf(array, this.axes, at);
    this.planes.set(channel, made);
    if (made instanceof Promise)
      made.then(
        (plane) => {
          if (this.planes.get(channel) === made) this.planes.set(channel, plane);
        },
        () => undefined,
      );
    return made;
  }
}

/** Tiles that are read one by one, each from the level of the image that is nearest to it. */
class ReadPixels implements TilePixels {
  readonly factors: readonly number[];
  readonly isNear = false;
  private standing: Standing = { index: {}, projected: false };
  /** For each level of tiles, the level of the image that it is read from, and pixels of that along one of the tile's. */
  private readonly steps: readonly { readonly level: number; readonly factor: number }[];

  constructor(
    private readonly source: ImageSource,
    private readonly axes: PictureAxes,
  ) {
    const widths = source.levels.map((shape) => shape[axes.x] ?? axes.width);
    const factors: number[] = [];
    const steps: { level: number; factor: number }[] = [];
    widths.forEach((width, level) => {
      const exact = axes.width / width;
      // Halving an odd number rounds up, so the ratio of the widths is not quite that of the resolutions.
      const factor = Math.abs(exact - Math.round(exact)) < 0.02 * exact ? Math.round(exact) : exact;
      if (factors.length > 0 && factor <= (factors.at(-1) ?? 0)) return;
      factors.push(factor);
      steps.push({ level, factor: 1 });
    });
    const last = steps.at(-1)?.level ?? 0;
    const coarsest = factors.at(-1) ?? 1;
    for (let more = 2; Math.max(axes.width, axes.height) / (coarsest * more) > TILE / 2; more *= 2) {
      factors.push(coarsest * more);
      steps.push({ level: last, factor: more });
    }
    this.factors = factors;
    this.steps = steps;
  }

  stand(standing: Standing): void {
    this.standing = standing;
  }

  async fill(
    { level, column, row }: TilePlace,
    bands: readonly Band[],
    out: Float32Array | Uint8Array,
    signal: AbortSignal,
  ): Promise<void> {
    const step = this.steps[level] ?? { level: 0, factor: 1 };
    const shape = this.source.levels[step.level] ?? this.source.shape;
    const size = TILE * step.factor;
    const range = (at: number, length: number): [number, number] => {
      const start = Math.min(at * size, Math.max(0, length - 1));
      return [start, Math.min(start + size, length)];
    };
    const { index, projected } = this.standing;
    const planes = await Promise.all(
      bands.map(async ({ channel }) => {
        const region: { [axis: string]: number | [number, number] } = {
          level: step.level,
          Y: range(row, shape[this.axes.y] ?? 1),
          X: range(column, shape[this.axes.x] ?? 1),
        };
        const isProjected = projected && this.axes.leading.some(({ name }) => name === 'Z');
        for (const { name, size: length } of this.axes.leading) {
          if (name === 'Z' && isProjected) continue;
          const at = name === 'C' && channel !== null ? channel : (index[name] ?? 0);
          region[name] = Math.min(length - 1, Math.max(0, at));
        }
        const part = await this.source.read(region as Region, { signal });
        const partAxes = pictureAxes(part);
        if (partAxes === null) throw new TypeError(`${this.source.name} gave no picture for a tile.`);
        return isProjected ? projectionOf(part, partAxes, {}, signal) : planeOf(part, partAxes, {});
      }),
    );
    mix(planes, step.factor, 0, 0, bands, out);
  }
}

function mix(
  planes: readonly Plane[],
  factor: number,
  column: number,
  row: number,
  bands: readonly Band[],
  out: Float32Array | Uint8Array,
): void {
  const count = planes.reduce((sum, { samples }) => sum + samples, 0);
  let first = 0;
  planes.forEach((plane, at) => {
    const place: Bands = { count, first };
    meanTile(plane, factor, column, row, bands[at]?.origin ?? 0, out, place);
    first += plane.samples;
  });
}
