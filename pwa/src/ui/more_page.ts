/** `<cs-more>`: on a phone, what the desktop has in its status bar, drawer and rail. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import type { IconName } from './icon_drawings.js';
import './log_list.js';
import type { ThemeChoice } from './preferences.js';
import './run_list.js';
import { laterStrings } from './later_strings.js';
import { sharedStyles } from './shared_styles.js';
import { offlineMark } from './status_bar.js';
import { strings } from './strings.js';

@customElement('cs-more')
export class CsMore extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      .line { display: flex; align-items: center; gap: 12px; width: 100%; min-height: 52px; padding: 8px 16px; border: 0; border-bottom: 1px solid var(--cs-line); background: none; text-align: start; }
      .line > cs-icon { color: var(--cs-quiet); font-size: 1.2rem; }
      .line.good > cs-icon { color: var(--cs-accent-text); }
      .line .end { rotate: 0deg; transition: rotate var(--wa-transition-fast); }
      .line[aria-expanded='true'] .end { rotate: 90deg; }
      .foot { padding: 12px 16px; overflow-wrap: anywhere; }
      .list { max-height: 60dvh; border-bottom: 1px solid var(--cs-line); }
    `,
  ];
  @property({ attribute: false }) theme: ThemeChoice = 'auto';
  @state() private shows: 'log' | 'runs' | null = null;

  override render() {
    const { plugins, status } = this.state;
    const sealed = plugins.filter((plugin) => plugin.mark === 'sealed').length;
    const all = sealed === plugins.length;
    const offline = offlineMark(status);
    const marks = (): void => this.tell('show-marks', null);
    const toggle = (which: 'log' | 'runs') => (): void => {
      this.shows = this.shows === which ? null : which;
    };
    return html`
      ${this.line(all ? 'shield-check' : 'globe', all ? strings.status.sealed : strings.status.notAllSealed(sealed, plugins.length), marks, { good: all })}
      ${this.line(offline.icon, offline.text, marks, { good: offline.good })}
      ${this.line('scroll-text', strings.status.log, toggle('log'), { open: this.shows === 'log' })}
      ${this.shows === 'log' ? html`<cs-log-list class="list" .state=${this.state} .actions=${this.actions}></cs-log-list>` : nothing}
      ${this.line('play', strings.status.runs, toggle('runs'), { open: this.shows === 'runs' })}
      ${this.shows === 'runs' ? html`<cs-run-list class="list" .state=${this.state} .actions=${this.actions}></cs-run-list>` : nothing}
      ${this.line('cpu', strings.palette.storage, () => this.tell('show-storage', null))}
      ${this.line('server', strings.palette.engines, () => this.tell('show-engines', null))}
      ${this.line('sun-moon', strings.nav.theme[this.theme], () => this.tell('toggle-theme', null))}
      ${status.installable ? this.line('hard-drive-download', strings.status.install, () => void this.actions.installApp()) : nothing}
      <div class="line">
        <cs-icon name=${status.online ? 'wifi' : 'wifi-off'}></cs-icon>
        <span class="grow">${status.online ? strings.status.online : strings.status.offline}</span>
        <span class="quiet small">${strings.status.device[status.device]}</span>
      </div>
      <p class="foot quiet small">${laterStrings.marks.version(status.version)}</p>
    `;
  }

  private line(
    icon: IconName,
    text: string,
    run: () => void,
    is: { readonly good?: boolean; readonly open?: boolean } = {},
  ) {
    return html`<button class="line ${is.good ? 'good' : ''}" aria-expanded=${is.open ?? nothing} @click=${run}>
      <cs-icon name=${icon}></cs-icon><span class="grow">${text}</span>${is.open === undefined ? nothing : html`<cs-icon class="end" name="chevron-right"></cs-icon>`}</button>`;
  }
}
