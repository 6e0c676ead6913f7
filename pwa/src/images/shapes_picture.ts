/** A layer of shapes on the map: lines and closed shapes, which are filled. */
import { FeaturePicture } from './feature_picture.js';
import type { ShapesLayer } from './layers.js';

export class ShapesPicture extends FeaturePicture<ShapesLayer> {
  protected override isRestyled(before: ShapesLayer, now: ShapesLayer): boolean {
    return before.fill !== now.fill || super.isRestyled(before, now);
  }
}
