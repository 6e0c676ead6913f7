/**
 * Where what is selected can be taken hold of: the shape itself, and a rim around it that a finger hits. What the GPU
 * draws can't be found by what is drawn.
 */
import type Collection from 'ol/Collection.js';
import type OlFeature from 'ol/Feature.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';

/** Drawn for OpenLayers, which looks where something is drawn; nobody sees it. */
const UNSEEN = 'rgb(255 255 255 / 1%)';
/** Screen pixels. */
const RIM = 8;
const RADIUS = 10;

export class Grip {
  private readonly layer: VectorLayer<VectorSource<OlFeature>>;

  constructor(
    private readonly map: OlMap,
    features: Collection<OlFeature>,
  ) {
    const fill = new Fill({ color: UNSEEN });
    this.layer = new VectorLayer({
      source: new VectorSource({ features }),
      style: new Style({
        fill,
        stroke: new Stroke({ color: UNSEEN, width: RIM }),
        image: new CircleStyle({ radius: RADIUS, fill }),
      }),
      zIndex: Number.MAX_SAFE_INTEGER,
      updateWhileInteracting: true,
      updateWhileAnimating: true,
    });
    map.addLayer(this.layer);
  }

  dispose(): void {
    this.map.removeLayer(this.layer);
    this.layer.dispose();
  }
}
