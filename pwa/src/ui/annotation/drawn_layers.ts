/** What of a window is drawn on, and what of it is selected. Pure. */
import type { Feature, Layer, PointsLayer, Selection, ShapesLayer } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { DrawnKind } from '../../workspace/annotation/annotation_actions.js';
import type { ImageWindow } from '../../workspace/model.js';
import type { Choice } from './tools.js';

/** The layer that is drawn on: the chosen one, else the uppermost visible one of its kind; null where there is none. */
export function drawnLayer({ layers }: ImageWindow, kind: DrawnKind, choice: Pick<Choice, 'layers'>): Layer | null {
  const chosen = layers.find(({ id, kind: own }) => own === kind && id === choice.layers[kind]);
  return chosen ?? layers.findLast((layer) => layer.kind === kind && layer.visible) ?? null;
}

export interface SelectedFeatures {
  readonly layer: PointsLayer | ShapesLayer | null;
  readonly chosen: readonly Feature[];
  /** Ids of those that are not locked. */
  readonly movable: readonly string[];
}

export function selectedFeatures({ layers }: ImageWindow, selection: Selection | null): SelectedFeatures {
  const layer = layers.find(
    (each): each is PointsLayer | ShapesLayer => each.id === selection?.layerId && 'features' in each,
  );
  const ids = new Set(selection?.featureIds ?? []);
  const chosen = layer?.features.filter(({ id }) => ids.has(id)) ?? [];
  if (layer === undefined || chosen.length === 0) return { layer: null, chosen: [], movable: [] };
  return {
    layer,
    chosen,
    movable: chosen.filter(({ properties }) => properties.isLocked !== true).map(({ id }) => id),
  };
}

/** The plane that something drawn now belongs to: of a stack the one that is shown, of a single picture all. */
export function planeOfStack({ layers }: ImageWindow, index: PlaneIndex): Feature['plane'] {
  const stacked = new Set<string>();
  for (const layer of layers) {
    if (layer.kind !== 'image') continue;
    [...layer.source.axes].forEach((axis, at) => {
      if ('ZT'.includes(axis) && (layer.source.shape[at] ?? 1) > 1) stacked.add(axis);
    });
  }
  return Object.fromEntries([...stacked].map((axis) => [axis, index[axis] ?? 0]));
}
