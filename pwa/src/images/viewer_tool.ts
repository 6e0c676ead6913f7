/** What draws or measures on a picture, as the viewer takes it. Types without logic. */
import type OlFeature from 'ol/Feature.js';
import type OlMap from 'ol/Map.js';
import type VectorSource from 'ol/source/Vector.js';
import type { PixelBox, Position } from './layers.js';

/** What a tool has of the viewer. Coordinates of the map are [x, −y] of the picture: see feature_geometry.ts. */
export interface ToolPlace {
  /** Interactions, overlays and layers of the tool's own are added here. */
  readonly map: OlMap;
  /** What a points or shapes layer is drawn from; features go by their ids. Null for other layers. */
  sourceOf(layerId: string): VectorSource<OlFeature> | null;
  /** Draws a part of a labels layer anew, after its values were changed in place. @param box null means all of it. */
  redraw(layerId: string, box: PixelBox | null): void;
  /** The position on the picture under a pixel of the viewer, which counts in CSS pixels from its upper left corner. */
  positionAt(pixel: readonly [number, number]): Position;
  /** Pixels of the picture on one CSS pixel. */
  readonly resolution: number;
}

export interface ViewerTool {
  /** Whether one finger or the mouse draws instead of moving the picture; two fingers and the wheel always move it. */
  readonly draws: boolean;
  /** @returns what takes the tool away again. */
  attach(place: ToolPlace): () => void;
}
