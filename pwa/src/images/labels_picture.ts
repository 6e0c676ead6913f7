/** Labels on the map: each number in its colour, filled or outlined, and redrawn in part while somebody paints. */
import type BaseLayer from 'ol/layer/Base.js';
import CanvasTileLayer from 'ol/layer/Tile.js';
import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import { type PictureAxes, pictureAxes } from './axes.js';
import { rgbOf } from './channels.js';
import type { PictureHome } from './image_picture.js';
import { labelPixel } from './label_colours.js';
import type { LabelsLayer, PixelBox, Selection } from './layers.js';
import { canvasOf, PictureSource, paint, type TileData } from './picture_source.js';
import { type Plane, planeOf } from './plane.js';
import type { Standing } from './standing.js';
import type { TilePlace } from './tile_pixels.js';
import { type LabelLook, labelTile, levelCount, TILE } from './tiles.js';

/** Tiles that are kept. */
const KEPT = 256;

export class LabelsPicture {
  readonly axes: PictureAxes;
  readonly layer: BaseLayer;
  private shown: LabelsLayer;
  private standing: Standing;
  private plane: Plane;
  private look: LabelLook;
  private readonly source: PictureSource;

  constructor(
    layer: LabelsLayer,
    selection: Selection | null,
    standing: Standing,
    private readonly home: PictureHome,
  ) {
    const axes = pictureAxes(layer.data);
    if (axes === null) throw new TypeError(`${layer.name} is no picture.`);
    this.axes = axes;
    this.shown = layer;
    this.standing = standing;
    this.plane = planeOf(layer.data, axes, standing.index);
    this.look = lookOf(layer, selectedIn(layer, selection));
    this.source = this.makeSource();
    const extent = [0, -axes.height * home.aspect, axes.width, 0];
    this.layer = home.webgl
      ? new WebGLTileLayer({ source: this.source, extent, cacheSize: KEPT })
      : new CanvasTileLayer({ source: this.source as never, extent, cacheSize: KEPT } as never);
  }

  /**
   * Shows the layer as it is now.
   *
   * @returns false when only a new picture can do that.
   */
  update(layer: LabelsLayer, selection: Selection | null, standing: Standing): boolean {
    const before = this.shown;
    const isSameData = before.data === layer.data;
    if (!isSameData && before.data.shape.join() !== layer.data.shape.join()) return false;
    const look = lookOf(layer, selectedIn(layer, selection));
    const isEdited = isSameData && before.revision !== layer.revision;
    const isMoved = standing !== this.standing;
    const isSameLook =
      before.outline === layer.outline && before.colors === layer.colors && sameSet(look.selected, this.look.selected);
    this.shown = layer;
    this.standing = standing;
    this.look = look;
    if (!isSameData || isMoved || (isEdited && this.plane.values !== layer.data.data))
      this.plane = planeOf(layer.data, this.axes, standing.index);
    if (!isSameData || isMoved || !isSameLook) this.source.renew();
    else if (isEdited) this.refill(layer.revision === before.revision + 1 ? layer.dirty : null);
    return true;
  }

  /** Draws a part anew, after its values were changed in place. */
  redraw(box: PixelBox | null): void {
    if (this.plane.values !== this.shown.data.data)
      this.plane = planeOf(this.shown.data, this.axes, this.standing.index);
    this.refill(box);
  }

  dispose(): void {
    this.layer.dispose();
    this.source.dispose();
  }

  private refill(box: PixelBox | null): void {
    this.source.refill(box, (place, data) => {
      if (data instanceof HTMLCanvasElement) paint(data, this.pixels(place));
      else this.draw(place, data as Uint8ClampedArray);
    });
  }

  private makeSource(): PictureSource {
    const { width, height } = this.axes;
    const factors = Array.from({ length: levelCount(width, height) }, (_, level) => 2 ** level);
    const { projection, aspect, near, webgl } = this.home;
    return new PictureSource({ projection, width, height, aspect, factors, bands: 4 }, (place, signal) =>
      near.add<TileData>(
        {
          urgency: () => this.home.urgency(place, factors),
          work: () => (webgl ? this.pixels(place) : canvasOf(this.pixels(place))),
        },
        signal,
      ),
    );
  }

  private pixels(place: TilePlace): Uint8ClampedArray {
    const pixels = new Uint8ClampedArray(TILE * TILE * 4);
    this.draw(place, pixels);
    return pixels;
  }

  private draw({ level, column, row }: TilePlace, pixels: Uint8ClampedArray): void {
    labelTile(this.plane, 2 ** level, column, row, this.look, pixels);
  }
}

function selectedIn(layer: LabelsLayer, selection: Selection | null): readonly number[] {
  return selection?.layerId === layer.id ? selection.labels : [];
}

function lookOf({ outline, colors }: LabelsLayer, selected: readonly number[]): LabelLook {
  const own = new Map<number, number>();
  for (const [label, color] of Object.entries(colors)) {
    const [red, green, blue] = rgbOf(color);
    own.set(Number(label), ((255 << 24) | ((blue * 255) << 16) | ((green * 255) << 8) | (red * 255)) >>> 0);
  }
  const colour = own.size === 0 ? labelPixel : (label: number): number => own.get(label) ?? labelPixel(label);
  return { colour, outline, selected: new Set(selected) };
}

function sameSet(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
