/** `<cs-brush-options>`: how large the brush is, and which label it gives. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { BRUSH_SIZES } from '../../images/annotation/brush.js';
import { labelColour } from '../../images/label_colours.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';
import { annotationStyles } from './annotation_styles.js';
import { fieldStyles } from './field_styles.js';
import type { Choice } from './tools.js';

/** Steps of the slider, which goes by factors: small sizes want finer steps. */
const STEPS = 100;

@customElement('cs-brush-options')
export class CsBrushOptions extends LitElement {
  static override styles = [sharedStyles, fieldStyles, annotationStyles, css`:host { display: contents; }`];
  @property({ attribute: false }) choice!: Choice;

  override render() {
    const { tool, size, label } = this.choice;
    const hasSize = tool === 'brush' || tool === 'eraser';
    const hasLabel = tool === 'brush' || tool === 'fill';
    return html`<span class="more" style="display:contents">
      ${
        hasSize
          ? html`<label>${words.size}<input type="range" min="0" max=${STEPS} .value=${live(String(stepOf(size)))} aria-valuetext=${words.sizeValue(size)}
              @input=${(event: Event) => this.tell({ size: sizeAt(Number((event.target as HTMLInputElement).value)) })}><output>${words.sizeValue(size)}</output></label>`
          : ''
      }
      ${
        hasLabel
          ? html`<label><i class="swatch" style="background:rgb(${labelColour(label).join(' ')})"></i>${words.label}<input type="number" min="1" step="1" inputmode="numeric" .value=${live(String(label))}
              @change=${this.typed}></label>
            <button class="text-button" @click=${() => this.dispatchEvent(new CustomEvent('cs-new-label'))}>${words.newLabel}</button>`
          : ''
      }
    </span>`;
  }

  private typed = (event: Event): void => {
    const label = Number((event.target as HTMLInputElement).value);
    if (Number.isInteger(label) && label >= 1 && label < 2 ** 31) this.tell({ label });
    else this.requestUpdate();
  };

  private tell(detail: Partial<Choice>): void {
    this.dispatchEvent(new CustomEvent<Partial<Choice>>('cs-choice', { detail }));
  }
}

function stepOf(size: number): number {
  return Math.round((STEPS * Math.log(size / BRUSH_SIZES.least)) / Math.log(BRUSH_SIZES.most / BRUSH_SIZES.least));
}

function sizeAt(step: number): number {
  return Math.round(BRUSH_SIZES.least * (BRUSH_SIZES.most / BRUSH_SIZES.least) ** (step / STEPS));
}
