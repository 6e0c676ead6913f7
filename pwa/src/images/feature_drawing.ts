/** What draws the features of a layer: the GPU, or a canvas. Types without logic. */

import type OlFeature from 'ol/Feature.js';
import type BaseLayer from 'ol/layer/Base.js';
import type { Feature, PointsLayer, ShapesLayer } from './layers.js';
import type { PlaneIndex } from './plane.js';

export type FeatureShown = PointsLayer | ShapesLayer;

export interface FeatureDrawing {
  readonly layer: BaseLayer;
  /** Gives a feature what it is drawn by. */
  dress(drawn: OlFeature, feature: Feature, shown: FeatureShown, isSelected: boolean): void;
  /** Goes to other planes, or sizes. */
  stand(index: PlaneIndex, shown: FeatureShown): void;
  /** Whether what was given last is not on screen yet. */
  readonly isBusy: boolean;
  /** Resolves when it is. */
  settled(): Promise<void>;
}
