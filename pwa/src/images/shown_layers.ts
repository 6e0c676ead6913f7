/** The layers of a viewer on its map: what each is drawn by, from the first time that it is shown until it is gone. */
import type OlFeature from 'ol/Feature.js';
import type OlMap from 'ol/Map.js';
import type VectorSource from 'ol/source/Vector.js';
import { ImagePicture, type PictureHome } from './image_picture.js';
import { LabelsPicture } from './labels_picture.js';
import { layerAxes } from './layer_pixels.js';
import type {
  ImageLayer,
  LabelsLayer,
  Layer,
  PixelBox,
  PointsLayer,
  Position,
  Selection,
  ShapesLayer,
} from './layers.js';
import { converter, pixelAt } from './plane.js';
import { PointsPicture } from './points_picture.js';
import { ShapesPicture } from './shapes_picture.js';
import type { Standing } from './standing.js';

/** What is under the pointer: an object's number, or a point or shape. */
export interface Pick {
  readonly layer: Layer;
  readonly label: number | null;
  readonly featureId: string | null;
}

type Picture = ImagePicture | LabelsPicture;
type Features = PointsPicture | ShapesPicture;

export class ShownLayers {
  /** The planes that are shown. */
  standing: Standing = { index: {}, projected: false };
  private readonly pictures = new Map<string, Picture>();
  private readonly features = new Map<string, Features>();
  private layers: readonly Layer[] = [];

  /** @param drawn resolves when all that is asked for is on screen. */
  constructor(
    private readonly map: OlMap,
    private readonly home: PictureHome,
    private readonly drawn: () => Promise<void>,
  ) {}

  /** Shows these layers, bottom first. What can't be shown as a picture is left out. */
  setLayers(layers: readonly Layer[], selection: Selection | null): void {
    this.layers = layers;
    const gone = new Set([...this.pictures.keys(), ...this.features.keys()]);
    layers.forEach((layer, order) => {
      const shown = this.show(layer, selection);
      if (shown === null) return;
      gone.delete(layer.id);
      shown.layer.setVisible(layer.visible);
      shown.layer.setOpacity(layer.opacity);
      shown.layer.setZIndex(order);
    });
    for (const id of gone) this.drop(id);
  }

  private show(layer: Layer, selection: Selection | null): Picture | Features | null {
    switch (layer.kind) {
      case 'image': {
        // Until its limits are known there is nothing to see.
        if (!layerAxes(layer) || layer.channels.some(({ visible, contrast }) => visible && contrast === null))
          return this.pictures.get(layer.id) ?? null;
        return this.picture(
          layer,
          () => new ImagePicture(layer, this.standing, this.home),
          (picture) => picture instanceof ImagePicture && picture.update(layer, this.standing),
        );
      }
      case 'labels':
        if (!layerAxes(layer)) return null;
        return this.picture(
          layer,
          () => new LabelsPicture(layer, selection, this.standing, this.home),
          (picture) => picture instanceof LabelsPicture && picture.update(layer, selection, this.standing),
        );
      case 'points':
      case 'shapes':
        return this.vectors(layer, selection);
    }
  }

  private picture(
    layer: ImageLayer | LabelsLayer,
    make: () => Picture,
    update: (picture: Picture) => boolean,
  ): Picture {
    const found = this.pictures.get(layer.id);
    if (found && update(found)) return found;
    const made = make();
    this.pictures.set(layer.id, made);
    this.map.addLayer(made.layer);
    // The old picture stays below until the new one is drawn.
    if (found) void this.drawn().then(() => this.forget(found));
    return made;
  }

  private forget(picture: Picture): void {
    this.map.removeLayer(picture.layer);
    picture.dispose();
  }

  private vectors(layer: PointsLayer | ShapesLayer, selection: Selection | null): Features {
    const { index } = this.standing;
    const found = this.features.get(layer.id);
    const { webgl } = this.home;
    // One branch a kind, since a picture takes layers of its own kind only.
    if (layer.kind === 'points') {
      const shown = found instanceof PointsPicture ? found : this.added(layer.id, new PointsPicture(layer, webgl));
      shown.update(layer, selection, index);
      return shown;
    }
    const shown = found instanceof ShapesPicture ? found : this.added(layer.id, new ShapesPicture(layer, webgl));
    shown.update(layer, selection, index);
    return shown;
  }

  private added<Made extends Features>(id: string, made: Made): Made {
    this.features.set(id, made);
    this.map.addLayer(made.layer);
    return made;
  }

  /** Whether points or shapes are not on screen yet. */
  get isBusy(): boolean {
    return [...this.features.values()].some((each) => each.isBusy);
  }

  /** Resolves when they are. */
  async settled(): Promise<void> {
    await Promise.all([...this.features.values()].map((each) => each.settled()));
  }

  private drop(id: string): void {
    const picture = this.pictures.get(id);
    if (picture) this.forget(picture);
    this.pictures.delete(id);
    const drawn = this.features.get(id);
    if (drawn) {
      this.map.removeLayer(drawn.layer);
      drawn.dispose();
      this.features.delete(id);
    }
  }

  clear(): void {
    for (const id of [...this.pictures.keys(), ...this.features.keys()]) this.drop(id);
  }

  /** What a points or shapes layer is drawn from; null for other layers. */
  sourceOf(layerId: string): VectorSource<OlFeature> | null {
    return this.features.get(layerId)?.source ?? null;
  }

  /** Draws a part of a labels layer anew, after its values were changed in place. @param box null means all of it. */
  redraw(layerId: string, box: PixelBox | null): void {
    const picture = this.pictures.get(layerId);
    if (picture instanceof LabelsPicture) picture.redraw(box);
  }

  /** What is at a position, the top layer first. @param near how far a point or line may be, in image pixels. */
  pick(at: Position, near: number): Pick | null {
    for (const layer of [...this.layers].reverse()) {
      if (!layer.visible) continue;
      if (layer.kind === 'labels') {
        const axes = layerAxes(layer);
        const element = axes && pixelAt(layer.data, axes, this.standing.index, at[0], at[1]);
        if (element === null) continue;
        const label = (converter(layer.data) ?? ((each: number) => Number(layer.data.data[each])))(element);
        if (label !== 0) return { layer, label, featureId: null };
      }
      const feature = this.features.get(layer.id)?.at(at, near);
      if (feature) return { layer, label: null, featureId: feature.id };
    }
    return null;
  }
}
