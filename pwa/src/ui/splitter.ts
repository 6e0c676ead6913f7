/** `<cs-splitter>`: a bar between two parts that is dragged, or moved with the arrow keys. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

@customElement('cs-splitter')
export class CsSplitter extends LitElement {
  static override styles = css`
    :host { position: relative; flex: none; width: 1px; background: var(--cs-line); z-index: 5; }
    :host([horizontal]) { width: auto; height: 1px; }
    div { position: absolute; inset: 0 -4px; cursor: col-resize; touch-action: none; }
    :host([horizontal]) div { inset: -4px 0; cursor: row-resize; }
    div:hover, div:focus-visible, div.active { background: var(--cs-accent); opacity: 0.5; outline: none; }
  `;
  /** The bar lies between an upper and a lower part, and sizes the lower one. */
  @property({ type: Boolean, reflect: true }) horizontal = false;
  @property() label = '';
  /** The size of the part, in CSS pixels. */
  @property({ attribute: false }) value = 0;
  @property({ attribute: false }) min = 0;
  @property({ attribute: false }) max = 1000;

  override render() {
    return html`<div role="separator" tabindex="0" aria-label=${this.label} aria-orientation=${this.horizontal ? 'horizontal' : 'vertical'}
      aria-valuenow=${Math.round(this.value)} aria-valuemin=${this.min} aria-valuemax=${this.max} @pointerdown=${this.start} @keydown=${this.key}></div>`;
  }

  private say(value: number): void {
    this.dispatchEvent(
      new CustomEvent<number>('cs-resize', { detail: Math.round(Math.min(this.max, Math.max(this.min, value))) }),
    );
  }

  private start(event: PointerEvent): void {
    const bar = event.currentTarget as HTMLElement;
    const from = this.horizontal ? event.clientY : event.clientX;
    const size = this.value;
    bar.setPointerCapture(event.pointerId);
    bar.classList.add('active');
    const move = (next: PointerEvent): void => {
      const delta = (this.horizontal ? next.clientY : next.clientX) - from;
      this.say(this.horizontal ? size - delta : size + delta);
    };
    const end = (): void => {
      bar.classList.remove('active');
      bar.removeEventListener('pointermove', move);
    };
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', end, { once: true });
  }

  private key(event: KeyboardEvent): void {
    const grow = this.horizontal ? 'ArrowUp' : 'ArrowRight';
    const shrink = this.horizontal ? 'ArrowDown' : 'ArrowLeft';
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    this.say(this.value + (event.key === grow ? 16 : -16));
  }
}
