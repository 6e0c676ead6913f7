/** `<cs-text-window>`: a text, as it is. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { TextWindow } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-text-window')
export class CsTextWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; justify-content: flex-end; padding: 4px 8px; min-height: 40px; border-bottom: 1px solid var(--cs-line); }
      pre { flex: 1; min-height: 0; overflow: auto; padding: 16px; font-size: var(--wa-font-size-m); line-height: 1.5; }
      pre:focus-visible { outline-offset: -2px; }
    `,
  ];
  @property({ attribute: false }) item!: TextWindow;
  @property({ attribute: false }) actions!: Actions;

  override render() {
    return html`<header><button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon>${strings.windows.saveAs.text}</button></header>
      <pre tabindex="0" role="group" aria-label=${this.item.title}>${this.item.text}</pre>`;
  }
}
