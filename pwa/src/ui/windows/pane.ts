/** `<cs-pane>`: on a phone, the windows of one sort, one at a time, with a strip of tabs when there are several. */
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { WindowItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import './window_content.js';

@customElement('cs-pane')
export class CsPane extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; }
      .strip { display: flex; overflow-x: auto; background: var(--cs-panel); border-bottom: 1px solid var(--cs-line); scrollbar-width: none; }
      .strip > div { display: flex; }
      [role='tab'] { flex: none; max-width: 60vw; min-height: 44px; padding: 0 4px 0 16px; border: 0; background: none; color: var(--cs-quiet); box-shadow: inset 0 -2px transparent; }
      [role='tab'][aria-selected='true'] { color: var(--cs-text); box-shadow: inset 0 -2px var(--cs-accent); font-weight: 500; }
      /* The cross stays in sight beside however many tabs. */
      .strip > .icon-button { position: sticky; right: 0; background: var(--cs-panel); }
      .window { flex: 1; min-height: 0; }
      .empty { display: grid; place-items: center; height: 100%; padding: 32px; color: var(--cs-quiet); text-align: center; }
    `,
  ];
  @property({ attribute: false }) shows: 'image' | 'results' = 'image';
  private last: { image: string | null; results: string | null } = { image: null, results: null };
  private revealed: string | null = null;

  override updated(): void {
    const shown = this.last[this.shows];
    if (shown === this.revealed) return;
    this.revealed = shown;
    this.front?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  private get front(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]');
  }

  override render() {
    const windows = this.state.windows.filter((window) => (window.kind === 'image') === (this.shows === 'image'));
    const wanted =
      windows.find((window) => window.id === this.state.activeWindow) ??
      windows.find((window) => window.id === this.last[this.shows]) ??
      windows.at(-1);
    if (!wanted)
      return html`<p class="empty">${this.shows === 'image' ? strings.windows.noImage : strings.windows.noResults}</p>`;
    this.last[this.shows] = wanted.id;
    return html`
      <div class="strip"><div role="tablist" aria-label=${strings.windows.region} @keydown=${(event: KeyboardEvent) => this.key(event, windows, wanted)}>
        ${windows.map(
          (
            window,
          ) => html`<button role="tab" class="ellipsis" aria-selected=${window === wanted} tabindex=${window === wanted ? 0 : -1} title=${window.title}
            @click=${() => this.actions.activateWindow(window.id)}>${window.title}</button>`,
        )}</div>
        <button class="icon-button" aria-label=${strings.windows.close(wanted.title)} title=${strings.windows.close(wanted.title)} @click=${() => this.actions.closeWindow(wanted.id)}><cs-icon name="x"></cs-icon></button>
      </div>
      <div class="window" role="tabpanel" aria-label=${wanted.title}>
        ${keyed(wanted.id, html`<cs-window .item=${wanted} .actions=${this.actions} .state=${this.state} ?raised=${this.shows === 'image'}></cs-window>`)}
      </div>`;
  }

  private key(event: KeyboardEvent, windows: readonly WindowItem[], shown: WindowItem): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step && windows[(windows.indexOf(shown) + step + windows.length) % windows.length];
    if (event.key === 'Delete') this.actions.closeWindow(shown.id);
    else if (next) this.actions.activateWindow(next.id);
    else return;
    requestAnimationFrame(() => void this.updateComplete.then(() => this.front?.focus()));
  }
}
