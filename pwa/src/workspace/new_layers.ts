/** Layers as they begin. Pure. */
import { channelViews } from '../images/channels.js';
import type { Feature, ImageLayer, LabelsLayer, PointsLayer, ShapesLayer } from '../images/layers.js';
import type { ImageSource } from '../images/source.js';
import type { NDArray } from '../rpc/index.js';

/** What every layer has. */
export interface LayerPlace {
  readonly id: string;
  readonly windowId: string;
  readonly name: string;
}

export function imageLayer(place: LayerPlace, source: ImageSource): ImageLayer {
  return {
    ...place,
    kind: 'image',
    source,
    channels: channelViews(source),
    blending: 'translucent',
    visible: true,
    opacity: 1,
  };
}

export function labelsLayer(place: LayerPlace, data: NDArray): LabelsLayer {
  return {
    ...place,
    kind: 'labels',
    data,
    revision: 0,
    dirty: null,
    outline: 0,
    colors: {},
    visible: true,
    opacity: 0.5,
  };
}

export function pointsLayer(place: LayerPlace, features: readonly Feature[] = []): PointsLayer {
  return { ...place, kind: 'points', features, color: '#ffd400', strokeWidth: 1, size: 10, visible: true, opacity: 1 };
}

export function shapesLayer(place: LayerPlace, features: readonly Feature[] = []): ShapesLayer {
  return { ...place, kind: 'shapes', features, color: '#ffd400', strokeWidth: 2, fill: 0.2, visible: true, opacity: 1 };
}
