/** `<cs-status-bar>`: the marks (sealed, works offline), what runs, and the way to log and runs. */
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Status } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import type { IconName } from './icon_drawings.js';
import type { Preferences } from './preferences.js';
import './running.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** What the bar says about working offline, with its icon. */
export function offlineMark(status: Status): {
  readonly icon: IconName;
  readonly text: string;
  readonly good: boolean;
} {
  switch (status.offline.kind) {
    case 'ready':
      return { icon: 'hard-drive-download', text: strings.status.offlineReady, good: true };
    case 'saving':
      return { icon: 'download', text: strings.status.offlineSaving(status.offline.fraction), good: false };
    case 'incomplete':
      return { icon: 'cloud-off', text: strings.status.offlineIncomplete, good: false };
    case 'unsupported':
      return { icon: 'cloud-off', text: strings.status.offlineUnsupported, good: false };
  }
}

@customElement('cs-status-bar')
export class CsStatusBar extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; background: var(--cs-panel); border-top: 1px solid var(--cs-line); }
      footer { display: flex; align-items: center; gap: 2px; height: 32px; padding: 0 8px; font-size: var(--wa-font-size-s); }
      button, .item { display: inline-flex; align-items: center; gap: 6px; height: 24px; padding: 0 8px; border: 0; border-radius: 4px; background: none; color: var(--cs-quiet); white-space: nowrap; }
      button:hover, button[aria-expanded='true'] { background: var(--cs-hover); color: var(--cs-text); }
      .good cs-icon { color: var(--cs-accent-text); }
      .warn { color: var(--cs-warning); }
      @media (pointer: coarse) { footer { height: 48px; } button { height: 44px; } }
    `,
  ];
  @property({ attribute: false }) drawer: Preferences['drawer'] = null;

  override render() {
    const { plugins, status, log } = this.state;
    const sealed = plugins.filter((plugin) => plugin.mark === 'sealed').length;
    const all = sealed === plugins.length;
    const offline = offlineMark(status);
    const marks = (): void => this.tell('show-marks', null);
    const worst = log.some((entry) => entry.level === 'error');
    return html`<footer aria-label=${strings.status.region}>
      <button class=${all ? 'good' : 'warn'} aria-haspopup="dialog" @click=${marks}>
        <cs-icon name=${all ? 'shield-check' : 'globe'}></cs-icon>${all ? strings.status.sealed : strings.status.notAllSealed(sealed, plugins.length)}</button>
      <button class=${offline.good ? 'good' : ''} aria-haspopup="dialog" @click=${marks}><cs-icon name=${offline.icon}></cs-icon><span class="numbers">${offline.text}</span></button>
      <button aria-haspopup="dialog" title=${strings.palette.storage} aria-label=${`${strings.status.device[status.device]}: ${strings.palette.storage}`} @click=${() => this.tell('show-storage', null)}><cs-icon name="cpu"></cs-icon>${strings.status.device[status.device]}</button>
      <span class="item ${status.online ? '' : 'warn'}"><cs-icon name=${status.online ? 'wifi' : 'wifi-off'}></cs-icon>${status.online ? strings.status.online : strings.status.offline}</span>
      <span class="grow"></span>
      <cs-running .state=${this.state} .actions=${this.actions}></cs-running>
      ${this.toggle('runs', strings.status.runs, false)}
      ${this.toggle('log', strings.status.log, worst)}
    </footer>`;
  }

  private toggle(which: 'log' | 'runs', name: string, marked: boolean) {
    return html`<button aria-expanded=${this.drawer === which} @click=${() => this.tell('toggle-drawer', which)}>
      <cs-icon name=${which === 'log' ? 'scroll-text' : 'play'}></cs-icon>${name}${marked ? html`<cs-icon class="warn" name="circle-alert"></cs-icon>` : nothing}</button>`;
  }
}
