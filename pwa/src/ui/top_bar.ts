/** `<cs-top-bar>`: name, what runs, open and find, at the top of a phone. */
import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import './logo.js';
import './running.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-top-bar')
export class CsTopBar extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; background: var(--cs-panel); border-bottom: 1px solid var(--cs-line); padding-top: env(safe-area-inset-top); }
      header { display: flex; align-items: center; gap: 4px; height: 52px; padding: 0 4px 0 12px; }
      @media (max-height: 480px) { header { height: 44px; } }
      cs-logo { font-size: 26px; flex: none; }
      .name { font-size: 1rem; font-weight: 600; margin-left: 6px; }
      cs-running { margin-left: auto; min-width: 0; }
      .running-name .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .icon-button { font-size: 1.2rem; }
    `,
  ];

  override render() {
    const { runs, jobs } = this.state;
    const running =
      runs.some(({ state }) => state === 'running') ||
      jobs.some(({ job }) => job.state === 'running' || job.state === 'queued');
    return html`<header class=${running ? 'running-name' : ''}>
      <cs-logo></cs-logo><h1 class="name">${strings.app}</h1><span class="grow"></span>
      <cs-running .state=${this.state} .actions=${this.actions}></cs-running>
      <button class="icon-button" aria-label=${strings.nav.open} title=${strings.nav.open} @click=${() => this.tell('pick-files', null)}><cs-icon name="folder-open"></cs-icon></button>
      <button class="icon-button" aria-label=${strings.nav.palette} title=${strings.nav.palette} @click=${() => this.tell('show-palette', null)}><cs-icon name="search"></cs-icon></button>
    </header>`;
  }
}
