/** `<cs-manager>`: the plugin manager: the list of all plugins, and one of them in full. */
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../add_plugin.js';
import { type ManagerPlace, WorkspaceElement } from '../element.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import './manager_list.js';
import './plugin_detail.js';
import './repository.js';
import { managerStrings } from './strings.js';

@customElement('cs-manager')
export class CsManager extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { position: absolute; inset: 0; z-index: 15; display: block; container: manager / inline-size; background: var(--cs-bg); }
      section { display: flex; flex-direction: column; height: 100%; }
      header { display: flex; align-items: center; gap: 4px; min-height: 48px; padding: 4px 8px 4px 16px; border-bottom: 1px solid var(--cs-line); }
      h2 { font-size: 1rem; font-weight: 600; }
      .add { padding: 12px 16px; border-bottom: 1px solid var(--cs-line); max-width: 640px; }
      .body { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(260px, 34%) minmax(0, 1fr); }
      .body > * { min-height: 0; }
      cs-manager-list { border-inline-end: 1px solid var(--cs-line); }
      .back { margin-left: -8px; }
      .choose { padding: 24px; color: var(--cs-quiet); max-width: 44ch; }
      @container manager (max-width: 719px) {
        .body { grid-template-columns: minmax(0, 1fr); }
        .body.list .detail, .body.one cs-manager-list, .body.one .list { display: none; }
        cs-manager-list { border: 0; }
        section:has(> .one) > header { display: none; }
      }
    `,
  ];
  @property({ attribute: false }) place!: ManagerPlace;
  @state() private adding = false;

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override updated(changed: PropertyValues): void {
    const before = changed.get('place') as ManagerPlace | undefined;
    if (before === undefined || before.pluginId === this.place.pluginId) return;
    // Where there is room for one of the two, the focus follows what is shown.
    const hidden = (name: string) => this.renderRoot.querySelector<HTMLElement>(name)?.offsetParent === null;
    if (hidden('cs-manager-list')) void this.focusDetail();
    else if (hidden('.detail')) this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render() {
    const { place } = this;
    const plugin = this.state.plugins.find(({ id }) => id === place.pluginId);
    const words = managerStrings;
    const checkable = this.state.plugins.filter(({ shipped, source }) => !shipped && /^https?:/.test(source));
    const { repository } = this.state;
    if (repository !== null && place.pluginId === null) {
      return html`<section aria-label=${words.region} @keydown=${this.key}>
        <header>
          <button class="icon-button back" aria-label=${words.repository.back} title=${words.repository.back} @click=${() => this.actions.closeRepository()}><cs-icon name="arrow-left"></cs-icon></button>
          <h2 class="grow ellipsis" tabindex="-1">${repository.name}</h2>
          ${this.button('x', words.close, this.closeAll)}
        </header>
        <cs-repository .state=${this.state} .actions=${this.actions} .repository=${repository}></cs-repository>
      </section>`;
    }
    return html`<section aria-label=${words.region} @keydown=${this.key}>
      <header>
        <h2 class="grow" tabindex="-1">${words.title}</h2>
        ${checkable.length > 0 ? this.button('refresh-cw', words.checkAll, () => void this.actions.checkUpdates(checkable.map(({ id }) => id))) : nothing}
        <button class="icon-button" aria-label=${strings.plugins.add} title=${strings.plugins.add} aria-expanded=${this.adding} @click=${() => {
          this.adding = !this.adding;
        }}><cs-icon name="plus"></cs-icon></button>
        ${this.button('x', words.close, () => this.tell('show-manager', null))}
      </header>
      ${
        this.adding
          ? html`<cs-add-plugin class="add" autofocus .actions=${this.actions} @cs-added=${() => {
              this.adding = false;
            }}></cs-add-plugin>`
          : nothing
      }
      <div class="body ${plugin === undefined ? 'list' : 'one'}">
        <cs-manager-list .state=${this.state} .actions=${this.actions} .chosen=${place.pluginId}></cs-manager-list>
        ${
          plugin === undefined
            ? html`<p class="choose detail">${place.pluginId === null ? words.choose : words.gone}</p>`
            : html`<cs-plugin-detail class="detail" .state=${this.state} .actions=${this.actions} .plugin=${plugin} .tab=${place.tab} .line=${place.line}></cs-plugin-detail>`
        }
      </div>
    </section>`;
  }

  private readonly closeAll = (): void => {
    this.actions.closeRepository();
    this.tell('show-manager', null);
  };

  private button(icon: 'x' | 'refresh-cw', name: string, run: () => void) {
    return html`<button class="icon-button" aria-label=${name} title=${name} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
  }

  private async focusDetail(): Promise<void> {
    const detail = this.renderRoot.querySelector<WorkspaceElement>('cs-plugin-detail');
    await detail?.updateComplete;
    detail?.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  /** Escape closes it, unless a menu or a search inside takes the key. */
  private key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const path = event.composedPath();
    const inMenu = path.some((each) => each instanceof HTMLElement && each.localName === 'wa-dropdown');
    const first = path[0];
    const searching = first instanceof HTMLInputElement && first.type === 'search' && first.value !== '';
    if (!inMenu && !searching) this.tell('show-manager', null);
  }
}
