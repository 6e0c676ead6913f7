/** Everything that a person draws on images; loaded with the first image. */
import type { Feature } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { History } from '../history.js';
import type { Images } from '../images.js';
import type { Layers } from '../layers.js';
import { labelsLayer, pointsLayer, shapesLayer } from '../new_layers.js';
import type { Tasks } from '../tasks.js';
import type { Workspace } from '../workspace.js';
import type { AnnotationActions, DrawnKind } from './annotation_actions.js';
import { AnnotationStore } from './annotation_store.js';
import { Asks } from './asks.js';
import { ClassList } from './class_list.js';
import { Exchange } from './exchange.js';
import { FeatureEdits } from './feature_edits.js';
import { Keeper } from './keeper.js';
import { LabelEdits } from './label_edits.js';
import { Measurements } from './measurements.js';
import { trainerAmong } from './trainer.js';

export interface AnnotationParts {
  readonly base: URL;
  readonly workspace: Workspace;
  readonly layers: Layers;
  readonly history: History;
  readonly images: Images;
  readonly tasks: Tasks;
}

export class Annotations implements AnnotationActions {
  private constructor(
    readonly features: FeatureEdits,
    readonly labels: LabelEdits,
    readonly classes: ClassList,
    readonly exchange: Exchange,
    readonly asks: Asks,
    private readonly measurements: Measurements,
    private readonly parts: AnnotationParts,
    private readonly keep: (layerId: string) => void,
  ) {}

  static async open(parts: AnnotationParts): Promise<Annotations> {
    const { base, workspace, layers, history, images } = parts;
    const store = await AnnotationStore.open(base);
    const keeper = store && new Keeper(workspace, store);
    const keep = (layerId: string) => keeper?.keep(layerId);
    const features = new FeatureEdits(workspace, history, keep);
    const labels = new LabelEdits(workspace, layers, history, (layerId, range) => keeper?.changed(layerId, range));
    const classes = await ClassList.open(workspace, store, features);
    const exchange = new Exchange(workspace, layers, images, keep);
    const asks = new Asks(workspace, (windowId, name) => exchange.place(windowId, name), keep);
    return new Annotations(features, labels, classes, exchange, asks, new Measurements(workspace), parts, keep);
  }

  layerFor(windowId: string, kind: DrawnKind): string {
    const found = this.parts.workspace.layers.findLast(
      (layer) => layer.windowId === windowId && layer.kind === kind && layer.visible,
    );
    return found?.id ?? this.newLayer(windowId, kind);
  }

  newLayer(windowId: string, kind: DrawnKind): string {
    const place = this.exchange.place(windowId, NAMES[kind]);
    const make = {
      points: () => pointsLayer(place),
      shapes: () => shapesLayer(place),
      labels: () => labelsLayer(place, this.exchange.emptyLabels(windowId)),
    };
    const layer = make[kind]();
    if (layer.kind === 'labels') this.labels.adopt(layer.data);
    this.parts.layers.add(layer);
    this.keep(layer.id);
    return layer.id;
  }

  async ask(draws: 'points' | 'shapes', text: string, image: string | null): Promise<string | null> {
    const windowId = this.parts.workspace.layers.find(({ id }) => id === image)?.windowId ?? null;
    const asked = this.asks.ask({ draws, text, windowId });
    // The waiting is the person's own; only what goes wrong with it is told.
    return asked.then(
      ({ id }) => id,
      (error: unknown) => this.attempt('Drawing', () => Promise.reject(error)),
    );
  }

  finishAsk(id: string, done: boolean): void {
    this.asks.finish(id, done);
  }

  measureFeature(windowId: string, feature: Feature, index: PlaneIndex) {
    return this.measurements.feature(windowId, feature, index).catch(() => null);
  }

  async measureLayer(layerId: string, index: PlaneIndex): Promise<void> {
    await this.attempt('Measuring', () => this.measurements.layer(layerId, index));
  }

  async saveGeoJson(layerId: string): Promise<void> {
    await this.attempt('Saving annotations', async () => this.exchange.saveGeoJson(layerId));
  }

  async saveMask(layerId: string, index: PlaneIndex): Promise<void> {
    await this.attempt('Saving a mask', () => this.exchange.saveMask(layerId, index));
  }

  async importFile(windowId: string, file: File): Promise<void> {
    const { tasks, images } = this.parts;
    await tasks.run(`Opening ${file.name}`, async ({ signal }) => {
      if (/\.(geo)?json$/i.test(file.name)) this.exchange.addGeoJson(windowId, await file.text(), file.name);
      else {
        const source = await (await images.opener()).file(file, file.name, { signal });
        this.exchange.addMask(windowId, await source.read({}, { signal }), file.name);
        source.close();
      }
    });
  }

  async toLabels(layerId: string, index: PlaneIndex): Promise<void> {
    await this.attempt('Making labels', async () => this.exchange.toLabels(layerId, index));
  }

  async toShapes(layerId: string, index: PlaneIndex): Promise<void> {
    await this.attempt('Making outlines', async () => this.exchange.toShapes(layerId, index));
  }

  async train(layerId: string, index: PlaneIndex): Promise<boolean> {
    const done = await this.attempt('Preparing to train', async () => {
      const { workspace } = this.parts;
      const op = trainerAmong(workspace.plugins);
      const layer = workspace.layers.find(({ id }) => id === layerId);
      const labels = layer?.kind === 'labels' ? layerId : this.exchange.toLabels(layerId, index);
      const image = workspace.layers.findLast((each) => each.windowId === layer?.windowId && each.kind === 'image');
      workspace.update({ selected: { ...op, preset: { image: image?.id ?? '', labels } } });
      return true;
    });
    return done === true;
  }

  private attempt<T>(title: string, work: () => Promise<T>): Promise<T | null> {
    return this.parts.tasks.run(title, work);
  }
}

const NAMES = { points: 'Points', shapes: 'Shapes', labels: 'Labels' } as const;
