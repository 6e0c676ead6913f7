/** An opened image as callers of the api hold it. */
import type { ImageFacts, Region } from '../contracts/image.js';
import { fail } from '../host/arguments.js';
import { regionOf } from '../images/region.js';
import type { ImageSource } from '../images/source.js';
import { expose, NDArray } from '../rpc/index.js';
import { keepOpen } from './source_keeper.js';

const PROPERTIES = [
  'name',
  'format',
  'axes',
  'shape',
  'dtype',
  'pixelSize',
  'unit',
  'channels',
  'metadata',
  'sha256',
  'levels',
  'scenes',
  'scene',
] as const;

/** What is known of an image, and `read`. It can be given wherever an op takes an image. */
export class OpenedImage implements ImageFacts {
  readonly name: string;
  readonly format: string;
  readonly axes: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly pixelSize: ImageFacts['pixelSize'];
  readonly unit: string;
  readonly channels: ImageFacts['channels'];
  readonly metadata: unknown;
  readonly sha256: string | null;
  readonly levels: ImageFacts['levels'];
  readonly scenes: readonly string[];
  readonly scene: number;
  readonly #source: ImageSource;

  constructor(source: ImageSource) {
    this.name = source.name;
    this.format = source.format;
    this.axes = source.axes;
    this.shape = source.shape;
    this.dtype = source.dtype;
    this.pixelSize = source.pixelSize;
    this.unit = source.unit;
    this.channels = source.channels;
    this.metadata = source.metadata;
    this.sha256 = source.sha256;
    this.levels = source.levels;
    this.scenes = source.scenes ?? [];
    this.scene = source.scene ?? 0;
    this.#source = source;
    expose<OpenedImage>(this, ['read', 'close'], PROPERTIES);
  }

  /**
   * Reads a part of the image, or all of it.
   *
   * @param region such as `{z: 3, y: [0, 512], x: [0, 512], level: 1}`; an axis given as a number is not in the result.
   * @throws RangeError naming the axis and the position.
   */
  async read(region?: Region | null, options: { readonly signal?: AbortSignal } = {}): Promise<NDArray> {
    return this.#source.read(regionOf(region, this), options);
  }

  /** Gives back what the image holds; it can't be read after. */
  close(): void {
    this.#source.close();
  }

  /** What a viewer reads it from. */
  static sourceOf(image: OpenedImage): ImageSource {
    return image.#source;
  }
}

/** What a viewer shows of what a caller gave: an array, or an image that was opened here. @throws TypeError for others. */
export function pixelsOf(fn: string, value: unknown): NDArray | ImageSource {
  if (value instanceof NDArray) return value;
  if (!(value instanceof OpenedImage)) return fail(fn, 'an array or an opened image', value);
  const source = OpenedImage.sourceOf(value);
  keepOpen(source);
  return source;
}
