/** A volume seen from another side: the same values, with the letters of two axes exchanged. */
import type { Axis, ImageFacts, Region } from '../contracts/image.js';
import { NDArray } from '../rpc/ndarray.js';
import { arraySource } from './array_source.js';
import type { ImageSource } from './source.js';

/** XZ looks along the rows, YZ along the columns. */
export type Side = 'XZ' | 'YZ';

/** The letter that an axis has when it is seen from this side, and the other way round. */
function seenAs(side: Side, letter: string): string {
  if (side === 'XZ') return letter === 'Z' ? 'Y' : letter === 'Y' ? 'Z' : letter;
  return letter === 'Z' ? 'X' : letter === 'X' ? 'Z' : letter;
}

/** Whether an image has a depth that could be seen from the side. */
export function isVolume({ axes, shape }: Pick<ImageFacts, 'axes' | 'shape'>): boolean {
  return ['Z', 'Y', 'X'].every((letter) => (shape[axes.indexOf(letter)] ?? 0) > 1);
}

/** An image as it is seen from the side. */
export function orthogonal(source: ImageSource, side: Side): ImageSource {
  const turn = (axes: string): string => [...axes].map((letter) => seenAs(side, letter)).join('');
  const turned = (array: NDArray): NDArray =>
    new NDArray(array.data, array.shape, array.dtype, {
      kind: array.kind,
      axes: array.axes === undefined ? undefined : turn(array.axes),
      scale: array.scale,
      unit: array.unit,
      name: array.name,
    });
  const { array } = source;
  if (array !== null) {
    const made = arraySource(turned(array), source.name);
    return { ...made, channels: source.channels };
  }
  const pixelSize: { [axis in Axis]?: number } = {};
  for (const [letter, size] of Object.entries(source.pixelSize)) pixelSize[seenAs(side, letter) as Axis] = size;
  return {
    ...source,
    axes: turn(source.axes),
    pixelSize,
    levels: [source.shape],
    array: null,
    read: async ({ level: _, ...region } = {}, options) => {
      const asked = Object.fromEntries(Object.entries(region).map(([letter, at]) => [seenAs(side, letter), at]));
      return turned(await source.read(asked as Region, options));
    },
    close: () => undefined,
  };
}

/** How much longer a step down is than a step to the right, where both are known. */
export function aspectOf({ pixelSize }: Pick<ImageFacts, 'pixelSize'>): number {
  const { X, Y } = pixelSize;
  const aspect = X && Y ? Math.abs(Y / X) : 1;
  return Number.isFinite(aspect) && aspect > 0.01 && aspect < 100 ? aspect : 1;
}
