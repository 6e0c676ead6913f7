/** `<cs-drawer>`: the log or the runs, below the windows. */
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import { FocusReturn } from './focus_return.js';
import './icon.js';
import './log_list.js';
import './run_list.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-drawer')
export class CsDrawer extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; flex: none; min-height: 0; background: var(--cs-bg); }
      header { display: flex; align-items: center; gap: 4px; padding: 2px 8px; border-bottom: 1px solid var(--cs-line); background: var(--cs-panel); }
      [role='tab'] { min-height: 28px; padding: 0 12px; border: 0; border-radius: 4px; background: none; color: var(--cs-quiet); font-size: var(--wa-font-size-s); font-weight: 500; }
      [role='tab'][aria-selected='true'] { background: var(--cs-hover); color: var(--cs-text); }
      .icon-button { width: 28px; height: 28px; }
      @media (pointer: coarse) { [role='tab'], .icon-button { min-height: 44px; min-width: 44px; } }
      cs-log-list, cs-run-list { flex: 1; min-height: 0; }
    `,
  ];
  @property({ attribute: false }) shows: 'log' | 'runs' = 'log';
  protected readonly focusReturn = new FocusReturn(this);

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.tell('toggle-drawer', this.shows);
    });
  }

  override render() {
    return html`<header>
        <div class="row grow" style="gap: 2px" role="tablist" aria-label=${strings.log.tabs} @keydown=${this.key}>
          ${this.tab('log', strings.status.log)}${this.tab('runs', strings.status.runs)}
        </div>
        <button class="icon-button" aria-label=${strings.log.close} title=${strings.log.close} @click=${() => this.tell('toggle-drawer', this.shows)}><cs-icon name="x"></cs-icon></button>
      </header>
      ${
        this.shows === 'log'
          ? html`<cs-log-list .state=${this.state} .actions=${this.actions}></cs-log-list>`
          : html`<cs-run-list .state=${this.state} .actions=${this.actions}></cs-run-list>`
      }`;
  }

  private tab(which: 'log' | 'runs', name: string) {
    const selected = this.shows === which;
    return html`<button role="tab" id=${which} aria-selected=${selected} tabindex=${selected ? 0 : -1} @click=${() => {
      if (!selected) this.tell('toggle-drawer', which);
    }}>${name}</button>`;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = this.shows === 'log' ? 'runs' : 'log';
    this.tell('toggle-drawer', other);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${other}`)?.focus());
  }
}
