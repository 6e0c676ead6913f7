/** `<cs-logo>`: a cover slip on its slide, drawn in the colours of the theme. */
import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('cs-logo')
export class CsLogo extends LitElement {
  static override styles = css`
    :host { display: inline-flex; width: 1em; height: 1em; }
    svg { width: 100%; height: 100%; }
  `;
  override render() {
    return html`<svg viewBox="0 0 32 32" aria-hidden="true">
      <g transform="rotate(-18 16 16)">
        <rect x="1" y="10" width="30" height="12" rx="2" fill="none" stroke="var(--cs-quiet)" stroke-width="1.5" opacity=".7"/>
        <rect x="8.5" y="8.5" width="15" height="15" rx="2" fill="var(--cs-accent)"/>
        <circle cx="16" cy="16" r="4.6" fill="#c5ece8"/><circle cx="17" cy="15.4" r="1.7" fill="#063936"/>
      </g></svg>`;
  }
}
