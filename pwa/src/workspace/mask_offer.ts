/** Whether an image that is opened is a mask of one that is open: labels, to be laid over it. Pure. */
import type { ImageFacts } from '../contracts/image.js';
import type { ImageSource } from '../images/source.js';
import type { NDArray } from '../rpc/index.js';
import { imageOf } from './annotation/image_key.js';
import { planeShape } from './layer_array.js';
import type { ImageWindow, WindowItem } from './model.js';

const WORDS = '(?:labels?|masks?|seg|segm|segmentations?|segmented|instances)';
const NAMED = new RegExp(`(?:^|[^a-z])${WORDS}(?:[^a-z]|$)`, 'i');
const WHOLE = /^(?:bool|u?int(?:8|16|32|64))$/;
/** Cameras give neither yes and no, nor numbers that wide. */
const SELDOM_MEASURED = /^(?:bool|u?int(?:32|64))$/;
/** So many of the values beside a label are the same label; of what a camera saw far fewer are alike. */
const PATCHY = 0.85;
/** Values that are looked at: enough to tell, and nobody waits for it. */
const MOST_COMPARED = 1_000_000;

/** Whether a file's name says that it holds labels. */
export function isNamedMask(name: string): boolean {
  return NAMED.test(name);
}

/** @returns the window of the image that this one is a mask of; null where it is an image of its own. */
export function maskedBy(
  source: ImageSource,
  windows: readonly WindowItem[],
  activeWindow: string | null,
): ImageWindow | null {
  const { name, dtype, array } = source;
  if (!WHOLE.test(dtype)) return null;
  const fitting = windows.filter(
    (window): window is ImageWindow => window.kind === 'image' && liesOver(source, window),
  );
  const masked =
    fitting.find(({ title }) => name.startsWith(stem(title))) ??
    fitting.find(({ id }) => id === activeWindow) ??
    fitting.at(-1);
  if (masked === undefined) return null;
  const says = isNamedMask(name) || SELDOM_MEASURED.test(dtype) || (array !== null && isPatchy(array));
  return says ? masked : null;
}

/** Whether the planes are of one size, and every other axis is one of the image's. */
function liesOver(mask: ImageFacts, { layers }: ImageWindow): boolean {
  const image = imageOf(layers)?.source;
  if (image === undefined || planeShape(mask).join() !== planeShape(image).join()) return false;
  return [...mask.axes].every((axis, at) => {
    if (axis === 'Y' || axis === 'X') return true;
    const own = image.axes.indexOf(axis);
    return 'TZ'.includes(axis) && own >= 0 && image.shape[own] === mask.shape[at];
  });
}

/** A file's name without its ending. */
function stem(title: string): string {
  return title.replace(/(?:\.ome)?\.[A-Za-z0-9]{1,5}$/i, '');
}

/** Whether values that are not 0 lie in patches of the same value, with a background of zeros. */
function isPatchy({ data }: NDArray): boolean {
  const end = Math.min(data.length, MOST_COMPARED);
  let labelled = 0;
  let alike = 0;
  for (let at = 1; at < end; at += 1) {
    const value = data[at];
    if (Number(value) === 0) continue;
    labelled += 1;
    if (value === data[at - 1]) alike += 1;
  }
  return labelled > 0 && labelled < end - 1 && alike / labelled > PATCHY;
}
