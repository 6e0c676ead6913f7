/** Annotations in and out: GeoJSON, masks, and from shapes to labels and back. */
import { FormatError } from '../../contracts/errors.js';
import { download, safeName } from '../../host/index.js';
import { newFeature, parseGeoJson, toGeoJson } from '../../images/annotation/geojson.js';
import type { LabelPlane } from '../../images/annotation/label_edit.js';
import { outlinesOf } from '../../images/annotation/outlines.js';
import { geometrySpans } from '../../images/annotation/spans.js';
import type { LabelsLayer, Layer, PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import { NDArray } from '../../rpc/index.js';
import type { Images } from '../images.js';
import { planeShape } from '../layer_array.js';
import type { Layers } from '../layers.js';
import type { ImageWindow } from '../model.js';
import { labelsLayer, pointsLayer, shapesLayer } from '../new_layers.js';
import { freeName, type Workspace } from '../workspace.js';
import { isDrawing } from './feature_edits.js';
import { imageOf } from './image_key.js';
import { emptyLabels } from './label_array.js';
import { labelPlane } from './label_edits.js';
import { scaleOf } from './measurements.js';

export class Exchange {
  constructor(
    private readonly workspace: Workspace,
    private readonly layers: Layers,
    private readonly images: Images,
    private readonly keep: (layerId: string) => void,
  ) {}

  /** What an op gets of points or shapes: GeoJSON with the size of a pixel. */
  value(layer: PointsLayer | ShapesLayer): object {
    const { x, y, unit } = scaleOf(this.window(layer.windowId));
    return { ...toGeoJson(layer.features), name: layer.name, pixelSize: { Y: y, X: x }, unit };
  }

  /** Saves points or shapes as GeoJSON that QuPath opens. */
  saveGeoJson(layerId: string): void {
    const layer = this.drawing(layerId);
    const text = JSON.stringify(this.value(layer));
    download(new Blob([text], { type: 'application/geo+json' }), `${safeName(layer.name)}.geojson`);
  }

  /** Saves what is drawn as a label image: shapes are filled, each with a number of its own. */
  async saveMask(layerId: string, index: PlaneIndex): Promise<void> {
    const layer = this.find(layerId);
    const labels = layer.kind === 'labels' ? layer : labelsLayer(layer, this.filled(this.drawing(layerId), index));
    const file = await this.images.tiff({ ...labels, name: `${layer.name} mask` });
    download(file, file.name);
  }

  /** Adds the shapes of a GeoJSON file as a layer. @throws FormatError naming the file, the feature and the field. */
  addGeoJson(windowId: string, text: string, fileName: string): string {
    const features = parseGeoJson(text, fileName);
    if (features.length === 0) throw new FormatError(`${fileName} has no features.`, fileName);
    const place = this.place(windowId, nameOf(fileName));
    const arePoints = features.every(({ geometry }) => geometry.type === 'Point' || geometry.type === 'MultiPoint');
    return this.add(arePoints ? pointsLayer(place, features) : shapesLayer(place, features));
  }

  /** Adds a mask image as labels. @throws FormatError when it is no mask of this image. */
  addMask(windowId: string, mask: NDArray, fileName: string): string {
    const image = imageOf(this.window(windowId).layers);
    const [height, width] = planeShape(mask);
    const [rows, columns] = image === null ? [height, width] : planeShape(image.source);
    if (height !== rows || width !== columns)
      throw new FormatError(
        `${fileName} has ${width} × ${height} pixels, but the image has ${columns} × ${rows}; a mask has to be of the same size.`,
        fileName,
      );
    if (!/^(bool|u?int(8|16|32|64))$/.test(mask.dtype))
      throw new FormatError(`${fileName} holds ${mask.dtype}; a mask holds whole numbers.`, fileName);
    const { data, shape, dtype, axes, scale, unit } = mask;
    const labels = new NDArray(data, shape, dtype === 'bool' ? 'uint8' : dtype, { axes, scale, unit, kind: 'labels' });
    return this.add(labelsLayer(this.place(windowId, nameOf(fileName)), labels));
  }

  /** Fills shapes into a new labels layer. */
  toLabels(layerId: string, index: PlaneIndex): string {
    const layer = this.drawing(layerId);
    return this.add(labelsLayer(this.place(layer.windowId, `${layer.name} labels`), this.filled(layer, index)));
  }

  /** Outlines every label of the plane that is shown, in a new shapes layer. */
  toShapes(layerId: string, index: PlaneIndex): string {
    const layer = this.find(layerId) as LabelsLayer;
    const plane = labelPlane(layer.data, index);
    const features = (plane ? outlinesOf(plane) : []).map(({ label, geometry }) => {
      const feature = newFeature(geometry);
      return { ...feature, properties: { ...feature.properties, name: String(label) } };
    });
    return this.add(shapesLayer(this.place(layer.windowId, `${layer.name} outlines`), features));
  }

  /** An empty labels layer over a window's image. */
  emptyLabels(windowId: string): NDArray {
    const image = imageOf(this.window(windowId).layers);
    if (image === null) throw new FormatError('There is no image here that labels could be painted on.', 'window');
    const { axes, shape, pixelSize, unit } = image.source;
    const kept = [...axes]
      .map((letter, axis) => ({ letter, size: shape[axis] ?? 1 }))
      .filter(({ letter }) => !'CS'.includes(letter));
    const letters = kept.map(({ letter }) => letter).join('');
    const isNamed = /^[TZYX]+$/.test(letters);
    return emptyLabels(
      kept.map(({ size }) => size),
      'uint16',
      isNamed
        ? { axes: letters, unit, scale: kept.map(({ letter }) => pixelSize[letter as 'T' | 'Z' | 'Y' | 'X'] ?? 1) }
        : {},
    );
  }

  private filled(layer: PointsLayer | ShapesLayer, index: PlaneIndex): NDArray {
    const labels = this.emptyLabels(layer.windowId);
    layer.features.forEach(({ geometry, plane: at }, i) => {
      const plane = labelPlane(labels, { ...index, ...at });
      if (plane !== null) geometrySpans(geometry, plane, (y, x0, x1) => fillRow(plane, y, x0, x1, i + 1));
    });
    return labels;
  }

  private add(layer: Layer): string {
    this.layers.add(layer);
    this.keep(layer.id);
    return layer.id;
  }

  /** @param name is numbered where another layer has it. */
  place(windowId: string, name: string) {
    const taken = this.window(windowId).layers.map((layer) => layer.name);
    return { id: this.workspace.newId('layer'), windowId, name: freeName(name, taken) };
  }

  private find(layerId: string): Layer {
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    if (layer !== undefined) return layer;
    throw new FormatError('The layer has been removed.', 'layer');
  }

  private drawing(layerId: string): PointsLayer | ShapesLayer {
    const layer = this.find(layerId);
    if (isDrawing(layer)) return layer;
    throw new FormatError(`${layer.name} has no points or shapes.`, 'layer');
  }

  private window(windowId: string): ImageWindow {
    const found = this.workspace.windows.find(
      (each): each is ImageWindow => each.id === windowId && each.kind === 'image',
    );
    if (found !== undefined) return found;
    throw new FormatError('The image has been closed.', 'window');
  }
}

function fillRow(
  { values, offset, strideY, strideX }: LabelPlane,
  y: number,
  x0: number,
  x1: number,
  label: number,
): void {
  for (let x = x0; x < x1; x++) values[offset + y * strideY + x * strideX] = label;
}

function nameOf(fileName: string): string {
  return fileName.replace(/\.[A-Za-z0-9]{1,8}$/, '');
}
