/** `<cs-plugin-state>`: how a plugin stands: asleep, starting, running, failed or disabled. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PluginItem } from '../../workspace/model.js';
import { percent } from '../format.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-plugin-state')
export class CsPluginState extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: inline-flex; align-items: center; gap: 6px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); white-space: nowrap; }
      .dot { flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--wa-color-neutral-60); }
      .ready { background: var(--cs-accent); }
      .running, .starting { background: #d98a00; }
      .failed { background: var(--cs-danger); }
      .disabled { background: none; border: 1px solid currentColor; }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;

  override render() {
    const { state, disabled } = this.plugin;
    const kind = disabled ? 'disabled' : state.kind;
    const how = state.kind === 'starting' && state.fraction !== null ? ` ${percent(state.fraction)}` : '';
    return html`<span class="dot ${kind}"></span><span class="numbers">${strings.plugins.state[kind]}${disabled ? '' : how}</span>`;
  }
}
