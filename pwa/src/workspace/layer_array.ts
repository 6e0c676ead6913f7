/** A layer's values, read whole. */
import { FormatError } from '../contracts/errors.js';
import type { NDArray } from '../rpc/index.js';
import type { Layer } from './model.js';

/** @throws FormatError for a layer that has no pixels. */
export async function layerArray(layer: Layer, signal?: AbortSignal): Promise<NDArray> {
  switch (layer.kind) {
    case 'image':
      return layer.source.array ?? layer.source.read({}, signal === undefined ? {} : { signal });
    case 'labels':
      return layer.data;
    case 'points':
    case 'shapes':
      throw new FormatError(`${layer.name} has points or shapes and no pixels.`, 'layer');
  }
}

/** Height and width of a layer's picture; null for points and shapes, which lie on other pictures. */
export function layerSize(layer: Layer): readonly [number, number] | null {
  switch (layer.kind) {
    case 'image':
      return planeShape(layer.source);
    case 'labels':
      return planeShape(layer.data);
    case 'points':
    case 'shapes':
      return null;
  }
}

/** Height and width of an image by its axes, or by position where it has none. */
export function planeShape(array: Pick<NDArray, 'axes' | 'shape'>): readonly [number, number] {
  const axes = array.axes ?? '';
  const y = axes.indexOf('Y');
  const x = axes.indexOf('X');
  if (y >= 0 && x >= 0) return [array.shape[y] ?? 0, array.shape[x] ?? 0];
  return [array.shape.at(-2) ?? 0, array.shape.at(-1) ?? 0];
}
