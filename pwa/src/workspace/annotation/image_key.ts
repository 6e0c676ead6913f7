/** By what an image is known again when it is opened another time. Pure. */
import type { ImageLayer, Layer } from '../../images/layers.js';

/** The image that a window shows: its lowest one. */
export function imageOf(layers: readonly Layer[]): ImageLayer | null {
  return layers.find((layer): layer is ImageLayer => layer.kind === 'image') ?? null;
}

/** The sha256 of its file where that is known, and its name and shape; the first key is the better one. */
export function keysOf({ source }: ImageLayer): readonly string[] {
  const byName = `${source.name}|${source.shape.join('x')}|${source.dtype}`;
  return source.sha256 === null ? [byName] : [`sha256:${source.sha256}`, byName];
}
