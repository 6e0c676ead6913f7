/** `<cs-plugin-icon>`: the drawing that a plugin brings, or its first letter. Nothing is fetched for it. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

@customElement('cs-plugin-icon')
export class CsPluginIcon extends LitElement {
  static override styles = css`
    :host { display: inline-grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 8px; background: var(--cs-accent-soft); color: var(--cs-accent-text); font-size: 1.1rem; font-weight: 600; overflow: hidden; }
    img { width: 100%; height: 100%; object-fit: contain; }
  `;
  @property() icon = '';
  @property() name = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render() {
    if (/^data:image\//i.test(this.icon)) return html`<img src=${this.icon} alt="">`;
    const isEmoji = /^\p{Extended_Pictographic}/u.test(this.icon) && [...this.icon].length <= 8;
    return isEmoji ? this.icon : ([...this.name][0] ?? '').toUpperCase();
  }
}
