/** A picture of a plot, as a file. */
export class Figure {
  constructor(
    readonly bytes: Uint8Array,
    /** Media type of `bytes`, such as "image/png" or "image/svg+xml". */
    readonly mime: string,
    readonly title = '',
  ) {}
}
