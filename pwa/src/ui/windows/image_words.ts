/** What an image window says in words: what is shown, the value at a place, how long the scale bar is. Pure. */
import { type LeadingAxis, pictureAxes } from '../../images/axes.js';
import { type PlaneIndex, pixelText } from '../../images/plane.js';
import { type ScaleBar, scaleBar } from '../../images/scale_bar.js';
import type { ImageWindow, Layer } from '../../workspace/model.js';
import { measure } from '../format.js';
import { laterStrings } from '../later_strings.js';

/** The axes that have sliders: those of all layers, each name once, with the largest size. */
export function stackAxes(item: ImageWindow): readonly LeadingAxis[] {
  const found = new Map<string, LeadingAxis>();
  for (const layer of item.layers) {
    for (const axis of pictureAxes(layer.data)?.leading ?? []) {
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
  const axes = pictureAxes(layer.data);
  const size = axes ? `${axes.width} × ${axes.height}` : layer.data.shape.join(' × ');
  if (layer.kind === 'labels') return laterStrings.viewer.labels(layer.name, size);
  const contrast = layer.contrast
    ? laterStrings.viewer.shownFrom(measure(layer.contrast[0]), measure(layer.contrast[1]))
    : '';
  return laterStrings.viewer.image(layer.name, size, layer.data.dtype, contrast);
}

/** Position and the values there, top layer first. */
export function readout(item: ImageWindow, index: PlaneIndex, x: number, y: number): string {
  const values: string[] = [];
  for (const layer of [...item.layers].reverse()) {
    const axes = layer.visible ? pictureAxes(layer.data) : null;
    const text = axes && pixelText(layer.data, axes, index, x, y);
    if (text === null || text === undefined) continue;
    values.push(layer.kind === 'labels' ? laterStrings.viewer.label(text) : text.replaceAll('-', '−'));
  }
  if (values.length === 0) return '';
  const place = `x ${Math.floor(x)}, y ${Math.floor(y)}`;
  return `${place}${physical(item, x, y)}: ${values.join(' · ')}`;
}

function pixelSize(item: ImageWindow): { readonly x: number; readonly y: number; readonly unit: string } | null {
  for (const { data } of item.layers) {
    const axes = pictureAxes(data);
    const x = axes ? data.scale?.[axes.x] : undefined;
    const y = axes ? data.scale?.[axes.y] : undefined;
    if (x && y && data.unit && data.unit !== 'px' && data.unit !== 'pixel')
      return { x: Math.abs(x), y: Math.abs(y), unit: data.unit };
  }
  return null;
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

/** The first layer that is no picture, when none is. */
export function unshownLayer(item: ImageWindow): Layer | null {
  return item.layers.some((layer) => pictureAxes(layer.data)) ? null : (item.layers[0] ?? null);
}
