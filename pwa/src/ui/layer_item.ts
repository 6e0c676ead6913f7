/** `<cs-layer>`: one layer: shown or not, its name, and below it how it looks. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../workspace/actions.js';
import type { Layer } from '../workspace/model.js';
import './icon.js';
import { layerStrings } from './layer_strings.js';
import './layer_settings.js';
import './save_menu.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-layer')
export class CsLayer extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; border-radius: var(--cs-radius); }
      .head { display: flex; align-items: center; gap: 2px; min-height: var(--cs-row); padding-right: 2px; border-radius: var(--cs-radius); }
      .head:hover { background: var(--cs-hover); }
      .name { flex: 1; min-width: 0; display: flex; align-items: center; gap: 6px; height: var(--cs-row); padding: 0 4px; border: 0; background: none; text-align: start; }
      .name cs-icon { color: var(--cs-quiet); transition: rotate var(--wa-transition-fast); font-size: 0.9em; }
      .name[aria-expanded='true'] cs-icon { rotate: 90deg; }
      .off .name span { color: var(--cs-quiet); }
      .kind { margin-right: 4px; padding: 0 6px; border: 1px solid var(--cs-line); border-radius: 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-xs); }
      .settings { display: grid; gap: 8px; padding: 4px 8px 12px 12px; }
      .tools { display: flex; gap: 2px; margin-inline: -8px; flex-wrap: wrap; }
      .tools .text-button { font-size: var(--wa-font-size-s); min-height: 28px; }
      .tools .danger { color: var(--cs-danger); }
      .grip { cursor: grab; touch-action: none; width: 20px; color: var(--cs-quiet); }
      @media (max-width: 699px), (pointer: coarse) { .tools .text-button { min-width: 44px; min-height: 44px; justify-content: center; } .grip { width: 32px; } }
    `,
  ];
  @property({ attribute: false }) layer!: Layer;
  @property({ attribute: false }) actions!: Actions;
  /** Whether it is the window's only layer, which starts opened. */
  @property({ type: Boolean }) only = false;
  @state() private opened: boolean | null = null;
  @state() private renaming = false;

  override render() {
    const { layer } = this;
    const open = this.opened ?? (layer.kind === 'image' || this.only);
    return html`
      <div class="head ${layer.visible ? '' : 'off'}">
        ${
          this.only
            ? nothing
            : html`<button class="icon-button grip" aria-label=${layerStrings.move(layer.name)} title=${layerStrings.move(layer.name)}><cs-icon name="grip-vertical"></cs-icon></button>`
        }
        <button class="icon-button" role="switch" aria-checked=${layer.visible} aria-label=${strings.layers.show(layer.name)} title=${strings.layers.show(layer.name)}
          @click=${() => this.actions.layers.set(layer.id, { visible: !layer.visible })}><cs-icon name=${layer.visible ? 'eye' : 'eye-off'}></cs-icon></button>
        ${
          this.renaming
            ? html`<input class="grow" aria-label=${strings.layers.name} .value=${layer.name} @blur=${this.rename} @keydown=${this.renameKey}>`
            : html`<button class="name" aria-expanded=${open} aria-label=${strings.layers.settings(layer.name)} title=${layer.name} @dblclick=${this.startRename}
                @click=${() => {
                  this.opened = !open;
                }}><cs-icon name="chevron-right"></cs-icon><span class="ellipsis">${layer.name}</span></button>
              <span class="kind">${strings.layers.kind[layer.kind]}</span>`
        }
      </div>
      ${open ? this.settings() : nothing}
    `;
  }

  private settings() {
    const { layer } = this;
    return html`<div class="settings">
      <cs-layer-settings .layer=${layer} .actions=${this.actions.layers}></cs-layer-settings>
      <div class="tools">
        <span class="grow"></span>
        <cs-save-menu .actions=${this.actions} .layer=${layer}></cs-save-menu>
        <button class="text-button" aria-label=${strings.layers.rename(layer.name)} title=${strings.layers.rename(layer.name)} @click=${this.startRename}><cs-icon name="pencil"></cs-icon></button>
        <button class="text-button danger" aria-label=${strings.layers.remove(layer.name)} title=${strings.layers.remove(layer.name)} @click=${() => this.actions.layers.remove(layer.id)}><cs-icon name="trash-2"></cs-icon></button>
      </div>
    </div>`;
  }

  private startRename(): void {
    this.renaming = true;
    void this.updateComplete.then(() => {
      const input = this.renderRoot.querySelector<HTMLInputElement>('.head input');
      input?.focus();
      input?.select();
    });
  }

  private rename(event: Event): void {
    if (!this.renaming) return;
    this.renaming = false;
    const name = (event.target as HTMLInputElement).value.trim();
    if (name !== '' && name !== this.layer.name) this.actions.layers.rename(this.layer.id, name);
  }

  private renameKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.rename(event);
    if (event.key === 'Escape') this.renaming = false;
  }
}
