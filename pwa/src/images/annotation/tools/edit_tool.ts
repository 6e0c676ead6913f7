/** Moves what is selected, and its corners. Selecting itself is the viewer's. */
import Collection from 'ol/Collection.js';
import type OlFeature from 'ol/Feature.js';
import Modify from 'ol/interaction/Modify.js';
import Translate from 'ol/interaction/Translate.js';
import { fromMapGeometry } from '../../feature_geometry.js';
import type { Geometry } from '../../layers.js';
import type { ToolPlace, ViewerTool } from '../../viewer_tool.js';
import { Grip } from './grip.js';
import { sketchStyles } from './sketch.js';
import { snapTo } from './snapping.js';

export type Reshaped = (layerId: string, geometries: ReadonlyMap<string, Geometry>) => void;

/** Screen pixels around a corner that a finger hits. */
const REACH = 12;

export class EditTool implements ViewerTool {
  /** A press beside what is selected moves the picture. */
  readonly draws = false;
  private readonly features = new Collection<OlFeature>();
  private layerId = '';
  private ids: readonly string[] = [];
  private place: ToolPlace | null = null;
  private modify: Modify | null = null;

  constructor(
    private readonly snaps: readonly string[],
    private readonly reshaped: Reshaped,
  ) {}

  /** What can be moved from now on. */
  take(layerId: string, ids: readonly string[]): void {
    const isSame =
      layerId === this.layerId && ids.length === this.ids.length && ids.every((id, i) => id === this.ids[i]);
    if (isSame && this.features.getLength() === ids.length) return;
    this.layerId = layerId;
    this.ids = ids;
    const source = this.place?.sourceOf(layerId) ?? null;
    this.features.clear();
    for (const id of ids) {
      const feature = source?.getFeatureById(id);
      if (feature) this.features.push(feature as OlFeature);
    }
  }

  attach(place: ToolPlace): () => void {
    this.place = place;
    const { features } = this;
    const grip = new Grip(place.map, features);
    const translate = new Translate({ features });
    const modify = new Modify({ features, pixelTolerance: REACH, style: sketchStyles() });
    this.modify = modify;
    const tell = (moved: readonly OlFeature[]) => {
      const geometries = new Map<string, Geometry>();
      for (const feature of moved) {
        const geometry = feature.getGeometry();
        if (geometry) geometries.set(String(feature.getId()), fromMapGeometry(geometry));
      }
      this.reshaped(this.layerId, geometries);
    };
    translate.on('translateend', (event) => tell(event.features.getArray() as OlFeature[]));
    modify.on('modifyend', (event) => tell(event.features.getArray() as OlFeature[]));
    // The one that was added last is asked first: corners before the whole.
    place.map.addInteraction(translate);
    place.map.addInteraction(modify);
    const unsnap = this.snaps.length === 0 ? () => undefined : snapTo(place, this.snaps);
    return () => {
      unsnap();
      for (const interaction of [modify, translate]) {
        place.map.removeInteraction(interaction);
        interaction.dispose();
      }
      grip.dispose();
      features.clear();
      this.place = null;
      this.modify = null;
    };
  }

  /** Takes away the corner that was pressed last. @returns whether there was one. */
  removeCorner(): boolean {
    return this.modify?.removePoint() ?? false;
  }
}
