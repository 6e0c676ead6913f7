/** `<cs-frame-window>`: where a plugin's own page, or one from elsewhere, is shown. The frame itself lies over it. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { FrameWindow } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-frame-window')
export class CsFrameWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; align-items: center; gap: 8px; padding: 0 4px 0 12px; min-height: 32px; border-bottom: 1px solid var(--cs-line); font-size: var(--wa-font-size-s); color: var(--cs-quiet); }
      header.external { background: var(--cs-panel); color: var(--cs-text); }
      .place { flex: 1; min-height: 0; position: relative; background: white; }
      .over { position: absolute; inset: 0; display: grid; place-content: center; justify-items: start; gap: 12px; padding: 24px; overflow: auto; background: var(--cs-bg); }
      .over pre { max-width: 70ch; color: var(--cs-quiet); }
      strong { font-weight: 600; }
      .place:focus-visible { outline: 2px solid var(--wa-color-focus); outline-offset: -2px; }
    `,
  ];
  @property({ attribute: false }) item!: FrameWindow;
  @property({ attribute: false }) actions!: Actions;
  @query('.place') private area!: HTMLElement | null;
  private follows = 0;
  private placed = '';
  private dragging = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pointerdown', this.grab, true);
    for (const name of ['pointerup', 'pointercancel', 'dragend', 'drop'] as const)
      addEventListener(name, this.drop, true);
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.follows);
    removeEventListener('pointerdown', this.grab, true);
    for (const name of ['pointerup', 'pointercancel', 'dragend', 'drop'] as const)
      removeEventListener(name, this.drop, true);
    this.placed = '';
    this.item.view.place(null);
  }

  /** While something of the app is dragged, such as a tab or a splitter, the frame must not take the pointer away. */
  private readonly grab = (): void => {
    this.dragging = true;
    this.item.view.passPointers(true);
  };

  private readonly drop = (): void => {
    if (!this.dragging) return;
    this.dragging = false;
    this.item.view.passPointers(false);
  };

  /** Nothing tells when an element moves without changing its size, so it is looked at in each frame that is drawn. */
  private follow(): void {
    const look = (): void => {
      this.follows = requestAnimationFrame(look);
      const box = this.area?.getBoundingClientRect();
      const shown = box !== undefined && this.item.state.kind === 'open' && box.width > 0 && this.checkVisibility();
      const now = shown ? `${box.left} ${box.top} ${box.width} ${box.height}` : '';
      if (now === this.placed) return;
      this.placed = now;
      this.item.view.place(shown ? { left: box.left, top: box.top, width: box.width, height: box.height } : null);
    };
    cancelAnimationFrame(this.follows);
    look();
  }

  override updated(): void {
    this.item.view.onLeave = () => this.renderRoot.querySelector('button')?.focus();
  }

  override render() {
    const { item } = this;
    const words = strings.frame;
    const isExternal = item.mark === 'external';
    return html`<header class=${item.mark}>
        <cs-icon name=${isExternal ? 'globe' : 'app-window'}></cs-icon>
        <span class="ellipsis grow" title=${isExternal ? words.externalHint : words.windowHint}>${isExternal ? html`<strong>${words.external}</strong> ` : nothing}${item.source}</span>
        ${item.state.kind === 'open' ? html`<button class="text-button" @click=${() => item.view.focus()} title=${words.enterHint}>${words.enter}</button>` : nothing}
      </header>
      <div class="place">${this.over()}</div>`;
  }

  private over() {
    const { state, title, id } = this.item;
    switch (state.kind) {
      case 'open':
        return nothing;
      case 'opening':
        return html`<div class="over"><p role="status">${strings.frame.opening(title)} ${state.step}…</p>
          <button class="text-button" @click=${() => this.actions.closeWindow(id)}>${strings.frame.stop}</button></div>`;
      case 'failed':
        return html`<div class="over" role="alert"><p><strong>${strings.frame.failed(title)}</strong></p><p>${state.error.message}</p>
          ${state.error.details ? html`<details><summary>${strings.frame.details}</summary><pre tabindex="0">${state.error.details}</pre></details>` : nothing}
          <button class="text-button" @click=${() => this.actions.closeWindow(id)}>${strings.windows.close(title)}</button></div>`;
    }
  }
}
