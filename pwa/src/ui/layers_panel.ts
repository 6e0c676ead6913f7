/** `<cs-layers>`: the layers of the image in front, top first. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ImageWindow, WorkspaceState } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import './layer_item.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** The image window in front, or the last one when a result is in front. */
export function frontImage(state: Pick<WorkspaceState, 'windows' | 'activeWindow'>): ImageWindow | null {
  const images = state.windows.filter((window): window is ImageWindow => window.kind === 'image');
  return images.find((window) => window.id === state.activeWindow) ?? images.at(-1) ?? null;
}

@customElement('cs-layers')
export class CsLayers extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      header { display: flex; align-items: center; gap: 8px; padding: 6px 16px 2px; min-height: 40px; }
      .fold { display: flex; align-items: center; gap: 4px; margin-left: -4px; min-height: var(--cs-row); padding: 0 4px; border: 0; border-radius: var(--cs-radius); background: none; font: inherit; color: inherit; letter-spacing: inherit; }
      .fold cs-icon { transition: rotate var(--wa-transition-fast); }
      .fold[aria-expanded='true'] cs-icon { rotate: 90deg; }
      header .quiet { font-size: var(--wa-font-size-s); }
      ul { padding: 0 8px 16px; }
    `,
  ];

  /** Folded away, the form above has more room. */
  @state() private folded = false;

  override render() {
    const image = frontImage(this.state);
    return html`<section aria-label=${strings.layers.region}>
      <header><h2 class="heading"><button class="fold" aria-expanded=${!this.folded} @click=${() => {
        this.folded = !this.folded;
      }}><cs-icon name="chevron-right"></cs-icon>${strings.layers.region}</button></h2>${image ? html`<span class="quiet ellipsis" title=${image.title}>${image.title}</span>` : nothing}</header>
      ${
        this.folded
          ? nothing
          : image
            ? html`<ul>${repeat(
                [...image.layers].reverse(),
                (layer) => layer.id,
                (layer) =>
                  html`<li><cs-layer .layer=${layer} .actions=${this.actions} ?only=${image.layers.length === 1}></cs-layer></li>`,
              )}</ul>`
            : html`<p class="quiet" style="padding: 8px 16px">${strings.layers.empty}</p>`
      }
    </section>`;
  }
}
