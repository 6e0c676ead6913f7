/** A file with the name by which it is found; folders in which it lay stand before it. */
export interface NamedFile {
  readonly name: string;
  readonly file: Blob;
}
