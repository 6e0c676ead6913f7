/** `<cs-draw-ask>`: what an op asks to be drawn, and the buttons that say that it is, or that it won't be. */
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AnnotationActions } from '../../workspace/annotation/annotation_actions.js';
import type { DrawAsk } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';
import { annotationStyles } from './annotation_styles.js';

@customElement('cs-draw-ask')
export class CsDrawAsk extends LitElement {
  static override styles = [sharedStyles, annotationStyles];
  @property({ attribute: false }) ask!: DrawAsk;
  @property({ attribute: false }) annotations: AnnotationActions | null = null;
  /** How much has been drawn. */
  @property({ type: Number }) count = 0;

  override render() {
    const { id, text } = this.ask;
    const finish = (done: boolean) => this.annotations?.finishAsk(id, done);
    return html`<div class="ask" role="group" aria-label=${text}><strong>${text}</strong><span role="status">${words.drawn(this.count)}</span>
      <button class="text-button main" ?disabled=${this.count === 0} @click=${() => finish(true)}><cs-icon name="check"></cs-icon>${words.done}</button>
      <button class="text-button" @click=${() => finish(false)}>${words.cancel}</button></div>`;
  }
}
