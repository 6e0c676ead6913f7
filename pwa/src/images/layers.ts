/** The layers of an image window. Types without logic; everything is replaced, never changed in place, unless said otherwise. */
import type { NDArray } from '../rpc/ndarray.js';
import type { ImageSource } from './source.js';

/** The values shown black and white (or in the channel's full colour), in the array's own unit. */
export type Range = readonly [number, number];

/** How a layer lies on those below it: over them, or added to them as light is. */
export type Blending = 'translucent' | 'additive';

interface LayerBase {
  readonly id: string;
  readonly windowId: string;
  readonly name: string;
  readonly visible: boolean;
  /** 0 to 1. */
  readonly opacity: number;
}

/** How one channel is shown. A colour picture (red, green, blue) has one, whose colour is white. */
export interface ChannelView {
  /** '' when nothing names it. */
  readonly name: string;
  readonly visible: boolean;
  /** `#rrggbb`. */
  readonly color: string;
  /** Null until the viewer has chosen it. */
  readonly contrast: Range | null;
  /** The exponent of the brightness between black and full colour; 1 is linear, less is brighter. */
  readonly gamma: number;
}

export interface ImageLayer extends LayerBase {
  readonly kind: 'image';
  readonly source: ImageSource;
  /** One for each step along C; one alone where there is no C, or too many to be shown together. */
  readonly channels: readonly ChannelView[];
  readonly blending: Blending;
}

/** A box of pixels: half-open ranges of columns and rows. */
export interface PixelBox {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface LabelsLayer extends LayerBase {
  readonly kind: 'labels';
  /** Numbers of objects, 0 for none. Its values are changed in place while somebody draws; `revision` tells. */
  readonly data: NDArray;
  /** Goes up with each change of values in place. */
  readonly revision: number;
  /** Where values changed with the last revision, on all planes; null means anywhere. */
  readonly dirty: PixelBox | null;
  /** Width of outlines in screen pixels; 0 fills the objects. */
  readonly outline: number;
  /** Colours (`#rrggbb`) of labels that have another than the one that goes with their number. */
  readonly colors: { readonly [label: number]: string };
}

/** Positions in pixels of the layer's picture: x to the right, y down; (0, 0) is the outer corner of the first pixel. */
export type Position = readonly [x: number, y: number];

export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint'; readonly coordinates: readonly Position[] }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] }
  /** Rings, the outer one first; each ends where it began. */
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] };

export interface Classification {
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
}

/** A point or shape as GeoJSON has it. */
export interface Feature {
  readonly id: string;
  readonly geometry: Geometry;
  readonly properties: {
    /** '' when it has none. */
    readonly name: string;
    readonly classification: Classification | null;
    /** `#rrggbb`; null means that of the class, else of the layer. */
    readonly color: string | null;
    /** What else is known of it, as JSON values. */
    readonly [key: string]: unknown;
  };
  /** The plane that it lies on, by axis letter; an axis that is not named means all of its planes. */
  readonly plane: { readonly [axis: string]: number };
}

interface FeatureLayer extends LayerBase {
  readonly features: readonly Feature[];
  /** `#rrggbb`, of features that have none of their own. */
  readonly color: string;
  /** Width of lines in screen pixels. */
  readonly strokeWidth: number;
}

export interface PointsLayer extends FeatureLayer {
  readonly kind: 'points';
  /** Diameter of the points in pixels of the picture. */
  readonly size: number;
}

export interface ShapesLayer extends FeatureLayer {
  readonly kind: 'shapes';
  /** How much of its colour a closed shape is filled with, 0 to 1. */
  readonly fill: number;
}

export type Layer = ImageLayer | LabelsLayer | PointsLayer | ShapesLayer;
export type LayerKind = Layer['kind'];

/** What of a layer can be changed; its kind, id and window stay. */
export type LayerChange = Partial<Omit<ImageLayer, 'id' | 'windowId' | 'kind'>> &
  Partial<Omit<LabelsLayer, 'id' | 'windowId' | 'kind'>> &
  Partial<Omit<PointsLayer, 'id' | 'windowId' | 'kind'>> &
  Partial<Omit<ShapesLayer, 'id' | 'windowId' | 'kind'>>;

/** What is selected in one layer; images, tables and plots show it alike. */
export interface Selection {
  readonly layerId: string;
  /** Of a labels layer. */
  readonly labels: readonly number[];
  /** Of a points or shapes layer: ids of its features. */
  readonly featureIds: readonly string[];
}
