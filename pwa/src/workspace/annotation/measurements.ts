/** Measures what is drawn on an image, as a table. */
import { FormatError } from '../../contracts/errors.js';
import type { Axis, Extent } from '../../contracts/image.js';
import { type Bounds, boundsOf } from '../../images/annotation/geometry.js';
import {
  type Measurable,
  type Measured,
  measureFeature,
  measureLabels,
  type PixelScale,
} from '../../images/annotation/measure.js';
import { featureTable, labelTable } from '../../images/annotation/measure_table.js';
import { pictureAxes } from '../../images/axes.js';
import type { Feature, ImageLayer, Position } from '../../images/layers.js';
import { type PlaneIndex, planeOf } from '../../images/plane.js';
import type { ImageSource } from '../../images/source.js';
import type { Table } from '../../rpc/index.js';
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
    const planes = await planesOf(window, { ...index, ...feature.plane }, boundsOf(feature.geometry));
    const measured = measureFeature(feature, planes, scale);
    return { ...measured, unit: scale.unit };
  }

  /** Opens a table of everything in a layer. @throws FormatError when there is nothing to measure. */
  async layer(layerId: string, index: PlaneIndex): Promise<string> {
    const layer = this.workspace.layers.find(({ id }) => id === layerId);
    if (layer === undefined || layer.kind === 'image')
      throw new FormatError('Choose points, shapes or labels to measure.', 'layer');
    const window = this.window(layer.windowId);
    const scale = scaleOf(window);
    let table: Table;
    if (isDrawing(layer)) {
      const shown = layer.features.filter(({ plane }) =>
        Object.entries(plane).every(([axis, step]) => (index[axis] ?? 0) === step),
      );
      const planes = await planesOf(window, index, boundsOfAll(shown));
      table = featureTable(shown, planes, scale, layer.name);
    } else {
      const planes = await planesOf(window, index, null);
      const plane = labelPlane(layer.data, index);
      table = labelTable(plane ? measureLabels(plane, planes, scale) : [], planes, scale, layer.name);
    }
    if (table.rows.length === 0) throw new FormatError(`There is nothing in ${layer.name} to measure yet.`, 'layer');
    const id = this.workspace.newId('window');
    const labelsLayer = layer.kind === 'labels' ? layer.id : null;
    this.workspace.addWindow({ kind: 'table', id, title: `${layer.name}: measurements`, table, labelsLayer });
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

function boundsOfAll(features: readonly Feature[]): Bounds | null {
  return features.reduce<Bounds | null>((all, { geometry }) => {
    const one = boundsOf(geometry);
    if (all === null) return one;
    return {
      left: Math.min(all.left, one.left),
      top: Math.min(all.top, one.top),
      right: Math.max(all.right, one.right),
      bottom: Math.max(all.bottom, one.bottom),
    };
  }, null);
}

/** Size of a pixel of a window's image. */
export function scaleOf({ layers }: ImageWindow): PixelScale {
  const image = imageOf(layers);
  const { X: x, Y: y } = image?.source.pixelSize ?? {};
  const unit = image?.source.unit ?? '';
  if (!x || !y || unit === '' || unit === 'px' || unit === 'pixel') return { x: 1, y: 1, unit: 'px' };
  return { x: Math.abs(x), y: Math.abs(y), unit };
}

/**
 * The planes of a window's image that are shown, one for each channel or colour.
 *
 * @param box what of it is needed; null means all.
 */
async function planesOf(
  { layers }: ImageWindow,
  index: PlaneIndex,
  box: Bounds | null,
): Promise<readonly Measurable[]> {
  const image = imageOf(layers);
  if (image === null) return [];
  const { source } = image;
  const part = source.array === null ? partOf(source, index, box) : null;
  if (part !== null && (part.x[1] <= part.x[0] || part.y[1] <= part.y[0])) return [];
  const array = source.array ?? (await source.read(part?.region));
  const axes = pictureAxes(array);
  if (axes === null) return [];
  // Of a stack only the plane that is shown was read.
  const at: PlaneIndex = part === null ? index : {};
  const origin: Position = [part?.x[0] ?? 0, part?.y[0] ?? 0];
  if (axes.sampleCount > 1) {
    const plane = planeOf(array, axes, at);
    return SAMPLES.map((name, sample) => ({ name, plane, sample, origin }));
  }
  const channels = axes.leading.find(({ name }) => name === 'C')?.size ?? 1;
  return Array.from({ length: channels }, (_, channel) => ({
    name: channels === 1 ? '' : channelName(image, channel),
    plane: planeOf(array, axes, channels === 1 ? at : { ...at, C: channel }),
    sample: 0,
    origin,
  }));
}

/** The part of an image that is read: the plane that is shown, and of it what lies in the box. */
function partOf({ axes, shape }: ImageSource, index: PlaneIndex, box: Bounds | null) {
  const size = (axis: Axis) => shape[axes.indexOf(axis)] ?? 1;
  const range = (axis: Axis, from: number, to: number): readonly [number, number] => [
    Math.min(size(axis), Math.max(0, Math.floor(from))),
    Math.max(0, Math.min(size(axis), Math.ceil(to))),
  ];
  const x = range('X', box?.left ?? 0, box === null ? size('X') : box.right + 1);
  const y = range('Y', box?.top ?? 0, box === null ? size('Y') : box.bottom + 1);
  const region: { [axis in Axis]?: Extent } = { X: x, Y: y };
  for (const axis of ['T', 'Z'] as const) {
    const step = Math.min(size(axis) - 1, index[axis] ?? 0);
    if (axes.includes(axis)) region[axis] = [step, step + 1];
  }
  return { region, x, y };
}

function channelName({ channels }: ImageLayer, channel: number): string {
  return channels[channel]?.name || `channel ${channel + 1}`;
}
