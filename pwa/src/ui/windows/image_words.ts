/** What an image window says in words: what is shown, the value at a place, how long the scale bar is. Pure. */
import type { Described, LeadingAxis } from '../../images/axes.js';
import { describedBy, layerAxes, pixelsOf } from '../../images/layer_pixels.js';
import { type PlaneIndex, pixelText } from '../../images/plane.js';
import { type ScaleBar, scaleBar } from '../../images/scale_bar.js';
import type { ImageWindow, Layer } from '../../workspace/model.js';
import { measure } from '../format.js';
import { laterStrings } from '../later_strings.js';

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
export function describeImage(item: ImageWindow, index: PlaneIndex): string {
  const visible = item.layers.filter((layer) => layer.visible).map(describeLayer);
  const planes = stackAxes(item).map(
    ({ name, size }) => `${laterStrings.viewer.axis(name)} ${laterStrings.viewer.axisValue(index[name] ?? 0, size)}`,
  );
  return laterStrings.viewer.shows(
    item.title,
    visible.length === 0 ? laterStrings.viewer.nothing : [...visible, ...planes].join('; '),
  );
}

function describeLayer(layer: Layer): string {
  const axes = layerAxes(layer);
  const size = axes ? `${axes.width} × ${axes.height}` : (describedBy(layer)?.shape.join(' × ') ?? '');
  switch (layer.kind) {
    case 'image': {
      const [low, high] = layer.channels[0]?.contrast ?? [];
      const contrast =
        low === undefined || high === undefined ? '' : laterStrings.viewer.shownFrom(measure(low), measure(high));
      return laterStrings.viewer.image(layer.name, size, layer.source.dtype, contrast);
    }
    case 'labels':
      return laterStrings.viewer.labels(layer.name, size);
    case 'points':
      return laterStrings.viewer.points(layer.name, layer.features.length);
    case 'shapes':
      return laterStrings.viewer.shapes(layer.name, layer.features.length);
  }
}

/** Position and the values there, top layer first. */
export function readout(item: ImageWindow, index: PlaneIndex, x: number, y: number): string {
  const values: string[] = [];
  for (const layer of [...item.layers].reverse()) {
    const axes = layer.visible ? layerAxes(layer) : null;
    const pixels = pixelsOf(layer);
    const text = axes && pixels && pixelText(pixels, axes, index, x, y);
    if (text === null || text === undefined) continue;
    values.push(layer.kind === 'labels' ? laterStrings.viewer.label(text) : text.replaceAll('-', '−'));
  }
  if (values.length === 0) return '';
  const place = `x ${Math.floor(x)}, y ${Math.floor(y)}`;
  return `${place}${physical(item, x, y)}: ${values.join(' · ')}`;
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
