/** What elements can do to points, shapes and labels. What goes wrong becomes a notice. Types without logic. */
import type { Dab } from '../../images/annotation/brush.js';
import type { Measured } from '../../images/annotation/measure.js';
import type { Classification, Feature, Geometry, Position } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';

export type DrawnKind = 'points' | 'shapes' | 'labels';

export interface FeatureActions {
  /** @returns the new feature's id. */
  draw(layerId: string, geometry: Geometry, classification: Classification | null, plane: Feature['plane']): string;
  /** Gives features other places or outlines, by their ids. */
  reshape(layerId: string, geometries: ReadonlyMap<string, Geometry>): void;
  remove(layerId: string, ids: readonly string[]): void;
  classify(layerId: string, ids: readonly string[], classification: Classification | null): void;
  rename(layerId: string, id: string, name: string): void;
}

export interface LabelActions {
  /** Paints from one place to the next; `endStroke` makes one step of the history of all since the last. */
  paint(layerId: string, index: PlaneIndex, from: Dab, to: Dab, label: number): void;
  endStroke(): void;
  /** Takes back what was painted since then. */
  cancelStroke(): void;
  fill(layerId: string, index: PlaneIndex, at: Position, label: number): boolean;
  /** @returns whether the line took anything apart. */
  split(layerId: string, index: PlaneIndex, line: readonly Position[]): boolean;
  /** @returns whether the line touches several labels, which are one now. */
  merge(layerId: string, index: PlaneIndex, line: readonly Position[]): boolean;
  labelAt(layerId: string, index: PlaneIndex, at: Position): number;
  /** A label that the layer does not have yet. */
  newLabel(layerId: string): number;
}

export interface ClassActions {
  /** @returns the class of this name; a new one is made if need be. */
  add(name: string): Classification;
  /** Renames or recolours a class, in the list and on all shapes of a window; null takes it away. */
  change(windowId: string, name: string, to: Classification | null): void;
}

export interface AnnotationActions {
  readonly features: FeatureActions;
  readonly labels: LabelActions;
  readonly classes: ClassActions;
  /** The layer that is drawn on: the uppermost visible one of its kind, or a new one. @returns its id. */
  layerFor(windowId: string, kind: DrawnKind): string;
  newLayer(windowId: string, kind: DrawnKind): string;
  /** Waits until the person has drawn. @param image whose window is drawn on; null means the one in front. @returns the layer, or null. */
  ask(draws: 'points' | 'shapes', text: string, image: string | null): Promise<string | null>;
  /** @param done false gives up. */
  finishAsk(id: string, done: boolean): void;
  /** What is measured of one feature; null when it can't be. */
  measureFeature(
    windowId: string,
    feature: Feature,
    index: PlaneIndex,
  ): Promise<(Measured & { readonly unit: string }) | null>;
  /** Opens a table of everything in a layer. */
  measureLayer(layerId: string, index: PlaneIndex): Promise<void>;
  saveGeoJson(layerId: string): Promise<void>;
  saveMask(layerId: string, index: PlaneIndex): Promise<void>;
  /** GeoJSON, or a mask image of the same size. */
  importFile(windowId: string, file: File): Promise<void>;
  /** Fills shapes into a new labels layer. */
  toLabels(layerId: string, index: PlaneIndex): Promise<void>;
  /** Outlines the labels of the plane that is shown in a new shapes layer. */
  toShapes(layerId: string, index: PlaneIndex): Promise<void>;
  /** Puts labels, or labels made of shapes, into the form that trains on them. @returns whether the form is shown. */
  train(layerId: string, index: PlaneIndex): Promise<boolean>;
}
