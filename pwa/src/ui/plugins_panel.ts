/** `<cs-plugins>`: the plugins with their ops; where there is room, the selected op's form opens in place. */
import { css, html, type LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OpDescription } from '../contracts/plugin.js';
import type { PluginItem } from '../workspace/model.js';
import './add_plugin.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { markIcons } from './plugin_mark.js';
import './plugin_menu.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-plugins')
export class CsPlugins extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      header { display: flex; align-items: center; justify-content: space-between; padding: 8px 8px 4px 16px; min-height: 44px; }
      .add { padding: 0 16px 12px; }
      .plugin { border-bottom: 1px solid var(--cs-line); padding: 6px 0; }
      .title { display: flex; align-items: center; gap: 6px; padding: 0 8px 0 16px; min-height: var(--cs-row); }
      .title h3.ellipsis { white-space: normal; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
      .title h3 { line-height: 1.3; font-size: var(--wa-font-size-m); font-weight: 600; }
      .merged { padding-left: 8px; }
      .merged h3 { min-width: 0; }
      .merged .op { width: auto; max-width: 100%; margin: 0; font-weight: 600; }
      .description { padding: 0 16px 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .mark { flex: none; color: var(--cs-accent-text); display: inline-flex; }
      .mark.open { color: var(--cs-warning); }
      .op {
        display: flex; align-items: center; gap: 8px; width: calc(100% - 16px); min-height: var(--cs-row); margin: 0 8px; padding: 4px 8px;
        border: 0; border-radius: var(--cs-radius); background: none; text-align: start;
      }
      .op:hover { background: var(--cs-hover); }
      .op[aria-expanded='true'], .op[aria-current='true'] { background: var(--cs-accent-soft); color: var(--cs-accent-text); font-weight: 500; }
      .op > cs-icon { color: var(--cs-quiet); transition: rotate var(--wa-transition-fast); }
      .op[aria-expanded='true'] > cs-icon { rotate: 90deg; color: inherit; }
      .form { padding: 12px 16px 0; --cs-form-background: var(--cs-panel); }
      .state { display: inline-flex; align-items: center; gap: 5px; font-size: var(--wa-font-size-s); color: var(--cs-quiet); white-space: nowrap; }
      .dot { width: 7px; height: 7px; border-radius: 50%; background: var(--wa-color-neutral-60); }
      .state[data-kind='ready'] .dot { background: var(--cs-accent); }
      .state[data-kind='running'] .dot, .state[data-kind='starting'] .dot { background: #d98a00; }
      .state[data-kind='failed'] { color: var(--cs-danger); }
      .state[data-kind='failed'] .dot { background: currentColor; }
      .error { margin: 0 16px 8px; font-size: var(--wa-font-size-s); color: var(--cs-danger); overflow-wrap: anywhere; }
      .empty { padding: 8px 16px 16px; color: var(--cs-quiet); }
    `,
  ];

  /** Whether the form opens below its op; on a phone it has a sheet of its own. */
  @property({ type: Boolean }) inline = false;
  @state() private adding = false;
  /** The op whose form has been brought into sight. */
  private revealed = '';

  override updated(): void {
    const { selected } = this.state;
    const key = selected === null ? '' : `${selected.pluginId} ${selected.op}`;
    if (key === this.revealed) return;
    this.revealed = key;
    if (this.inline && key !== '') void this.reveal();
  }

  /** A form that would end below the panel begins at its top. */
  private async reveal(): Promise<void> {
    await customElements.whenDefined('cs-op-form');
    const form = this.renderRoot.querySelector<LitElement>('cs-op-form');
    await form?.updateComplete;
    const end = Math.min(this.getBoundingClientRect().bottom, innerHeight);
    if (form && form.getBoundingClientRect().bottom > end)
      this.renderRoot.querySelector('.op[aria-expanded="true"]')?.scrollIntoView({ block: 'start' });
  }

  override render() {
    const { plugins } = this.state;
    return html`<section aria-label=${strings.plugins.region}>
      <header>
        <h2 class="heading grow">${strings.plugins.region}</h2>
        <button class="icon-button" aria-label=${strings.plugins.manage} title=${strings.plugins.manage} @click=${() => this.tell('show-manager', { pluginId: null, tab: 'overview', line: null })}><cs-icon name="sliders-horizontal"></cs-icon></button>
        <button class="icon-button" id="add" aria-label=${strings.plugins.add} title=${strings.plugins.add} aria-expanded=${this.adding}
          @click=${() => {
            this.adding = !this.adding;
          }}><cs-icon name="plus"></cs-icon></button>
      </header>
      ${
        this.adding
          ? html`<cs-add-plugin class="add" autofocus .actions=${this.actions} @keydown=${(event: KeyboardEvent) => {
              if (event.key !== 'Escape') return;
              this.adding = false;
              this.renderRoot.querySelector<HTMLElement>('#add')?.focus();
            }} @cs-added=${() => {
              this.adding = false;
            }}></cs-add-plugin>`
          : nothing
      }
      ${plugins.length === 0 ? html`<p class="empty">${strings.plugins.empty}</p>` : nothing}
      <ul>${plugins.map((plugin) => html`<li class="plugin">${this.plugin(plugin)}</li>`)}</ul>
    </section>`;
  }

  private plugin(plugin: PluginItem) {
    const { header } = plugin;
    const sealed = plugin.mark === 'sealed';
    const marked = sealed ? strings.plugins.sealed : strings.marked[plugin.mark];
    // A plugin with one op of its own name needs no row for each.
    const only = plugin.ops.length === 1 && plugin.ops[0]?.title === header.name ? plugin.ops[0] : null;
    const { row, form } = only ? this.opRow(plugin, only) : { row: nothing, form: nothing };
    return html`
      <div class="title ${only ? 'merged' : ''}">
        ${only ? html`<h3>${row}</h3>` : html`<h3 class="ellipsis" title=${header.name}>${header.name}</h3>`}
        <span class="mark ${sealed ? '' : 'open'}" role="img" aria-label=${marked} title=${marked}>
          <cs-icon name=${markIcons[plugin.mark]}></cs-icon></span>
        <span class="grow"></span>
        ${this.stateOf(plugin)}
        <cs-plugin-menu .state=${this.state} .actions=${this.actions} .plugin=${plugin}></cs-plugin-menu>
      </div>
      ${plugin.state.kind === 'failed' ? html`<p class="error">${plugin.state.error.message}</p>` : nothing}
      ${only ? form : plugin.ops.map((op) => Object.values(this.opRow(plugin, op)))}
    `;
  }

  private stateOf(plugin: PluginItem) {
    const kind = plugin.state.kind;
    // A plugin that merely waits needs no words.
    if (kind === 'asleep') return nothing;
    return html`<span class="state" data-kind=${kind}><span class="dot"></span><span class=${kind === 'failed' ? 'visually-hidden' : ''}>${strings.plugins.state[kind]}</span></span>`;
  }

  private opRow(plugin: PluginItem, op: OpDescription) {
    const { selected } = this.state;
    const isSelected = selected?.pluginId === plugin.id && selected.op === op.name;
    const select = (): void => {
      this.actions.select(plugin.id, op.name);
      this.tell('show-form', null);
    };
    if (!this.inline) {
      const row = html`<button class="op" aria-current=${isSelected} title=${op.doc} @click=${select}>
        <cs-icon name="chevron-right"></cs-icon><span class="grow ellipsis">${op.title}</span></button>`;
      return { row, form: nothing };
    }
    return {
      row: html`<button class="op" aria-expanded=${isSelected} title=${op.doc} @click=${select}><cs-icon name="chevron-right"></cs-icon><span class="grow ellipsis">${op.title}</span></button>`,
      form: isSelected
        ? html`<cs-op-form class="form" .state=${this.state} .actions=${this.actions}></cs-op-form>`
        : nothing,
    };
  }
}
