/** What a caller of openImage wants, once it has been read, and how what it got is known again. */
import type { ImageFacts } from '../contracts/image.js';
import type { NDArray } from '../rpc/ndarray.js';

/** Where an image is to be opened from. */
export type ImageInput = Blob | URL | FileSystemDirectoryHandle;

export interface ImageRequest {
  readonly source: ImageInput;
  /** Which image of a file that holds several; null lets its reader choose. */
  readonly scene: number | null;
}

/** What `openImage` gives, as far as callers need it. */
export interface Readable extends ImageFacts {
  read(region?: object, options?: { readonly signal?: AbortSignal }): Promise<NDArray>;
}

/** Whether this is what `openImage` gave. */
export function isOpenedImage(value: unknown): value is Readable {
  const { axes, levels, read } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return typeof axes === 'string' && Array.isArray(levels) && typeof read === 'function';
}
