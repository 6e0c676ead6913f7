/** A complex number (Python's `complex`). */
export class Complex {
  constructor(
    readonly real: number,
    readonly imaginary: number,
  ) {}
}
