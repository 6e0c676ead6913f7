/** A figure that its plugin draws anew: for a size, and for another view of its axes. The plugin is not trusted. */
import { FormatError } from '../contracts/errors.js';
import type { FigureWindow } from './model.js';

export const FIGURE_FORMATS = ['png', 'svg', 'pdf'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];

/** A part of a frame: left, bottom, right and top, where 0 and 1 are the frame's own edges. */
export type Box = readonly [left: number, bottom: number, right: number, top: number];

/** A view that one of the axes is to have: this part of what its frame shows now. */
export interface Move {
  readonly axes: number;
  readonly box: Box;
}

export interface Place {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

export interface Drawing {
  readonly picture: Blob;
  readonly axes: readonly AxesPlace[];
}

/** Where one of the axes lies in the picture, from 0 to 1, and whether its view can be moved. */
export interface AxesPlace {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly moves: boolean;
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** @throws what the plugin's drawing throws; PeerClosed when the plugin is gone. */
export async function drawFigure(
  live: object,
  { width, height, ratio }: Place,
  moves: readonly Move[],
  home: boolean,
): Promise<Drawing> {
  const drawn = await methodOf(live, 'draw')(width, height, ratio, moves, home);
  const { picture, axes } = (typeof drawn === 'object' && drawn !== null ? drawn : {}) as Record<string, unknown>;
  if (!(picture instanceof Uint8Array) || !Array.isArray(axes))
    throw new FormatError('The figure was not drawn as a picture and its axes.', 'figure');
  return { picture: new Blob([new Uint8Array(picture)], { type: 'image/png' }), axes: axes.map(placeOf) };
}

/** The figure as a file. A picture that nobody can draw anew is only to be had as it is. */
export async function figureFile({ picture, live, title }: FigureWindow, format: FigureFormat): Promise<Blob> {
  const types = { png: 'image/png', svg: 'image/svg+xml', pdf: 'application/pdf' };
  const type = types[format];
  try {
    if (live !== null) {
      const bytes = await methodOf(live, 'save')(format);
      if (bytes instanceof Uint8Array) return new Blob([new Uint8Array(bytes)], { type });
      throw new FormatError(`${title} was not saved as ${format}.`, 'figure');
    }
  } catch (error) {
    // The last picture stays, whatever has become of the plugin.
    if (picture.type !== type) throw error;
  }
  if (picture.type === type) return picture;
  throw new FormatError(`${title} is a picture of the type ${picture.type}; it can’t be saved as ${format}.`, 'figure');
}

function methodOf(live: object, name: string): Method {
  const method: unknown = Reflect.get(live, name);
  if (typeof method !== 'function') throw new FormatError(`This figure has no “${name}”.`, name);
  return method as Method;
}

function placeOf(value: unknown): AxesPlace {
  const { frame, moves } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const edges = Array.isArray(frame) ? frame.map(Number) : [];
  const [left = 0, top = 0, right = 0, bottom = 0] = edges.map((edge) => (Number.isFinite(edge) ? edge : 0));
  return { left, top, right, bottom, moves: moves === true && right > left && bottom > top };
}
