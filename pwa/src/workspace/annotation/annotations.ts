/** Everything that a person draws on images; loaded with the first image. */
import type { History } from '../history.js';
import type { Images } from '../images.js';
import type { Layers } from '../layers.js';
import { labelsLayer, pointsLayer, shapesLayer } from '../new_layers.js';
import type { Workspace } from '../workspace.js';
import { AnnotationStore } from './annotation_store.js';
import { Asks } from './asks.js';
import { ClassList } from './class_list.js';
import { Exchange } from './exchange.js';
import { type DrawnEvent, FeatureEdits } from './feature_edits.js';
import { Keeper } from './keeper.js';
import { LabelEdits } from './label_edits.js';
import { Measurements } from './measurements.js';

export interface AnnotationParts {
  readonly base: URL;
  readonly workspace: Workspace;
  readonly layers: Layers;
  readonly history: History;
  readonly images: Images;
  /** Tells listeners of a viewer's handle. */
  readonly onEdit: (windowId: string, event: 'drawn' | 'moved' | 'removed', data: DrawnEvent) => void;
}

export class Annotations {
  private constructor(
    readonly features: FeatureEdits,
    readonly labels: LabelEdits,
    readonly classes: ClassList,
    readonly exchange: Exchange,
    readonly measurements: Measurements,
    readonly asks: Asks,
    private readonly parts: AnnotationParts,
    private readonly keep: (layerId: string) => void,
  ) {}

  static async open(parts: AnnotationParts): Promise<Annotations> {
    const { base, workspace, layers, history, images, onEdit } = parts;
    const store = await AnnotationStore.open(base);
    const keeper = store && new Keeper(workspace, store);
    const keep = (layerId: string) => keeper?.keep(layerId);
    const features = new FeatureEdits(workspace, history, onEdit, keep);
    const labels = new LabelEdits(workspace, layers, history, (layerId, range) => keeper?.changed(layerId, range));
    const classes = await ClassList.open(workspace, store, features);
    const exchange = new Exchange(workspace, layers, images, keep);
    const asks = new Asks(workspace, (windowId, name) => exchange.place(windowId, name), keep);
    return new Annotations(features, labels, classes, exchange, new Measurements(workspace), asks, parts, keep);
  }

  /** The layer that is drawn on: the uppermost visible one of its kind, or a new one. @returns its id. */
  layerFor(windowId: string, kind: 'points' | 'shapes' | 'labels'): string {
    const found = this.parts.workspace.layers.findLast(
      (layer) => layer.windowId === windowId && layer.kind === kind && layer.visible,
    );
    return found?.id ?? this.newLayer(windowId, kind);
  }

  newLayer(windowId: string, kind: 'points' | 'shapes' | 'labels'): string {
    const place = this.exchange.place(windowId, NAMES[kind]);
    const layer =
      kind === 'points'
        ? pointsLayer(place)
        : kind === 'shapes'
          ? shapesLayer(place)
          : labelsLayer(place, this.exchange.emptyLabels(windowId));
    this.parts.layers.add(layer);
    this.keep(layer.id);
    return layer.id;
  }
}

const NAMES = { points: 'Points', shapes: 'Shapes', labels: 'Labels' } as const;
