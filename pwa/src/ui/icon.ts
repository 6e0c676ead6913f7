/** The icons of the app: Lucide's drawings, bundled. `<cs-icon name="play">` is decoration; the control around it is named. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { drawings, type IconName } from './icon_drawings.js';
import type { laterDrawings } from './later_drawings.js';

/** The drawings that are not in the shell, once one of them was needed. */
let later: typeof laterDrawings | null = null;
let fetchLater: Promise<void> | null = null;

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

  override willUpdate(): void {
    if (this.drawing !== undefined) return;
    fetchLater ??= import('./later_drawings.js').then(({ laterDrawings }) => {
      later = laterDrawings;
    });
    fetchLater.then(
      () => this.requestUpdate(),
      () => {
        // An icon is decoration; the next one that is drawn asks again.
        fetchLater = null;
      },
    );
  }

  override render() {
    // Trusted text: the drawings are part of the build.
    return html`${unsafeSVG(this.drawing ?? '')}`;
  }

  private get drawing(): string | undefined {
    const all: readonly { readonly [name: string]: string }[] = [drawings, later ?? {}];
    return all.find((known) => Object.hasOwn(known, this.name))?.[this.name];
  }
}
