/** The points or shapes of a layer as OpenLayers holds them, and what lies where among them. */
import OlFeature from 'ol/Feature.js';
import VectorSource from 'ol/source/Vector.js';
import { toMap, toMapGeometry } from './feature_geometry.js';
import type { Feature, Position } from './layers.js';
import type { PlaneIndex } from './plane.js';

export class FeatureSource {
  readonly source = new VectorSource<OlFeature>();
  /** The planes that are shown. */
  index: PlaneIndex = {};
  private readonly features = new Map<string, Feature>();

  /** @param dress gives a feature what it is drawn by, before anybody hears of it. */
  constructor(private readonly dress: (drawn: OlFeature, feature: Feature) => void) {}

  get(id: string): Feature | undefined {
    return this.features.get(id);
  }

  drawn(id: string): OlFeature | null {
    return this.source.getFeatureById(id) as OlFeature | null;
  }

  /** Takes these features. Those that are the same objects as before are left alone. */
  take(features: readonly Feature[]): void {
    const wanted = new Map(features.map((feature) => [feature.id, feature]));
    for (const id of [...this.features.keys()]) {
      if (wanted.has(id)) continue;
      const gone = this.drawn(id);
      if (gone !== null) this.source.removeFeature(gone);
      this.features.delete(id);
    }
    const made: OlFeature[] = [];
    for (const [id, feature] of wanted) {
      const before = this.features.get(id);
      if (before === feature) continue;
      this.features.set(id, feature);
      const known = before === undefined ? null : this.drawn(id);
      if (known !== null) {
        this.dress(known, feature);
        if (before?.geometry !== feature.geometry) known.setGeometry(toMapGeometry(feature.geometry));
        continue;
      }
      const added = new OlFeature(toMapGeometry(feature.geometry));
      added.setId(id);
      this.dress(added, feature);
      made.push(added);
    }
    if (made.length > 0) this.source.addFeatures(made);
  }

  /** Gives features anew what they are drawn by. @param ids null means all of them. */
  dressAgain(ids: Iterable<string> | null): void {
    for (const id of ids ?? this.features.keys()) {
      const feature = this.features.get(id);
      const drawn = this.drawn(id);
      if (feature !== undefined && drawn !== null) this.dress(drawn, feature);
    }
  }

  isOnPlane({ plane }: Feature): boolean {
    return Object.entries(plane).every(([axis, step]) => (this.index[axis] ?? 0) === step);
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
    this.source.dispose();
  }
}
