/** An array as a picture file that the browser can show: its first plane, in the contrast that the viewer would choose. */
import { FormatError } from '../contracts/errors.js';
import type { NDArray } from '../rpc/ndarray.js';
import { pictureAxes } from './axes.js';
import { intensitiesOf } from './contrast.js';
import { planeOf } from './plane.js';

/** @throws FormatError when the array has no two axes that could be a picture's. */
export async function pictureFile(array: NDArray): Promise<Blob> {
  const axes = pictureAxes(array);
  if (axes === null)
    throw new FormatError(`An array of shape (${array.shape.join(', ')}) can't be shown as a picture.`, 'shape');
  const { values, offset, strideX, strideY, strideS, width, height, samples } = planeOf(array, axes, {});
  const [low, high] = intensitiesOf(array).auto;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const shade = (element: number) => ((Number(values[element]) - low) / (high - low)) * 255;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = offset + y * strideY + x * strideX;
      const to = (y * width + x) * 4;
      for (let s = 0; s < 3; s++) pixels[to + s] = shade(from + (samples >= 3 ? s : 0) * strideS);
      pixels[to + 3] = samples === 4 ? Number(values[from + 3 * strideS]) : 255;
    }
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new FormatError('The picture is too large.', 'shape')) : resolve(blob),
    ),
  );
}
