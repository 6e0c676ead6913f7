/** What of a layer is a picture. Pure. */
import type { NDArray } from '../rpc/ndarray.js';
import { type Described, type PictureAxes, pictureAxes } from './axes.js';
import type { Layer } from './layers.js';

/** What says how a layer's pixels are laid out; null for points and shapes. */
export function describedBy(layer: Layer): Described | null {
  switch (layer.kind) {
    case 'image':
      return layer.source;
    case 'labels':
      return layer.data;
    case 'points':
    case 'shapes':
      return null;
  }
}

/** How a layer is shown as a picture; null when it is none. */
export function layerAxes(layer: Layer): PictureAxes | null {
  const described = describedBy(layer);
  const axes = described && pictureAxes(described);
  if (axes === null || layer.kind !== 'image' || layer.channels.length === 1) return axes;
  // Channels that are shown together have no slider.
  return { ...axes, leading: axes.leading.filter(({ name }) => name !== 'C') };
}

/** A layer's pixels where they are in memory. */
export function pixelsOf(layer: Layer): NDArray | null {
  switch (layer.kind) {
    case 'image':
      return layer.source.array;
    case 'labels':
      return layer.data;
    case 'points':
    case 'shapes':
      return null;
  }
}
