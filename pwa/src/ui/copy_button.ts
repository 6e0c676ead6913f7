/** `<cs-copy-button>`: puts a text on the clipboard and says that it did. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** How long it says so. */
const SAID_MILLISECONDS = 2500;

@customElement('cs-copy-button')
export class CsCopyButton extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: inline-flex; flex: none; }
    `,
  ];
  @property() label = '';
  @property() done = '';
  /** Whether the label stands beside the drawing. */
  @property({ type: Boolean }) wide = false;
  @property({ attribute: false }) text: () => string = () => '';
  @state() private said = '';
  private clock: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const icon = this.said === this.done && this.said !== '' ? 'check' : 'copy';
    return html`${
      this.wide
        ? html`<button class="text-button" @click=${this.copy}><cs-icon name=${icon}></cs-icon>${this.said === '' ? this.label : this.said}</button>`
        : html`<button class="icon-button" aria-label=${this.label} title=${this.label} @click=${this.copy}><cs-icon name=${icon}></cs-icon></button>`
    }<span class="visually-hidden" role="status">${this.said}</span>`;
  }

  async copy(): Promise<void> {
    clearTimeout(this.clock);
    try {
      await navigator.clipboard.writeText(this.text());
      this.said = this.done;
    } catch {
      this.said = strings.notCopied;
    }
    this.clock = setTimeout(() => {
      this.said = '';
    }, SAID_MILLISECONDS);
  }
}
