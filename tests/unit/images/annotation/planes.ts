/** Small label images written as text: a dot is background, a digit its label. */
import type { LabelPlane } from '../../../../pwa/src/images/annotation/label_edit.js';
import type { Span } from '../../../../pwa/src/images/annotation/spans.js';

export function planeOf(...rows: readonly string[]): LabelPlane & { readonly values: Uint16Array } {
  const width = rows[0]?.length ?? 0;
  const values = Uint16Array.from(rows.join(''), (letter) => (letter === '.' ? 0 : Number.parseInt(letter, 36)));
  return { values, offset: 0, strideY: width, strideX: 1, width, height: rows.length };
}

export function textOf({ values, width, height }: LabelPlane): readonly string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(values.subarray(y * width, (y + 1) * width), (label) => (label === 0 ? '.' : label.toString(36))).join(
      '',
    ),
  );
}

/** What a function visits in a frame, as text; a pixel that is visited twice is a 2. */
export function visited(width: number, height: number, visit: (span: Span) => void): readonly string[] {
  const plane = planeOf(...Array.from({ length: height }, () => '.'.repeat(width)));
  visit((y, x0, x1) => {
    for (let x = x0; x < x1; x++) plane.values[y * width + x] = (plane.values[y * width + x] ?? 0) + 1;
  });
  return textOf(plane);
}
