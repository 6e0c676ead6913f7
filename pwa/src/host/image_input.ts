/** What a caller of openImage wants, once it has been read. Types without logic. */

/** Where an image is to be opened from. */
export type ImageInput = Blob | URL | FileSystemDirectoryHandle;

export interface ImageRequest {
  readonly source: ImageInput;
  /** Which image of a file that holds several; null lets its reader choose. */
  readonly scene: number | null;
}
