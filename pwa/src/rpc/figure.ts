/** A picture of a plot, as a file. */
export class Figure {
  constructor(
    readonly bytes: Uint8Array,
    /** Media type of `bytes`, such as "image/png" or "image/svg+xml". */
    readonly mime: string,
    readonly title = '',
    /** The figure itself, at whoever drew it, which can draw it anew; null for a mere picture. */
    readonly live: object | null = null,
  ) {}
}
