/** A layer of points on the map. Their size is one on the picture. */
import { FeaturePicture } from './feature_picture.js';
import type { PointsLayer } from './layers.js';

export class PointsPicture extends FeaturePicture<PointsLayer> {}
