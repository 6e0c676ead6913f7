/** `<cs-manager-list>`: all plugins, each with what tells it from others and how it stands. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PluginItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import { bytes, shortHash } from '../format.js';
import '../icon.js';
import { markIcons } from '../plugin_mark.js';
import '../plugin_menu.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import './plugin_icon.js';
import { matchingPlugins, sourceName } from './plugin_words.js';
import './plugin_state.js';
import { managerStrings } from './strings.js';

/** From so many plugins on there is a field to search them. */
const MANY = 7;

@customElement('cs-manager-list')
export class CsManagerList extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      .search { padding: 8px 12px; }
      ul { flex: 1; min-height: 0; overflow-y: auto; padding: 4px 8px 16px; }
      li { display: flex; align-items: center; gap: 2px; border-radius: var(--cs-radius); }
      li:hover { background: var(--cs-hover); }
      li.current { background: var(--cs-accent-soft); }
      .plugin { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 10px; align-items: center; flex: 1; min-width: 0; min-height: 60px; padding: 8px; border: 0; border-radius: var(--cs-radius); background: none; text-align: start; }
      .name { display: flex; align-items: center; gap: 6px; font-weight: 600; }
      .name cs-icon { flex: none; color: var(--cs-accent-text); }
      .name cs-icon.open { color: var(--cs-warning); }
      .facts { display: block; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .disabled .plugin { opacity: 0.65; }
      .update { color: var(--cs-accent-text); font-weight: 600; }
      .none { padding: 8px 16px; color: var(--cs-quiet); }
    `,
  ];
  @property({ attribute: false }) chosen: string | null = null;
  @state() private words = '';

  override render() {
    const { plugins } = this.state;
    const found = matchingPlugins(plugins, this.words);
    return html`
      ${
        plugins.length >= MANY
          ? html`<div class="search"><input type="search" autocomplete="off" spellcheck="false" aria-label=${managerStrings.search} placeholder=${managerStrings.search} .value=${this.words} @input=${(
              event: Event,
            ) => {
              this.words = (event.target as HTMLInputElement).value;
            }}></div>`
          : nothing
      }
      ${plugins.length === 0 ? html`<p class="none">${strings.plugins.empty}</p>` : nothing}
      ${plugins.length > 0 && found.length === 0 ? html`<p class="none" role="status">${managerStrings.noneFound}</p>` : nothing}
      <ul aria-label=${managerStrings.list} @keydown=${this.key}>${repeat(
        found,
        ({ id }) => id,
        (plugin) =>
          html`<li class="${plugin.id === this.chosen ? 'current' : ''} ${plugin.disabled ? 'disabled' : ''}">${this.plugin(plugin)}</li>`,
      )}</ul>`;
  }

  private plugin(plugin: PluginItem) {
    const { header, mark, sha256, size, update } = plugin;
    return html`<button class="plugin" aria-current=${plugin.id === this.chosen} @click=${() => this.tell('show-manager', { pluginId: plugin.id, tab: 'overview', line: null })}>
        <cs-plugin-icon .icon=${header.icon} .name=${header.name}></cs-plugin-icon>
        <span class="grow">
          <span class="name"><span class="ellipsis">${header.name}</span><cs-icon class=${mark === 'sealed' ? '' : 'open'} name=${markIcons[mark]}></cs-icon><span class="visually-hidden">${strings.marked[mark]}</span></span>
          <span class="facts ellipsis numbers">${header.version} · ${sourceName(plugin)}</span>
          <span class="facts ellipsis numbers">${bytes(size)} · <code title=${sha256}>${shortHash(sha256)}</code></span>
          <span class="facts"><cs-plugin-state .plugin=${plugin}></cs-plugin-state>${update === null ? nothing : html` · <span class="update">${managerStrings.updateReady}</span>`}</span>
        </span></button>
      <cs-plugin-menu .state=${this.state} .actions=${this.actions} .plugin=${plugin}></cs-plugin-menu>`;
  }

  /** Arrow keys go from plugin to plugin. */
  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.plugin')];
    const at = buttons.indexOf((event.composedPath()[0] as HTMLElement) ?? null);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
  }
}
