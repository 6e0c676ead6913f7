/** `<cs-permissions-tab>`: what a plugin may do now; each can be granted and withdrawn. */
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { NO_PERMISSIONS, type Permissions } from '../../contracts/permissions.js';
import { union } from '../../plugins/permissions.js';
import type { PluginItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import '../icon.js';
import { laterStrings } from '../later_strings.js';
import { markIcons } from '../plugin_mark.js';
import { sharedStyles } from '../shared_styles.js';
import { refusedOrigins } from './network_text.js';
import { permissionCount } from './permission_lines.js';
import './permission_list.js';
import { managerStrings } from './strings.js';

@customElement('cs-permissions-tab')
export class CsPermissionsTab extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; max-width: 72ch; padding: 16px; }
      .mark { display: flex; gap: 10px; padding: 12px; border-radius: 8px; background: var(--cs-accent-soft); }
      .mark cs-icon { margin-top: 0.1em; color: var(--cs-accent-text); font-size: 1.2rem; }
      .mark.open { background: var(--cs-hover); }
      .mark.open cs-icon { color: var(--cs-warning); }
      .intro { margin: 16px 0 4px; }
      .foot { display: flex; align-items: center; gap: 8px; flex-wrap: wrap; margin-top: 12px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .text-button { margin-left: -8px; }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;

  override render() {
    const { id, header, grant, mark } = this.plugin;
    const words = managerStrings.permissions;
    const network = refusedOrigins(this.state.network, id);
    const asks = union(union(header.permissions, grant), { ...NO_PERMISSIONS, network });
    return html`
      <div class="mark ${mark === 'sealed' ? '' : 'open'}"><cs-icon name=${markIcons[mark]}></cs-icon><p>${laterStrings.marks.of[mark]}</p></div>
      ${
        permissionCount(asks) === 0
          ? html`<p class="intro">${words.none}</p>`
          : html`<p class="intro">${words.intro}</p>
            <cs-permission-list .asks=${asks} .granted=${grant} .header=${header.permissions}
              @cs-grant=${(event: CustomEvent<Permissions>) => this.set(event.detail)}></cs-permission-list>
            ${
              permissionCount(grant) > 0
                ? html`<div class="foot"><button class="text-button" @click=${() => this.set(NO_PERMISSIONS)}><cs-icon name="shield-check"></cs-icon>${words.withdrawAll}</button>
                  ${this.plugin.state.kind === 'asleep' ? nothing : html`<span>${words.restarts}</span>`}</div>`
                : nothing
            }`
      }`;
  }

  private set(grant: Permissions): void {
    void this.actions.setGrant(this.plugin.id, grant);
  }
}
