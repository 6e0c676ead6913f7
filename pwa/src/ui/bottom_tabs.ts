/** `<cs-bottom-tabs>`: the four places of the app on a phone. */
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import type { IconName } from './icon_drawings.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

const tabs = [
  ['plugins', 'puzzle'],
  ['image', 'image'],
  ['results', 'chart-column'],
  ['more', 'ellipsis'],
] as const satisfies readonly (readonly [string, IconName])[];

@customElement('cs-bottom-tabs')
export class CsBottomTabs extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; background: var(--cs-panel); border-top: 1px solid var(--cs-line); padding-bottom: env(safe-area-inset-bottom); }
      [role='tablist'] { display: grid; grid-template-columns: repeat(4, 1fr); }
      button { position: relative; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 2px; height: 56px; border: 0; background: none; color: var(--cs-quiet); font-size: 0.75rem; font-weight: 500; }
      button cs-icon { font-size: 1.25rem; }
      button[aria-selected='true'] { color: var(--cs-accent-text); }
      button:focus-visible { outline-offset: -3px; }
      @media (max-height: 480px) { button { flex-direction: row; gap: 8px; height: 44px; } }
      .badge { position: absolute; top: 6px; left: calc(50% + 8px); min-width: 16px; padding: 0 4px; border-radius: 8px; background: var(--cs-accent); color: white; font-size: 0.6875rem; line-height: 16px; text-align: center; }
    `,
  ];
  @property({ attribute: false }) tab = 'image';

  override render() {
    const results = this.state.windows.filter((window) => window.kind !== 'image').length;
    return html`<nav aria-label=${strings.nav.label}><div role="tablist" aria-label=${strings.nav.label} @keydown=${this.key}>
      ${tabs.map(
        ([
          name,
          icon,
        ]) => html`<button role="tab" id=${name} aria-selected=${this.tab === name} tabindex=${this.tab === name ? 0 : -1} @click=${() => this.tell('show-tab', name)}>
          <cs-icon name=${icon}></cs-icon>${strings.nav[name]}${name === 'results' && results > 0 ? html`<span class="badge numbers" aria-hidden="true">${results}</span>` : nothing}</button>`,
      )}
    </div></nav>`;
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.findIndex(([name]) => name === this.tab) + step + tabs.length) % tabs.length];
    if (!next) return;
    this.tell('show-tab', next[0]);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${next[0]}`)?.focus());
  }
}
