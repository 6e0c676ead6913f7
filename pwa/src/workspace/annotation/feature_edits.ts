/** Points and shapes as they are drawn, moved, given classes and taken away. Each change can be taken back. */
import { reclassified } from '../../images/annotation/classes.js';
import { applyChanges, changesBetween } from '../../images/annotation/feature_changes.js';
import { newFeature } from '../../images/annotation/geojson.js';
import type { Classification, Feature, Geometry, PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { History } from '../history.js';
import type { Workspace } from '../workspace.js';

export class FeatureEdits {
  constructor(
    private readonly workspace: Workspace,
    private readonly history: History,
    /** Told before a layer is changed for the first time. */
    private readonly onTouch: (layerId: string) => void,
  ) {}

  /** @returns the new feature's id. */
  draw(layerId: string, geometry: Geometry, classification: Classification | null, plane: Feature['plane']): string {
    const feature = newFeature(geometry, classification, plane);
    this.change(layerId, `Draw ${SHAPES[geometry.type]}`, (features) => [...features, feature]);
    return feature.id;
  }

  /** Adds what came from elsewhere. */
  add(layerId: string, added: readonly Feature[], title: string): void {
    this.change(layerId, title, (features) => [...features, ...added]);
  }

  /** Gives features other places or outlines. */
  reshape(layerId: string, geometries: ReadonlyMap<string, Geometry>): void {
    this.change(layerId, 'Move', (features) =>
      features.map((feature) => {
        const geometry = geometries.get(feature.id);
        const isSame = geometry === undefined || JSON.stringify(geometry) === JSON.stringify(feature.geometry);
        return isSame || isLocked(feature) ? feature : { ...feature, geometry };
      }),
    );
  }

  /** Takes features away; those that their file locked stay. */
  remove(layerId: string, ids: readonly string[]): void {
    const gone = new Set(ids);
    const removed = this.find(layerId)?.features.filter((each) => gone.has(each.id) && !isLocked(each)) ?? [];
    if (removed.length === 0) return;
    const taken = new Set(removed.map(({ id }) => id));
    this.change(
      layerId,
      `Delete ${removed.length === 1 ? 'annotation' : `${removed.length} annotations`}`,
      (features) => features.filter(({ id }) => !taken.has(id)),
    );
  }

  classify(layerId: string, ids: readonly string[], classification: Classification | null): void {
    this.setProperties(layerId, ids, 'Set class', { classification });
  }

  rename(layerId: string, id: string, name: string): void {
    this.setProperties(layerId, [id], 'Rename annotation', { name });
  }

  /** Renames, recolours or takes away a class on everything that has it in a window. */
  reclassify(windowId: string, name: string, to: Classification | null): void {
    for (const layer of this.workspace.layers) {
      if (layer.windowId === windowId && isDrawing(layer))
        this.change(layer.id, 'Change class', (features) => reclassified(features, name, to));
    }
  }

  private setProperties(
    layerId: string,
    ids: readonly string[],
    title: string,
    change: Partial<Pick<Feature['properties'], 'name' | 'classification'>>,
  ): void {
    const chosen = new Set(ids);
    this.change(layerId, title, (features) =>
      features.map((feature) =>
        chosen.has(feature.id) ? { ...feature, properties: { ...feature.properties, ...change } } : feature,
      ),
    );
  }

  private change(layerId: string, title: string, make: (features: readonly Feature[]) => readonly Feature[]): void {
    const layer = this.find(layerId);
    if (layer === undefined) return;
    const changes = changesBetween(layer.features, make(layer.features));
    if (changes.length === 0) return;
    this.onTouch(layerId);
    const apply = (direction: 'undo' | 'redo') => {
      const now = this.find(layerId);
      if (now !== undefined)
        this.workspace.setLayer(layerId, { features: applyChanges(now.features, changes, direction) });
    };
    this.history.perform(layer.windowId, { title, redo: () => apply('redo'), undo: () => apply('undo') });
  }

  private find(layerId: string): PointsLayer | ShapesLayer | undefined {
    return this.workspace.layers.filter(isDrawing).find(({ id }) => id === layerId);
  }
}

const SHAPES: { readonly [type in Geometry['type']]: string } = {
  Point: 'point',
  MultiPoint: 'points',
  LineString: 'line',
  MultiLineString: 'lines',
  Polygon: 'shape',
  MultiPolygon: 'shapes',
};

export function isDrawing(layer: { readonly kind: string }): layer is PointsLayer | ShapesLayer {
  return layer.kind === 'points' || layer.kind === 'shapes';
}

/** QuPath's mark of what is not to be changed. */
export function isLocked({ properties }: Feature): boolean {
  return properties.isLocked === true;
}
