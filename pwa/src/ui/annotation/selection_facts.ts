/** `<cs-selection-facts>`: what is measured of the selected shape. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Measured } from '../../images/annotation/measure.js';
import type { Feature } from '../../images/layers.js';
import { measure } from '../format.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings } from './annotation_strings.js';

type Facts = Measured & { readonly unit: string };

@customElement('cs-selection-facts')
export class CsSelectionFacts extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; font-size: var(--wa-font-size-s); }
      span { margin-inline-end: 12px; white-space: nowrap; }
    `,
  ];
  @property({ attribute: false }) feature!: Feature;
  /** Gives what is measured; null when it can't be. */
  @property({ attribute: false }) measure!: (feature: Feature) => Promise<Facts | null>;
  @state() private facts: Facts | null = null;

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('feature') || changed.get('feature') === this.feature) return;
    const { feature } = this;
    void this.measure(feature).then((facts) => {
      if (feature === this.feature) this.facts = facts;
    });
  }

  override render() {
    return html`<div role="status" class="numbers">${this.facts === null ? '' : words(this.facts).map((each) => html`<span>${each}</span>`)}</div>`;
  }
}

/** In words, with units. */
export function words({ area, perimeter, length, intensities, unit }: Facts): readonly string[] {
  const { measured } = annotationStrings;
  const found: string[] = [];
  if (area !== null) found.push(`${measured.area} ${measure(area, 4)} ${unit}²`);
  if (perimeter !== null) found.push(`${measured.perimeter} ${measure(perimeter, 4)} ${unit}`);
  if (length !== null) found.push(`${measured.length} ${measure(length, 4)} ${unit}`);
  for (const each of intensities)
    if (each !== null)
      found.push(
        `${measured.mean(each.name)} ${measure(each.mean, 4)} (${measured.range(measure(each.min, 4), measure(each.max, 4))})`,
      );
  return found;
}
