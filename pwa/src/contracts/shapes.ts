/**
 * What is drawn on a picture: GeoJSON's geometries in pixels of the picture, with the properties that QuPath gives them.
 * Types without logic.
 */

/**
 * [x, y] in pixels; (0, 0) is the upper left corner of the picture, so that the pixel in column i and row j has its
 * middle at (i + 0.5, j + 0.5). QuPath counts in the same way.
 */
export type Position = readonly [number, number];

/** The outline of an area or a hole; the last position repeats the first. */
export type Ring = readonly Position[];

export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint'; readonly coordinates: readonly Position[] }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] }
  /** The outline, and then its holes. */
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A class of objects, such as “Tumour”. */
export interface Classification {
  readonly name: string;
  readonly color: Rgb;
}

/** Something drawn. */
export interface Feature {
  /** Unique within its layer. */
  readonly id: string;
  readonly geometry: Geometry;
  /** Steps along the axes of a stack (Z, T) where it was drawn; an axis that is absent means everywhere along it. */
  readonly plane: { readonly [axis: string]: number };
  readonly properties: FeatureProperties;
}

export interface FeatureProperties {
  /** QuPath's kind of object: “annotation”, “detection”, “cell”, “tile”, “tmaCore” … */
  readonly objectType: string;
  /** '' when it has none. */
  readonly name: string;
  readonly classification: Classification | null;
  /** Its own colour, where it differs from its class's. */
  readonly color: Rgb | null;
  readonly isLocked: boolean;
  readonly measurements: { readonly [name: string]: number };
  /** Everything else that its file said of it, as JSON. */
  readonly other: { readonly [name: string]: unknown };
}
