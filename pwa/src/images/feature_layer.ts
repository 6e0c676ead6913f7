/** A layer of points or shapes, drawn as vectors. */
import OlFeature from 'ol/Feature.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { toMap, toMapGeometry } from './feature_geometry.js';
import type { Feature, PointsLayer, Position, Selection, ShapesLayer } from './layers.js';
import type { PlaneIndex } from './plane.js';

type Shown = PointsLayer | ShapesLayer;

/** So many features are drawn anew in each frame of a movement. */
const FEW = 2000;

export class FeatureLayer {
  readonly source = new VectorSource<OlFeature>();
  readonly layer: VectorLayer<VectorSource<OlFeature>>;
  private shown: Shown;
  private selected: ReadonlySet<string> = new Set();
  private index: PlaneIndex = {};
  private readonly features = new Map<string, Feature>();
  private readonly styles = new Map<string, Style>();

  constructor(layer: Shown) {
    this.shown = layer;
    this.layer = new VectorLayer({
      source: this.source,
      style: (feature, resolution) => this.style(String(feature.getId()), resolution),
      // Many are moved as a picture, and drawn anew when the view has come to rest.
      updateWhileAnimating: layer.features.length <= FEW,
      updateWhileInteracting: layer.features.length <= FEW,
    });
    this.sync();
  }

  /** Shows the layer as it is now. Features that are the same objects as before are left alone. */
  update(layer: Shown, selection: Selection | null, index: PlaneIndex): void {
    const before = this.shown;
    const ids = selection?.layerId === layer.id ? selection.featureIds : [];
    const sameSelection = ids.length === this.selected.size && ids.every((id) => this.selected.has(id));
    if (before === layer && sameSelection && index === this.index) return;
    this.shown = layer;
    this.selected = new Set(ids);
    this.index = index;
    if (before.features !== layer.features) this.sync();
    this.source.changed();
  }

  /** The feature at a position, the one drawn last first. @param near how far off a point or line may be, in pixels of the picture. */
  at(position: Position, near: number): Feature | null {
    const here = toMap(position);
    const [x = 0, y = 0] = here;
    const box = [x - near, y - near, x + near, y + near];
    let best: { readonly feature: Feature; readonly distance: number } | null = null;
    this.source.forEachFeatureInExtent(box, (found) => {
      const feature = this.features.get(String(found.getId()));
      const geometry = found.getGeometry();
      if (feature === undefined || geometry === undefined || !this.isOnPlane(feature)) return;
      const [cx = 0, cy = 0] = geometry.getClosestPoint(here);
      const distance = geometry.intersectsCoordinate(here) ? 0 : Math.hypot(cx - x, cy - y);
      if (distance <= near && (best === null || distance <= best.distance)) best = { feature, distance };
    });
    return (best as { readonly feature: Feature } | null)?.feature ?? null;
  }

  dispose(): void {
    this.layer.dispose();
    this.source.dispose();
  }

  private sync(): void {
    const wanted = new Map(this.shown.features.map((feature) => [feature.id, feature]));
    for (const id of [...this.features.keys()]) {
      if (wanted.has(id)) continue;
      const gone = this.source.getFeatureById(id);
      if (gone !== null) this.source.removeFeature(gone as OlFeature);
      this.features.delete(id);
    }
    const made: OlFeature[] = [];
    for (const [id, feature] of wanted) {
      const before = this.features.get(id);
      if (before === feature) continue;
      this.features.set(id, feature);
      const drawn = before === undefined ? null : (this.source.getFeatureById(id) as OlFeature | null);
      if (drawn !== null) {
        if (before?.geometry !== feature.geometry) drawn.setGeometry(toMapGeometry(feature.geometry));
        continue;
      }
      const added = new OlFeature(toMapGeometry(feature.geometry));
      added.setId(id);
      made.push(added);
    }
    if (made.length > 0) this.source.addFeatures(made);
  }

  private isOnPlane({ plane }: Feature): boolean {
    return Object.entries(plane).every(([axis, step]) => (this.index[axis] ?? 0) === step);
  }

  private style(id: string, resolution: number): Style | undefined {
    const feature = this.features.get(id);
    if (feature === undefined || !this.isOnPlane(feature)) return undefined;
    const { color, classification } = feature.properties;
    const line = color ?? classification?.color ?? this.shown.color;
    const isSelected = this.selected.has(id);
    const isPoint = feature.geometry.type === 'Point' || feature.geometry.type === 'MultiPoint';
    const size = this.shown.kind === 'points' ? this.shown.size : 8 * resolution;
    // A point keeps its size on the picture, and can still be seen from far away.
    const radius = isPoint ? Math.max(2.5, Math.round((size / resolution) * 2) / 4) : 0;
    const fill = isPoint ? 1 : this.shown.kind === 'shapes' ? this.shown.fill : 0.2;
    const { strokeWidth } = this.shown;
    const key = [line, isSelected, radius, fill, strokeWidth].join();
    const known = this.styles.get(key);
    if (known !== undefined) return known;
    if (this.styles.size > 500) this.styles.clear();
    const made = makeStyle(line, isSelected, radius, fill, strokeWidth);
    this.styles.set(key, made);
    return made;
  }
}

function makeStyle(line: string, isSelected: boolean, radius: number, fill: number, strokeWidth: number): Style {
  if (radius > 0) {
    const stroke = new Stroke({
      color: isSelected ? '#ffffff' : '#000000',
      width: isSelected ? strokeWidth + 2 : strokeWidth,
    });
    return new Style({ image: new CircleStyle({ radius, fill: new Fill({ color: line }), stroke }) });
  }
  return new Style({
    fill: new Fill({ color: `${line}${hexByte(isSelected ? Math.min(1, fill + 0.25) : fill)}` }),
    stroke: new Stroke({ color: isSelected ? '#ffffff' : line, width: isSelected ? strokeWidth + 1.5 : strokeWidth }),
  });
}

function hexByte(share: number): string {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');
}
