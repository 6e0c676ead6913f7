/** `<cs-picture>`: a picture that is a Blob. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

@customElement('cs-picture')
export class CsPicture extends LitElement {
  static override styles = css`
    :host { display: inline-block; max-width: 100%; }
    img { display: block; max-width: min(100%, 640px); max-height: 360px; border-radius: 4px; background: white; }
  `;
  @property({ attribute: false }) picture!: Blob;
  @property() alt = '';
  @state() private url = '';

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('picture')) return;
    URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(this.picture);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.url === '') this.url = URL.createObjectURL(this.picture);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.url);
    this.url = '';
  }

  override render() {
    return html`<img src=${this.url} alt=${this.alt}>`;
  }
}
