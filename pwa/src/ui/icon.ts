/** The icons of the app: Lucide's drawings, bundled. `<cs-icon name="play">` is decoration; the control around it is named. */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { drawings, type IconName } from './icon_drawings.js';

// Web Awesome's own parts only ask for its built-in system icons; anything else must not go to a CDN.
registerIconLibrary('default', { resolver: () => 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>' });

@customElement('cs-icon')
export class CsIcon extends LitElement {
  static override styles = css`
    :host { display: inline-flex; width: 1.15em; height: 1.15em; flex: none; vertical-align: -0.2em; }
    svg { width: 100%; height: 100%; stroke-width: 1.75; }
  `;
  @property() name: IconName = 'circle';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render() {
    // Trusted text: the drawings are part of the build.
    return html`${unsafeSVG(drawings[this.name])}`;
  }
}
