/** `<cs-plugin-dropdown>`: a plugin's menu, opened. It takes the place of the button that was pressed. */
import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import '../web_awesome.js';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PluginItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import '../icon.js';
import { menuStyles } from '../menu_styles.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import { type PluginAction, pluginActions } from './plugin_actions.js';

@customElement('cs-plugin-dropdown')
export class CsPluginDropdown extends WorkspaceElement {
  static override styles = [sharedStyles, menuStyles];
  @property({ attribute: false }) plugin!: PluginItem;
  /** What an open menu offers: it must not move below the finger when the plugin's state changes. */
  private offered: readonly PluginAction[] | null = null;

  override render() {
    const { name } = this.plugin.header;
    this.offered ??= pluginActions(this.plugin, this.actions, (event, detail) => this.tell(event, detail));
    const list = this.offered;
    const renew = (): void => {
      this.offered = null;
      this.requestUpdate();
    };
    const select = (event: CustomEvent<{ item: { value?: string } }>): void => {
      list.find(({ id }) => id === event.detail.item.value)?.run();
    };
    return html`<wa-dropdown open placement="bottom-end" @wa-select=${select} @wa-after-hide=${renew}>
      <button slot="trigger" class="icon-button" aria-label=${strings.plugins.more(name)} title=${strings.plugins.more(name)}><cs-icon name="ellipsis"></cs-icon></button>
      ${list.map(
        ({ id, icon, label, danger }) =>
          html`${danger ? html`<wa-divider></wa-divider>` : nothing}<wa-dropdown-item value=${id} variant=${danger ? 'danger' : 'default'}><cs-icon slot="icon" name=${icon}></cs-icon>${label}</wa-dropdown-item>`,
      )}
    </wa-dropdown>`;
  }
}
