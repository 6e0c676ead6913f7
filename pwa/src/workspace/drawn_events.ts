/** Tells those who hold an image window of what the person draws, moves, removes and paints in it. */
import { toGeoJson } from '../images/annotation/geojson.js';
import type { Feature } from '../images/layers.js';
import type { Layer } from './model.js';
import type { Workspace } from './workspace.js';

export type DrawnEvent = 'drawn' | 'moved' | 'removed';

const fromCallers = new WeakSet<readonly Feature[]>();

/** Marks features that a caller of the api has set itself, and need not be told of. */
export function ofCaller(features: readonly Feature[]): readonly Feature[] {
  fromCallers.add(features);
  return features;
}

/** @param tell told of each change, with the name of the layer. @returns what ends it. */
export function watchDrawing(
  workspace: Workspace,
  tell: (windowId: string, event: DrawnEvent, data: unknown) => void,
): () => void {
  let before = new Map<string, Layer>();
  return workspace.subscribe(() => {
    const now = new Map(workspace.layers.map((layer) => [layer.id, layer]));
    for (const [id, layer] of now) {
      const old = before.get(id);
      if (old === undefined || old === layer) continue;
      for (const [event, data] of changes(old, layer)) tell(layer.windowId, event, { layer: layer.name, ...data });
    }
    before = now;
  });
}

function changes(old: Layer, layer: Layer): readonly (readonly [DrawnEvent, object])[] {
  switch (layer.kind) {
    case 'image':
      return [];
    case 'labels': {
      const isPainted = old.kind === 'labels' && old.data === layer.data && old.revision !== layer.revision;
      return isPainted ? [['drawn', { box: layer.dirty }]] : [];
    }
    case 'points':
    case 'shapes':
      return old.kind === layer.kind && old.features !== layer.features && !fromCallers.has(layer.features)
        ? featureChanges(old.features, layer.features)
        : [];
  }
}

function featureChanges(
  before: readonly Feature[],
  now: readonly Feature[],
): readonly (readonly [DrawnEvent, object])[] {
  const old = new Map(before.map((feature) => [feature.id, feature]));
  const ids = new Set(now.map(({ id }) => id));
  const found: readonly (readonly [DrawnEvent, readonly Feature[]])[] = [
    ['drawn', now.filter(({ id }) => !old.has(id))],
    ['moved', now.filter(({ id, geometry }) => old.has(id) && old.get(id)?.geometry !== geometry)],
    ['removed', before.filter(({ id }) => !ids.has(id))],
  ];
  return found.flatMap(([event, features]) =>
    features.length === 0 ? [] : [[event, { features: toGeoJson(features) }] as const],
  );
}
