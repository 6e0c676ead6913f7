/** A text that is shown with headings, lists and tables. */
export class Markup {
  constructor(
    readonly kind: 'markdown' | 'html',
    readonly text: string,
  ) {}

  toString(): string {
    return this.text;
  }
}
