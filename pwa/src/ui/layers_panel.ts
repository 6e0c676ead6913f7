/** `<cs-layers>`: the layers of the image in front, top first. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ImageWindow, WorkspaceState } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { gripped, LayerDrag } from './layer_drag.js';
import './layer_item.js';
import { layerStrings } from './layer_strings.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** The image window in front, or the last one when a result is in front. */
function frontImage(state: Pick<WorkspaceState, 'windows' | 'activeWindow'>): ImageWindow | null {
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
      li { position: relative; }
      li.dragged { opacity: 0.5; }
      li.before::before, li.after::after { content: ''; position: absolute; inset-inline: 8px; height: 2px; background: var(--cs-accent); z-index: 1; }
      li.before::before { top: -1px; }
      li.after::after { bottom: -1px; }
    `,
  ];

  private readonly order = new LayerDrag(this, (id, to) => this.moveTo(id, to));
  @state() private told = '';

  /** Folded away, the form above has more room. */
  @state() private folded = false;

  override render() {
    const image = frontImage(this.state);
    return html`<section aria-label=${strings.layers.region}>
      <header><h2 class="heading"><button class="fold" aria-expanded=${!this.folded} @click=${() => {
        this.folded = !this.folded;
      }}><cs-icon name="chevron-right"></cs-icon>${strings.layers.region}</button></h2>${image ? html`<span class="quiet ellipsis" title=${image.title}>${image.title}</span>${this.history(image)}` : nothing}</header>
      ${
        this.folded
          ? nothing
          : image
            ? html`<ul @pointerdown=${(event: PointerEvent) => this.order.begin(event)} @keydown=${(event: KeyboardEvent) => this.key(event, image)}>${repeat(
                [...image.layers].reverse(),
                (layer) => layer.id,
                (layer) =>
                  html`<li data-layer=${layer.id} class=${this.order.classOf(layer.id)}><cs-layer .layer=${layer} .actions=${this.actions} ?only=${image.layers.length === 1}></cs-layer></li>`,
              )}</ul><p class="visually-hidden" role="status">${this.told}</p>`
            : html`<p class="quiet" style="padding: 8px 16px">${strings.layers.empty}</p>`
      }
    </section>`;
  }

  private history(image: ImageWindow) {
    const steps = this.state.history[image.id];
    const undo = steps?.undo.at(-1);
    const redo = steps?.redo.at(-1);
    const button = (icon: 'undo-2' | 'redo-2', label: string, run: () => void) =>
      html`<button class="icon-button" aria-label=${label} title=${label} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
    return html`<span class="grow"></span>
      ${undo === undefined ? nothing : button('undo-2', layerStrings.undo(undo), () => this.actions.layers.undo(image.id))}
      ${redo === undefined ? nothing : button('redo-2', layerStrings.redo(redo), () => this.actions.layers.redo(image.id))}`;
  }

  /** @param to the layer's new place, counted from the top. */
  private moveTo(id: string, to: number): void {
    const layers = frontImage(this.state)?.layers ?? [];
    const layer = layers.find((each) => each.id === id);
    if (layer === undefined || to < 0 || to >= layers.length) return;
    this.actions.layers.move(id, layers.length - 1 - to);
    this.told = layerStrings.moved(layer.name, to + 1, layers.length);
  }

  private key(event: KeyboardEvent, image: ImageWindow): void {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const id = by === 0 ? null : gripped(event);
    if (id === null) return;
    event.preventDefault();
    const from = image.layers.length - 1 - image.layers.findIndex((layer) => layer.id === id);
    this.moveTo(id, from + by);
  }
}
