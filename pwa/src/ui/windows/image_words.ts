/** What an image window says in words: what is shown, the value at a place, how long the scale bar is. Pure. */
import type { Axis } from '../../contracts/image.js';
import { type Described, type LeadingAxis, pictureAxes } from '../../images/axes.js';
import { describedBy, layerAxes, pixelsOf } from '../../images/layer_pixels.js';
import { type PlaneIndex, pixelText } from '../../images/plane.js';
import { type ScaleBar, scaleBar } from '../../images/scale_bar.js';
import type { ImageLayer, ImageWindow, Layer } from '../../workspace/model.js';
import { measure } from '../format.js';
import { viewerStrings } from './viewer_strings.js';

/** The axes that have sliders: those of all layers, each name once, with the largest size. */
export function stackAxes(item: ImageWindow): readonly LeadingAxis[] {
  const found = new Map<string, LeadingAxis>();
  for (const layer of item.layers) {
    for (const axis of layerAxes(layer)?.leading ?? []) {
      if (axis.size > 1 && axis.size > (found.get(axis.name)?.size ?? 0)) found.set(axis.name, axis);
    }
  }
  return [...found.values()];
}

/** The text equivalent of the picture. */
export function describeImage(item: ImageWindow, index: PlaneIndex, projected = false): string {
  const visible = item.layers.filter((layer) => layer.visible).map(describeLayer);
  const planes = stackAxes(item).map(({ name, size }) =>
    projected && name === 'Z'
      ? viewerStrings.projected
      : `${viewerStrings.axis(name)} ${viewerStrings.axisValue(index[name] ?? 0, size)}`,
  );
  return viewerStrings.shows(
    item.title,
    visible.length === 0 ? viewerStrings.nothing : [...visible, ...planes].join('; '),
  );
}

function describeLayer(layer: Layer): string {
  const axes = layerAxes(layer);
  const size = axes ? `${axes.width} × ${axes.height}` : (describedBy(layer)?.shape.join(' × ') ?? '');
  switch (layer.kind) {
    case 'image': {
      const contrast = layer.channels.length > 1 ? channelsText(layer) : contrastText(layer);
      return viewerStrings.image(layer.name, size, layer.source.dtype, contrast);
    }
    case 'labels':
      return viewerStrings.labels(layer.name, size);
    case 'points':
      return viewerStrings.points(layer.name, layer.features.length);
    case 'shapes':
      return viewerStrings.shapes(layer.name, layer.features.length);
  }
}

function contrastText({ channels }: ImageLayer): string {
  const [low, high] = channels[0]?.contrast ?? [];
  return low === undefined || high === undefined ? '' : viewerStrings.shownFrom(measure(low), measure(high));
}

function channelsText({ channels }: ImageLayer): string {
  const seen = channels.flatMap(({ name, visible }, at) => (visible ? [viewerStrings.channel(name, at)] : []));
  return viewerStrings.channels(seen.join(', '));
}

/** Position and the values there, top layer first. @param read values that had to be read, by their layers' ids. */
export function readout(
  item: ImageWindow,
  index: PlaneIndex,
  x: number,
  y: number,
  read: ReadonlyMap<string, string> = new Map(),
): string {
  const values: string[] = [];
  for (const layer of [...item.layers].reverse()) {
    const axes = layer.visible ? layerAxes(layer) : null;
    const text = axes && (read.get(layer.id) ?? valuesAt(layer, index, x, y));
    if (text === null || text === undefined) continue;
    values.push(layer.kind === 'labels' ? viewerStrings.label(text) : text.replaceAll('-', '−'));
  }
  if (values.length === 0) return '';
  const place = `x ${Math.floor(x)}, y ${Math.floor(y)}`;
  return `${place}${physical(item, x, y)}: ${values.join(' · ')}`;
}

/** The values of a layer at a place: those of its visible channels; null outside, or where they are not in memory. */
function valuesAt(layer: Layer, index: PlaneIndex, x: number, y: number): string | null {
  const pixels = pixelsOf(layer);
  const axes = pixels && pictureAxes(pixels);
  if (axes === null || pixels === null) return null;
  if (layer.kind !== 'image' || layer.channels.length === 1) return pixelText(pixels, axes, index, x, y);
  const seen = layer.channels.flatMap(({ visible }, channel) => (visible ? [channel] : []));
  const texts = seen.map((channel) => pixelText(pixels, axes, { ...index, C: channel }, x, y));
  return texts.includes(null) ? null : texts.join(', ');
}

function pixelSize(item: ImageWindow): { readonly x: number; readonly y: number; readonly unit: string } | null {
  for (const layer of item.layers) {
    const { x, y, unit } = stepOf(layer);
    if (x && y && unit && unit !== 'px' && unit !== 'pixel') return { x: Math.abs(x), y: Math.abs(y), unit };
  }
  return null;
}

/** The size of a pixel of a layer, as far as it is known. */
function stepOf(layer: Layer): {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly unit: string;
} {
  if (layer.kind === 'image')
    return { x: layer.source.pixelSize.X, y: layer.source.pixelSize.Y, unit: layer.source.unit };
  const axes = layer.kind === 'labels' ? layerAxes(layer) : null;
  if (layer.kind !== 'labels' || axes === null) return { unit: '' };
  return { x: layer.data.scale?.[axes.x], y: layer.data.scale?.[axes.y], unit: layer.data.unit ?? '' };
}

/** Where a step along an axis is, in real units, in brackets; '' where that is not known. */
export function stepPlace(item: ImageWindow, axis: string, step: number): string {
  for (const layer of item.layers) {
    if (layer.kind !== 'image') continue;
    const size = layer.source.pixelSize[axis as Axis];
    if (size === undefined || (axis !== 'Z' && axis !== 'T')) continue;
    const unit = axis === 'T' ? 's' : layer.source.unit;
    if (unit === '' || unit === 'px' || unit === 'pixel') continue;
    return viewerStrings.axisPlace(`${measure(step * size, 4)} ${unit}`);
  }
  return '';
}

function physical(item: ImageWindow, x: number, y: number): string {
  const size = pixelSize(item);
  return size ? ` (${measure(x * size.x, 4)}, ${measure(y * size.y, 4)} ${size.unit})` : '';
}

/** The scale bar at `resolution` image pixels per screen pixel; null when the pixel size is not known. */
export function scaleOf(item: ImageWindow, resolution: number, most: number): ScaleBar | null {
  const size = pixelSize(item);
  return size ? scaleBar(size.x * resolution, size.unit, most) : null;
}

/** The pixels of the first layer, when no layer is a picture. */
export function unshownPixels(item: ImageWindow): Described | null {
  if (item.layers.some((layer) => layerAxes(layer))) return null;
  return item.layers.map(describedBy).find((described) => described !== null) ?? null;
}
