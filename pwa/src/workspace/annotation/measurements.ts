/** Measures what is drawn on an image, as a table. */
import { FormatError } from '../../contracts/errors.js';
import {
  type Measurable,
  type Measured,
  measureFeature,
  measureLabels,
  type PixelScale,
} from '../../images/annotation/measure.js';
import { featureTable, labelTable } from '../../images/annotation/measure_table.js';
import { pictureAxes } from '../../images/axes.js';
import type { Feature, ImageLayer } from '../../images/layers.js';
import { type PlaneIndex, planeOf } from '../../images/plane.js';
import type { NDArray, Table } from '../../rpc/index.js';
import { layerArray } from '../layer_array.js';
import type { ImageWindow } from '../model.js';
import type { Workspace } from '../workspace.js';
import { isDrawing } from './feature_edits.js';
import { imageOf } from './image_key.js';
import { labelPlane } from './label_edits.js';

const SAMPLES = ['red', 'green', 'blue'] as const;

export class Measurements {
  constructor(private readonly workspace: Workspace) {}

  /** What is measured of one feature; intensities of the plane that is shown. */
  async feature(windowId: string, feature: Feature, index: PlaneIndex): Promise<Measured & { readonly unit: string }> {
    const window = this.window(windowId);
    const scale = scaleOf(window);
    const measured = measureFeature(feature, await planesOf(window, { ...index, ...feature.plane }), scale);
    return { ...measured, unit: scale.unit };
  }

  /** Opens a table of everything in a layer. @throws FormatError when there is nothing to measure. */
  async layer(layerId: string, index: PlaneIndex): Promise<string> {
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    if (layer === undefined || layer.kind === 'image')
      throw new FormatError('Choose points, shapes or labels to measure.', 'layer');
    const window = this.window(layer.windowId);
    const scale = scaleOf(window);
    const planes = await planesOf(window, index);
    let table: Table;
    if (isDrawing(layer)) {
      const shown = layer.features.filter(({ plane }) =>
        Object.entries(plane).every(([axis, step]) => (index[axis] ?? 0) === step),
      );
      table = featureTable(shown, planes, scale, layer.name);
    } else {
      const plane = labelPlane(layer.data, index);
      table = labelTable(plane ? measureLabels(plane, planes, scale) : [], planes, scale, layer.name);
    }
    if (table.rows.length === 0) throw new FormatError(`There is nothing in ${layer.name} to measure yet.`, 'layer');
    const id = this.workspace.newId('window');
    this.workspace.addWindow({ kind: 'table', id, title: `${layer.name}: measurements`, table });
    return id;
  }

  private window(windowId: string): ImageWindow {
    const found = this.workspace.windows.find(
      (each): each is ImageWindow => each.id === windowId && each.kind === 'image',
    );
    if (found !== undefined) return found;
    throw new FormatError('The image has been closed.', 'window');
  }
}

/** Size of a pixel of a window's image. */
export function scaleOf({ layers }: ImageWindow): PixelScale {
  const image = imageOf(layers);
  const { X: x, Y: y } = image?.source.pixelSize ?? {};
  const unit = image?.source.unit ?? '';
  if (!x || !y || unit === '' || unit === 'px' || unit === 'pixel') return { x: 1, y: 1, unit: 'px' };
  return { x: Math.abs(x), y: Math.abs(y), unit };
}

/** The planes of a window's image that are shown, one for each channel or colour. */
async function planesOf({ layers }: ImageWindow, index: PlaneIndex): Promise<readonly Measurable[]> {
  const image = imageOf(layers);
  if (image === null) return [];
  const array = await layerArray(image);
  const axes = pictureAxes(array);
  if (axes === null) return [];
  const channels = axes.leading.find(({ name }) => name === 'C')?.size ?? 1;
  if (axes.sampleCount > 1) {
    const plane = planeOf(array, axes, index);
    return SAMPLES.map((name, sample) => ({ name, plane, sample }));
  }
  return Array.from({ length: channels }, (_, channel) => ({
    name: channels === 1 ? '' : channelName(image, channel),
    plane: planeOf(array as NDArray, axes, channels === 1 ? index : { ...index, C: channel }),
    sample: 0,
  }));
}

function channelName({ channels }: ImageLayer, channel: number): string {
  return channels[channel]?.name || `channel ${channel + 1}`;
}
