/** `<cs-figure-window>`: a picture of a plot, fitted or zoomed. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { FigureWindow } from '../../workspace/model.js';
import '../icon.js';
import { laterStrings } from '../later_strings.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-figure-window')
export class CsFigureWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; align-items: center; gap: 2px; padding: 4px 8px; min-height: 40px; border-bottom: 1px solid var(--cs-line); }
      .paper { flex: 1; min-height: 0; overflow: auto; display: grid; place-items: safe center; padding: 12px; background: var(--cs-panel); }
      img { display: block; max-width: 100%; max-height: 100%; min-width: 0; object-fit: contain; border-radius: 4px; background: white; }
      .zoomed img { max-width: none; max-height: none; }
    `,
  ];
  @property({ attribute: false }) item!: FigureWindow;
  @property({ attribute: false }) actions!: Actions;
  /** null is fitted; otherwise a factor of the picture's own size. */
  @state() private zoom: number | null = null;
  @state() private url = '';

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get('item') as FigureWindow | undefined;
    if (changed.has('item') && before?.picture !== this.item.picture) {
      URL.revokeObjectURL(this.url);
      this.url = URL.createObjectURL(this.item.picture);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.url === '') this.url = URL.createObjectURL(this.item.picture);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.url);
    this.url = '';
  }

  override render() {
    return html`<header>
        <button class="icon-button" aria-label=${laterStrings.viewer.zoomIn} title=${laterStrings.viewer.zoomIn} @click=${() => this.by(1.25)}><cs-icon name="zoom-in"></cs-icon></button>
        <button class="icon-button" aria-label=${laterStrings.viewer.zoomOut} title=${laterStrings.viewer.zoomOut} @click=${() => this.by(0.8)}><cs-icon name="zoom-out"></cs-icon></button>
        <button class="icon-button" aria-label=${laterStrings.figure.fit} title=${laterStrings.figure.fit} @click=${() => {
          this.zoom = null;
        }}><cs-icon name="focus"></cs-icon></button>
        <span class="grow"></span>
        <button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon>${strings.windows.saveAs.figure}</button>
      </header>
      <div class="paper ${this.zoom === null ? '' : 'zoomed'}" tabindex="0" role="group" aria-label=${this.item.title} @wheel=${this.wheel} @keydown=${this.key}>
        <img src=${this.url} alt=${laterStrings.figure.alt(this.item.title)} style=${this.zoom === null ? '' : `width: ${this.zoom * 100}%`}>
      </div>`;
  }

  private by(factor: number): void {
    this.zoom = Math.min(8, Math.max(0.2, (this.zoom ?? 1) * factor));
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.by(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === '+' || event.key === '=') this.by(1.25);
    else if (event.key === '-') this.by(0.8);
    else if (event.key === '0') this.zoom = null;
  }
}
