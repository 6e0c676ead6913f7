/** A picture of what a viewer shows. */
import type OlMap from 'ol/Map.js';
import { FormatError } from '../contracts/errors.js';
import type { ScaleBar } from './scale_bar.js';

const BACKGROUND = '#0d0e10';

/**
 * What the map shows as PNG in the pixels of the screen.
 *
 * @param bar drawn into the lower right corner; null leaves it out.
 */
export async function snapshot(map: OlMap, bar: ScaleBar | null): Promise<Blob> {
  const [width = 0, height = 0] = map.getSize() ?? [];
  if (width === 0 || height === 0)
    throw new FormatError('The window has no size, so there is no picture of it.', 'window');
  map.renderSync();
  const ratio = devicePixelRatio;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) throw new FormatError('This browser has no room for another picture.', 'window');
  context.fillStyle = BACKGROUND;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of map.getViewport()?.querySelectorAll('canvas') ?? []) {
    if (layer.width === 0 || layer.height === 0) continue;
    context.globalAlpha = Number(layer.parentElement?.style.opacity || layer.style.opacity || 1);
    context.drawImage(layer, 0, 0, canvas.width, canvas.height);
  }
  context.globalAlpha = 1;
  if (bar !== null) drawBar(context, bar, ratio);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new FormatError('The picture is too large for this browser.', 'window')) : resolve(blob),
    ),
  );
}

function drawBar(context: CanvasRenderingContext2D, { length, text }: ScaleBar, ratio: number): void {
  const { width, height } = context.canvas;
  const size = 14 * ratio;
  context.font = `${size}px system-ui, sans-serif`;
  const bar = length * ratio;
  const box = Math.max(bar, context.measureText(text).width) + 16 * ratio;
  const right = width - 8 * ratio;
  const bottom = height - 8 * ratio;
  context.fillStyle = 'rgb(0 0 0 / 60%)';
  context.fillRect(right - box, bottom - 34 * ratio, box, 34 * ratio);
  context.fillStyle = '#ffffff';
  context.textAlign = 'center';
  context.fillText(text, right - box / 2, bottom - 16 * ratio);
  context.fillRect(right - box / 2 - bar / 2, bottom - 9 * ratio, bar, 3 * ratio);
}
