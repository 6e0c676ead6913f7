/** Values at a place of images that are not in memory. */
import type { Region } from '../contracts/image.js';
import { pictureAxes } from './axes.js';
import type { Layer } from './layers.js';
import { type PlaneIndex, pixelText } from './plane.js';

/**
 * Reads the values of the visible channels of one pixel, as text.
 *
 * @returns null outside the picture, and for layers whose values are at hand anyway.
 */
export async function readPixel(
  layer: Layer,
  index: PlaneIndex,
  x: number,
  y: number,
  signal: AbortSignal,
): Promise<string | null> {
  if (layer.kind !== 'image' || !layer.visible || layer.source.array !== null) return null;
  const axes = pictureAxes(layer.source);
  if (axes === null || !(x >= 0 && y >= 0 && x < axes.width && y < axes.height)) return null;
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const shown = layer.channels.flatMap(({ visible }, channel) => (visible ? [channel] : []));
  const texts = await Promise.all(
    shown.map(async (channel) => {
      const region: { [axis: string]: readonly [number, number] | number } = {
        Y: [row, row + 1],
        X: [column, column + 1],
      };
      for (const { name, size } of axes.leading)
        region[name] = Math.min(size - 1, name === 'C' && layer.channels.length > 1 ? channel : (index[name] ?? 0));
      const part = await layer.source.read(region as Region, { signal });
      const partAxes = pictureAxes(part);
      return partAxes === null ? '' : (pixelText(part, partAxes, {}, 0, 0) ?? '');
    }),
  );
  return texts.join(', ');
}
