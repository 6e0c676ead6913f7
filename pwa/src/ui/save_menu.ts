/** `<cs-save-menu>`: the button that saves a layer; the menu itself is fetched when it is first opened. */
import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Layer } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { saveStrings } from './save_strings.js';
import { sharedStyles } from './shared_styles.js';

@customElement('cs-save-menu')
export class CsSaveMenu extends WorkspaceElement {
  static override styles = [sharedStyles, css`:host { display: inline-flex; }`];
  @property({ attribute: false }) layer!: Layer;
  @state() private opened = false;

  override render() {
    if (this.opened)
      return html`<cs-save-dropdown .state=${this.state} .actions=${this.actions} .layer=${this.layer}></cs-save-dropdown>`;
    const name = saveStrings.open(this.layer.name);
    return html`<button class="icon-button" aria-label=${name} title=${name} aria-haspopup="menu" @click=${this.open}><cs-icon name="download"></cs-icon></button>`;
  }

  private async open(): Promise<void> {
    // A file that could not be fetched is asked for again when the button is pressed again.
    await import('./save_dropdown.js').catch(() => undefined);
    this.opened = customElements.get('cs-save-dropdown') !== undefined;
  }
}
