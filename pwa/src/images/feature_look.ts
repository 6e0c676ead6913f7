/** How a point or shape looks: colours and widths, the same on the GPU and on a canvas. Pure. */
import type { Feature, PointsLayer, ShapesLayer } from './layers.js';

export interface FeatureLook {
  /** `#rrggbb`, of what fills a point. */
  readonly face: string;
  /** `#rrggbb`, of the rim of a point. */
  readonly rim: string;
  readonly rimWidth: number;
  /** `#rrggbb`, of lines. */
  readonly line: string;
  readonly lineWidth: number;
  /** `#rrggbbaa`, of what is within a closed shape. */
  readonly fill: string;
}

const SELECTED = '#ffffff';
const RIM = '#000000';

/** Screen pixels: points are seen from far away, too. */
export const LEAST_RADIUS = 2.5;
/** Screen pixels, of points among shapes. */
export const SHAPES_RADIUS = 4;

export function lookOf(layer: PointsLayer | ShapesLayer, { properties }: Feature, isSelected: boolean): FeatureLook {
  const face = properties.color ?? properties.classification?.color ?? layer.color;
  const fill = layer.kind === 'shapes' ? layer.fill : 0.2;
  const { strokeWidth } = layer;
  return {
    face,
    rim: isSelected ? SELECTED : RIM,
    rimWidth: isSelected ? strokeWidth + 2 : strokeWidth,
    line: isSelected ? SELECTED : face,
    lineWidth: isSelected ? strokeWidth + 1.5 : strokeWidth,
    fill: `${face}${hexByte(isSelected ? Math.min(1, fill + 0.25) : fill)}`,
  };
}

function hexByte(share: number): string {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');
}
