/** `<cs-plugin-detail>`: one plugin: how it stands, and its tabs. */
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PluginItem } from '../../workspace/model.js';
import { type ManagerTab, WorkspaceElement } from '../element.js';
import '../icon.js';
import '../log_list.js';
import { markIcons } from '../plugin_mark.js';
import '../plugin_menu.js';
import { sharedStyles } from '../shared_styles.js';
import { linkedText, linkStyles } from '../source_link.js';
import { strings } from '../strings.js';
import './network_tab.js';
import './overview_tab.js';
import './permissions_tab.js';
import { setUp } from './plugin_actions.js';
import './plugin_icon.js';
import './plugin_state.js';
import { managerStrings } from './strings.js';

const TABS: readonly ManagerTab[] = ['overview', 'docs', 'source', 'permissions', 'network', 'log'];
/** Tabs that scroll as a whole; the others have a scrolling part of their own. */
const SCROLLS: readonly ManagerTab[] = ['overview', 'docs', 'permissions'];
/** What is fetched when its tab is first opened. */
const LAZY: { readonly [tab in ManagerTab]?: () => Promise<unknown> } = {
  docs: () => import('./docs_tab.js'),
  source: () => import('./source_tab.js'),
};

@customElement('cs-plugin-detail')
export class CsPluginDetail extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    linkStyles,
    css`
      :host { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
      .top { display: flex; align-items: center; gap: 8px 12px; flex-wrap: wrap; padding: 12px 8px 8px 16px; }
      .back { display: none; margin-left: -8px; }
      h3 { font-size: 1.125rem; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
      .chips { display: flex; align-items: center; gap: 4px 12px; flex-wrap: wrap; }
      .chip { display: inline-flex; align-items: center; gap: 5px; min-height: 24px; padding: 0 8px; border: 1px solid var(--cs-line); border-radius: 12px; background: none; font-size: var(--wa-font-size-s); }
      .chip cs-icon { color: var(--cs-accent-text); }
      .chip.open cs-icon { color: var(--cs-warning); }
      .run { display: inline-flex; align-items: center; gap: 6px; min-height: calc(var(--cs-control) + 4px); padding: 0 16px; border: 0; border-radius: var(--cs-radius); background: var(--cs-accent); color: white; font-weight: 500; }
      .run:hover { background: color-mix(in oklab, var(--cs-accent), black 12%); }
      .note { display: flex; align-items: center; gap: 8px; margin: 0 16px 8px; padding: 4px 4px 4px 12px; min-height: 40px; border-radius: var(--cs-radius); background: var(--cs-hover); overflow-wrap: anywhere; }
      .note.error { background: var(--cs-danger-soft); }
      .note.error > cs-icon { color: var(--cs-danger); }
      [role='tablist'] { display: flex; gap: 2px; padding: 0 8px; border-bottom: 1px solid var(--cs-line); overflow-x: auto; scrollbar-width: none; }
      [role='tab'] { flex: none; min-height: 40px; padding: 0 10px; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--cs-quiet); font-weight: 500; }
      [role='tab'][aria-selected='true'] { border-color: var(--cs-accent); color: var(--cs-text); }
      [role='tab']:focus-visible { outline-offset: -2px; }
      [role='tabpanel'] { flex: 1; min-height: 0; overflow-y: auto; }
      cs-log-list { height: 100%; }
      @media (pointer: coarse) { .chip, [role='tab'] { min-height: 44px; } .chip { border-radius: 22px; } }
      @container manager (max-width: 719px) {
        .back { display: inline-flex; }
        cs-plugin-icon { display: none; }
        .top { padding-block: 4px; }
        .named { display: contents; }
        /* The name has the first line for itself, whatever fits below it. */
        h3 { flex: 1 1 calc(100% - 130px); min-width: 0; }
        cs-plugin-menu { order: 1; }
        .chips { order: 2; flex: 1 1 calc(100% - 140px); }
        .run { order: 3; margin-inline-end: 8px; }
      }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  @property({ attribute: false }) tab: ManagerTab = 'overview';
  @property({ attribute: false }) line: number | null = null;
  @state() private failed = false;
  private readonly asked = new Set<ManagerTab>();

  override willUpdate(): void {
    const load = LAZY[this.tab];
    if (load === undefined || this.asked.has(this.tab)) return;
    this.asked.add(this.tab);
    this.failed = false;
    load().catch(() => {
      this.asked.delete(this.tab);
      this.failed = true;
    });
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('tab')) return;
    this.renderRoot.querySelector(`#tab-${this.tab}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  override render() {
    const { plugin } = this;
    const { name } = plugin.header;
    return html`${this.top()}${this.notes()}
      <div role="tablist" aria-label=${managerStrings.tabs.label(name)} @keydown=${this.key}>${TABS.map(
        (tab) =>
          html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${tab === this.tab} tabindex=${tab === this.tab ? 0 : -1} @click=${() => this.show(tab)}>${managerStrings.tabs[tab]}</button>`,
      )}</div>
      <div role="tabpanel" id="panel" tabindex=${SCROLLS.includes(this.tab) ? 0 : nothing} aria-labelledby="tab-${this.tab}">${this.failed ? this.notLoaded() : this.content()}</div>`;
  }

  private top() {
    const { plugin } = this;
    const { header, mark, ops, disabled } = plugin;
    const first = ops[0];
    return html`<div class="top">
      <button class="icon-button back" aria-label=${managerStrings.back} title=${managerStrings.back} @click=${() => this.tell('show-manager', { pluginId: null, tab: 'overview', line: null })}><cs-icon name="arrow-left"></cs-icon></button>
      <cs-plugin-icon .icon=${header.icon} .name=${header.name}></cs-plugin-icon>
      <div class="named grow"><h3 id="name" tabindex="-1">${header.name}</h3>
        <div class="chips"><span class="quiet small numbers">${header.version}</span>
          <button class="chip ${mark === 'sealed' ? '' : 'open'}" aria-haspopup="dialog" title=${managerStrings.marks.more} @click=${() => this.tell('show-marks', null)}><cs-icon name=${markIcons[mark]}></cs-icon>${strings.marked[mark]}</button>
          <cs-plugin-state .plugin=${plugin}></cs-plugin-state></div></div>
      ${
        first !== undefined && !disabled
          ? html`<button class="run" @click=${() => setUp(plugin, first.name, this.actions, (event, detail) => this.tell(event, detail))}><cs-icon name="play"></cs-icon>${managerStrings.menu.short.run}</button>`
          : nothing
      }
      <cs-plugin-menu .state=${this.state} .actions=${this.actions} .plugin=${plugin}></cs-plugin-menu>
    </div>`;
  }

  /** What the person should know before anything else. */
  private notes() {
    const { id, header, update, disabled, changed, state } = this.plugin;
    const words = managerStrings;
    return html`
      ${
        state.kind === 'failed'
          ? html`<div class="note error" role="alert"><cs-icon name="circle-alert"></cs-icon><span class="grow">${linkedText(state.error.message, this.state.plugins, id, (place) => this.tell('show-manager', place))}</span>
            <button class="text-button" @click=${() => this.actions.restartPlugin(id)}>${words.menu.short.restart}</button></div>`
          : nothing
      }
      ${
        update === null
          ? nothing
          : html`<div class="note" role="status"><cs-icon name="circle-arrow-up"></cs-icon><span class="grow">${words.update(update.version, header.version)}</span>
            <button class="text-button" @click=${() => this.actions.updatePlugin(id)}>${words.updateNow}</button></div>`
      }
      ${
        disabled
          ? html`<div class="note"><cs-icon name="ban"></cs-icon><span class="grow">${words.disabledHint}</span>
            <button class="text-button" @click=${() => this.actions.setDisabled(id, false)}>${words.menu.short.enable}</button></div>`
          : nothing
      }
      ${changed === '' || update !== null ? nothing : html`<div class="note" role="status"><cs-icon name="info"></cs-icon><span class="grow">${changed}</span></div>`}`;
  }

  private content() {
    const { plugin, state, actions } = this;
    switch (this.tab) {
      case 'overview':
        return html`<cs-overview-tab .state=${state} .actions=${actions} .plugin=${plugin}></cs-overview-tab>`;
      case 'docs':
        return html`<cs-docs-tab .actions=${actions} .plugin=${plugin}></cs-docs-tab>`;
      case 'source':
        return html`<cs-source-tab .actions=${actions} .plugin=${plugin} .line=${this.line}></cs-source-tab>`;
      case 'permissions':
        return html`<cs-permissions-tab .state=${state} .actions=${actions} .plugin=${plugin}></cs-permissions-tab>`;
      case 'network':
        return html`<cs-network-tab .state=${state} .actions=${actions} .plugin=${plugin}></cs-network-tab>`;
      case 'log':
        return html`<cs-log-list .state=${state} .actions=${actions} .pluginId=${plugin.id}></cs-log-list>`;
    }
  }

  private notLoaded() {
    return html`<p class="note error" role="alert"><span class="grow">${strings.windows.failed}</span><button class="text-button" @click=${() => this.requestUpdate()}>${strings.windows.tryAgain}</button></p>`;
  }

  private show(tab: ManagerTab): void {
    this.tell('show-manager', { pluginId: this.plugin.id, tab, line: null });
  }

  private key(event: KeyboardEvent): void {
    const at = TABS.indexOf(this.tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 }[event.key];
    const next = to === undefined ? undefined : TABS[(to + TABS.length) % TABS.length];
    if (next === undefined) return;
    event.preventDefault();
    this.show(next);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }
}
