/** `<cs-plugin-menu>`: the button for a plugin's menu; the menu itself is fetched when it is first opened. */
import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PluginItem } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-plugin-menu')
export class CsPluginMenu extends WorkspaceElement {
  static override styles = [sharedStyles, css`:host { display: inline-flex; }`];
  @property({ attribute: false }) plugin!: PluginItem;
  @state() private opened = false;

  override render() {
    if (this.opened)
      return html`<cs-plugin-dropdown .state=${this.state} .actions=${this.actions} .plugin=${this.plugin}></cs-plugin-dropdown>`;
    const name = strings.plugins.more(this.plugin.header.name);
    return html`<button class="icon-button" aria-label=${name} title=${name} aria-haspopup="menu" @click=${this.open}><cs-icon name="ellipsis"></cs-icon></button>`;
  }

  private async open(): Promise<void> {
    // A file that could not be fetched is asked for again when the button is pressed again.
    await import('./manager/plugin_dropdown.js').catch(() => undefined);
    this.opened = customElements.get('cs-plugin-dropdown') !== undefined;
  }
}
