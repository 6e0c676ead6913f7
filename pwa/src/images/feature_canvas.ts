/** Points and shapes drawn on a canvas, where there is no WebGL. */
import type OlFeature from 'ol/Feature.js';
import VectorLayer from 'ol/layer/Vector.js';
import type VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { FeatureDrawing, FeatureShown } from './feature_drawing.js';
import { type FeatureLook, LEAST_RADIUS, lookOf, SHAPES_RADIUS } from './feature_look.js';
import type { Feature } from './layers.js';
import type { PlaneIndex } from './plane.js';

/** So many features are drawn anew in each frame of a movement. */
const FEW = 2000;
const LOOK = 'look';
const MOST_STYLES = 500;

export class CanvasFeatures implements FeatureDrawing {
  readonly layer: VectorLayer<VectorSource<OlFeature>>;
  readonly isBusy = false;
  private readonly styles = new Map<string, Style>();

  /** @param isSeen whether a feature lies on the planes that are shown. */
  constructor(
    source: VectorSource<OlFeature>,
    private shown: FeatureShown,
    private readonly isSeen: (id: string) => boolean,
  ) {
    const isFew = shown.features.length <= FEW;
    this.layer = new VectorLayer({
      source,
      style: (feature, resolution) => this.style(feature as OlFeature, resolution),
      // Many are moved as a picture, and drawn anew when the view has come to rest.
      updateWhileAnimating: isFew,
      updateWhileInteracting: isFew,
    });
  }

  dress(drawn: OlFeature, feature: Feature, shown: FeatureShown, isSelected: boolean): void {
    drawn.set(LOOK, lookOf(shown, feature, isSelected), true);
  }

  stand(_index: PlaneIndex, shown: FeatureShown): void {
    this.shown = shown;
    this.layer.changed();
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  private style(drawn: OlFeature, resolution: number): Style | undefined {
    const look = drawn.get(LOOK) as FeatureLook | undefined;
    if (look === undefined || !this.isSeen(String(drawn.getId()))) return undefined;
    const type = drawn.getGeometry()?.getType();
    const isPoint = type === 'Point' || type === 'MultiPoint';
    const own = this.shown.kind === 'points' ? this.shown.size / resolution / 2 : SHAPES_RADIUS;
    // A point keeps its size on the picture, in steps, so that few styles are made.
    const radius = isPoint ? Math.max(LEAST_RADIUS, Math.round(own * 4) / 4) : 0;
    const key = [radius, ...Object.values(look)].join();
    const known = this.styles.get(key);
    if (known !== undefined) return known;
    if (this.styles.size > MOST_STYLES) this.styles.clear();
    const made = radius > 0 ? pointStyle(look, radius) : shapeStyle(look);
    this.styles.set(key, made);
    return made;
  }
}

function pointStyle({ face, rim, rimWidth }: FeatureLook, radius: number): Style {
  const stroke = new Stroke({ color: rim, width: rimWidth });
  return new Style({ image: new CircleStyle({ radius, fill: new Fill({ color: face }), stroke }) });
}

function shapeStyle({ fill, line, lineWidth }: FeatureLook): Style {
  return new Style({ fill: new Fill({ color: fill }), stroke: new Stroke({ color: line, width: lineWidth }) });
}
