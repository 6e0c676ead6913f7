/** A layer of features on the map, as points and shapes have it in common. */
import type OlFeature from 'ol/Feature.js';
import type BaseLayer from 'ol/layer/Base.js';
import type VectorSource from 'ol/source/Vector.js';
import { CanvasFeatures } from './feature_canvas.js';
import type { FeatureDrawing, FeatureShown } from './feature_drawing.js';
import { FeatureSource } from './feature_source.js';
import { WebGLFeatures } from './feature_webgl.js';
import type { Feature, Position, Selection } from './layers.js';
import type { PlaneIndex } from './plane.js';

export abstract class FeaturePicture<Shown extends FeatureShown> {
  private readonly drawing: FeatureDrawing;
  private readonly features: FeatureSource;
  private selected: ReadonlySet<string> = new Set();

  constructor(
    private shown: Shown,
    webgl: boolean,
  ) {
    this.features = new FeatureSource((drawn, feature) =>
      this.drawing.dress(drawn, feature, this.shown, this.selected.has(feature.id)),
    );
    const { source } = this.features;
    const isSeen = (id: string): boolean => {
      const feature = this.features.get(id);
      return feature !== undefined && this.features.isOnPlane(feature);
    };
    this.drawing = webgl ? new WebGLFeatures(source, shown) : new CanvasFeatures(source, shown, isSeen);
    this.features.take(shown.features);
  }

  get layer(): BaseLayer {
    return this.drawing.layer;
  }

  get source(): VectorSource<OlFeature> {
    return this.features.source;
  }

  get isBusy(): boolean {
    return this.drawing.isBusy;
  }

  settled(): Promise<void> {
    return this.drawing.settled();
  }

  /** Shows the layer as it is now. */
  update(layer: Shown, selection: Selection | null, index: PlaneIndex): void {
    const before = this.shown;
    const ids = new Set(selection?.layerId === layer.id ? selection.featureIds : []);
    const turned = [...ids, ...this.selected].filter((id) => ids.has(id) !== this.selected.has(id));
    const isMoved = index !== this.features.index;
    if (before === layer && turned.length === 0 && !isMoved) return;
    this.shown = layer;
    this.selected = ids;
    this.features.index = index;
    if (before.features !== layer.features) this.features.take(layer.features);
    const isRestyled = this.isRestyled(before, layer);
    if (isRestyled) this.features.dressAgain(null);
    else this.features.dressAgain(turned);
    if (isRestyled || turned.length > 0 || before.features !== layer.features) this.source.changed();
    if (isMoved || before !== layer) this.drawing.stand(index, layer);
  }

  /** Whether all features look different now. */
  protected isRestyled(before: Shown, now: Shown): boolean {
    return before.color !== now.color || before.strokeWidth !== now.strokeWidth;
  }

  /** The feature at a position, the one drawn last first. @param near how far off a point or line may be, in pixels of the picture. */
  at(position: Position, near: number): Feature | null {
    return this.features.at(position, near);
  }

  dispose(): void {
    // Whoever waits for what is not going to be drawn any more is told.
    this.layer.changed();
    this.layer.dispose();
    this.features.dispose();
  }
}
