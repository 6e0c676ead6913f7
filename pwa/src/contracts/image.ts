/** An image as it is opened: what is known of it, and which part of it is read. Types without logic. */

/** A letter of {@link ImageFacts.axes}: time, channel, depth, rows, columns, samples (red, green, blue, alpha). */
export type Axis = 'T' | 'C' | 'Z' | 'Y' | 'X' | 'S';

export interface ChannelFacts {
  /** '' when the file names none. */
  readonly name: string;
  /** `#rrggbb`; null when the file tells none. */
  readonly color: string | null;
  /** The values that the file wants shown black and white; null when it doesn't say. */
  readonly window: readonly [number, number] | null;
}

/** What is known of an image before its pixels are read. */
export interface ImageFacts {
  /** The file's name. */
  readonly name: string;
  /** Such as "OME-TIFF", "CZI", "OME-Zarr 0.5", "DICOM". */
  readonly format: string;
  /** A letter for each axis of `shape`, out of T, C, Z, Y, X, S, in the order of the array. */
  readonly axes: string;
  /** Of the full resolution. */
  readonly shape: readonly number[];
  /** numpy's name. */
  readonly dtype: string;
  /** Size of a step along X, Y and Z in `unit`, and along T in seconds; an axis of which the file tells nothing is absent. */
  readonly pixelSize: { readonly [axis in Axis]?: number };
  /** Of X, Y and Z, such as "µm"; '' when the file tells none. */
  readonly unit: string;
  /** One for each step along C; one alone where there is no C. */
  readonly channels: readonly ChannelFacts[];
  /** What else the file tells, as a tree of JSON values. */
  readonly metadata: unknown;
  /** Of the file's bytes, in hexadecimal digits; null for what is too large to be hashed at once, remote, or a folder. */
  readonly sha256: string | null;
  /** Shapes of the resolutions that the file holds, the full one first; each has the same axes. */
  readonly levels: readonly (readonly number[])[];
  /** Names of the images that the file holds, where there are several (scenes of a CZI, series of a TIFF). */
  readonly scenes?: readonly string[];
  /** Which of the scenes this is. */
  readonly scene?: number;
}

/** A step along an axis, or the half-open range [start, stop) of steps. */
export type Extent = number | readonly [number, number];

/** A part of an image: an axis that is not named is read whole; one that is given as a number keeps its length of 1 out of the result. */
export type Region = { readonly [axis in Axis]?: Extent } & {
  /** Which of the image's levels; 0 is full resolution. Positions count in pixels of that level. */
  readonly level?: number;
};
