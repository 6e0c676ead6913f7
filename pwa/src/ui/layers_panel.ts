/** `<cs-layers>`: the layers of the image in front, top first. */
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ImageWindow, WorkspaceState } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
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
      header { display: flex; align-items: baseline; gap: 8px; padding: 16px 16px 4px; }
      header .quiet { font-size: var(--wa-font-size-s); }
      ul { padding: 0 8px 16px; }
    `,
  ];

  override render() {
    const image = frontImage(this.state);
    return html`<section aria-label=${strings.layers.region}>
      <header><h2 class="heading">${strings.layers.region}</h2>${image ? html`<span class="quiet ellipsis" title=${image.title}>${image.title}</span>` : nothing}</header>
      ${
        image
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
