/** `<cs-compare-window>`: two pictures over one another, and a slider that says how much of the upper one is seen. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CompareWindow } from '../../workspace/model.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-compare-window')
export class CsCompareWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-canvas); color: var(--cs-canvas-text); --wa-color-focus: #5fd0c6; }
      .stage { position: relative; flex: 1; min-height: 0; overflow: hidden; touch-action: none; cursor: ew-resize; }
      img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; user-select: none; }
      .line { position: absolute; top: 0; bottom: 0; width: 2px; margin-left: -1px; background: white; box-shadow: 0 0 0 1px rgb(0 0 0 / 60%); pointer-events: none; }
      label { display: flex; align-items: center; gap: 12px; padding: 6px 12px; min-height: 44px; background: #17191c; font-size: var(--wa-font-size-s); }
      input { flex: 1; min-height: 0; padding: 0; accent-color: #2aa59b; }
    `,
  ];
  @property({ attribute: false }) item!: CompareWindow;
  @state() private share = 50;
  @state() private urls: readonly [string, string] = ['', ''];

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get('item') as CompareWindow | undefined;
    if (!changed.has('item') || (before?.first === this.item.first && before.second === this.item.second)) return;
    this.drop();
    this.take();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.take();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.drop();
  }

  private take(): void {
    this.urls = [URL.createObjectURL(this.item.first), URL.createObjectURL(this.item.second)];
  }

  private drop(): void {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = ['', ''];
  }

  override render() {
    const [first, second] = this.urls;
    const words = strings.compare;
    return html`<div class="stage" @pointerdown=${this.drag} @pointermove=${this.drag}>
        <img src=${second} alt=${words.second(this.item.title)} draggable="false">
        <img src=${first} alt=${words.first(this.item.title)} draggable="false" style="clip-path: inset(0 ${100 - this.share}% 0 0)">
        <div class="line" style="left:${this.share}%"></div>
      </div>
      <label>${words.share}<input type="range" min="0" max="100" .value=${String(this.share)} aria-valuetext=${words.value(this.share)}
        @input=${(event: Event) => {
          this.share = Number((event.target as HTMLInputElement).value);
        }}></label>`;
  }

  private drag(event: PointerEvent): void {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    const stage = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') stage.setPointerCapture(event.pointerId);
    const box = stage.getBoundingClientRect();
    this.share = Math.round(Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100)));
  }
}
