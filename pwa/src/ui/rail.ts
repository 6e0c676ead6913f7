/** `<cs-rail>`: the narrow strip of tools at the left edge of the desktop. */
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import type { IconName } from './icon_drawings.js';
import './logo.js';
import type { Preferences, ThemeChoice } from './preferences.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

const themeIcons: { readonly [choice in ThemeChoice]: IconName } = { auto: 'sun-moon', light: 'sun', dark: 'moon' };

@customElement('cs-rail')
export class CsRail extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; background: var(--cs-panel); border-right: 1px solid var(--cs-line); }
      nav { display: flex; flex-direction: column; align-items: center; gap: 4px; height: 100%; width: 48px; padding: 8px 0; }
      .icon-button { width: 36px; height: 36px; font-size: 1.15rem; }
      cs-logo { margin-bottom: 8px; font-size: 28px; }
      @media (pointer: coarse) { nav { gap: 0; } .icon-button { width: 44px; height: 44px; } }
      @media (max-height: 420px) { cs-logo { display: none; } }
    `,
  ];
  @property({ attribute: false }) panelOpen = true;
  @property({ attribute: false }) drawer: Preferences['drawer'] = null;
  @property({ attribute: false }) theme: ThemeChoice = 'auto';

  override render() {
    return html`<nav aria-label=${strings.nav.label}>
      <h1 class="visually-hidden">${strings.app}</h1>
      <cs-logo></cs-logo>
      ${this.button('folder-open', strings.nav.open, () => this.tell('pick-files', null))}
      ${this.button('panel-left', this.panelOpen ? strings.nav.hidePanel : strings.nav.showPanel, () => this.tell('toggle-panel', null), this.panelOpen)}
      ${this.button('scroll-text', strings.status.log, () => this.tell('toggle-drawer', 'log'), this.drawer === 'log')}
      ${this.button('search', strings.nav.palette, () => this.tell('show-palette', null))}
      <span class="grow"></span>
      ${this.state.status.installable ? this.button('hard-drive-download', strings.status.install, () => void this.actions.installApp()) : nothing}
      ${this.button(themeIcons[this.theme], strings.nav.theme[this.theme], () => this.tell('toggle-theme', null))}
    </nav>`;
  }

  private button(icon: IconName, name: string, run: () => void, pressed: boolean | null = null) {
    return html`<button class="icon-button" aria-label=${name} title=${name} aria-pressed=${pressed ?? nothing} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
  }
}
