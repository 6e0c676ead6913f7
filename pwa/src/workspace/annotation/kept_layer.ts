/** Layers as they are kept, and back. */
import type { LabelsLayer, Layer, PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { Numbers } from '../../images/plane.js';
import type { KeptLayer } from './annotation_store.js';
import { emptyLabels } from './label_array.js';
import { unpackRuns } from './label_blocks.js';

export type Keepable = LabelsLayer | PointsLayer | ShapesLayer;

export function isKeepable(layer: Layer): layer is Keepable {
  return layer.kind !== 'image';
}

export function keptLayer(layer: Keepable, keptId: string): KeptLayer {
  if (layer.kind !== 'labels') {
    const { id: _id, windowId: _windowId, ...rest } = layer;
    return { ...rest, keptId };
  }
  const { id: _id, windowId: _windowId, data, revision: _revision, dirty: _dirty, ...rest } = layer;
  const { dtype, shape, axes, scale, unit } = data;
  return { ...rest, keptId, array: { dtype, shape, axes, scale, unit } };
}

/** @param blocks of a labels layer; a block that is missing has no labels. */
export function restoredLayer(
  kept: KeptLayer,
  place: { readonly id: string; readonly windowId: string },
  blocks: ReadonlyMap<number, Float64Array>,
): Layer {
  if (kept.kind !== 'labels') {
    const { keptId: _, ...rest } = kept;
    return { ...rest, ...place };
  }
  const { keptId: _, array, ...rest } = kept;
  const data = emptyLabels(array.shape, array.dtype, array);
  for (const [block, runs] of blocks) unpackRuns(data.data as Numbers, block, runs);
  return { ...rest, ...place, data, revision: 0, dirty: null };
}
