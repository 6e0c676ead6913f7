/** `<cs-figure-window>`: a plot that its plugin draws anew as it is zoomed and moved, or a mere picture. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { PeerClosed } from '../../contracts/errors.js';
import type { Actions } from '../../workspace/actions.js';
import {
  type AxesPlace,
  type Box,
  type Drawing,
  drawFigure,
  FIGURE_FORMATS,
  type Move,
} from '../../workspace/live_figure.js';
import type { FigureWindow } from '../../workspace/model.js';
import '../icon.js';
import type { IconName } from '../icon_drawings.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import { dataStrings } from './data_strings.js';
import { FigureHand } from './figure_hand.js';
import { withMove, zoomed } from './figure_moves.js';

const words = dataStrings.figure;

@customElement('cs-figure-window')
export class CsFigureWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 2px; padding: 4px 8px; min-height: 40px; border-bottom: 1px solid var(--cs-line); }
      header [role='toolbar'] { display: flex; gap: 2px; }
      header .text-button { padding: 0 6px; }
      @media (max-width: 699px) { header { padding: 4px; } header .text-button { min-width: 44px; padding: 0 2px; justify-content: center; font-size: var(--wa-font-size-s); } header .text-button cs-icon { display: none; } }
      .paper { position: relative; flex: 1; min-height: 0; overflow: auto; display: grid; place-items: safe center; padding: 12px; background: var(--cs-panel); }
      .paper.live { padding: 0; overflow: hidden; background: white; touch-action: none; cursor: grab; user-select: none; }
      .paper.live.zoom { cursor: crosshair; }
      .paper:focus-visible { outline-offset: -2px; }
      img { display: block; max-width: 100%; max-height: 100%; min-width: 0; object-fit: contain; border-radius: 4px; background: white; user-select: none; }
      .live img { width: 100%; height: 100%; border-radius: 0; pointer-events: none; }
      .zoomed img { max-width: none; max-height: none; }
      .frame { position: absolute; border: 1px solid #0b7d76; background: rgb(11 125 118 / 14%); pointer-events: none; }
      .note { padding: 6px 16px; border-top: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
    `,
  ];
  @property({ attribute: false }) item!: FigureWindow;
  @property({ attribute: false }) actions!: Actions;
  /** Of a mere picture: null is fitted; otherwise a factor of its own size. */
  @state() private zoom: number | null = null;
  @state() private url = '';
  @state() private axes: readonly AxesPlace[] = [];
  @state() private mode: 'pan' | 'zoom' = 'pan';
  @state() private busy = false;
  /** What is said below the picture. */
  @state() private note = '';
  @query('.paper') private paper!: HTMLElement;
  private moves: readonly Move[] = [];
  private home = false;
  private again = false;
  private readonly hand = new FigureHand({
    axes: () => this.axes,
    mode: () => this.mode,
    move: (axes, box) => this.move(axes, box),
    changed: () => this.requestUpdate(),
  });
  private readonly resize = new ResizeObserver(() => void this.draw());

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get('item') as FigureWindow | undefined;
    if (!changed.has('item') || before?.picture === this.item.picture) return;
    this.showPicture(this.item.picture);
    if (before?.live === this.item.live) return;
    this.axes = [];
    this.moves = [];
    this.note = '';
    if (this.hasUpdated) void this.updateComplete.then(() => this.draw());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.showPicture(this.item.picture);
    this.resize.observe(this.paper);
  }

  override firstUpdated(): void {
    this.resize.observe(this.paper);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    URL.revokeObjectURL(this.url);
    this.url = '';
  }

  private get isLive(): boolean {
    return this.item.live !== null && this.axes.length > 0;
  }

  private showPicture(picture: Blob): void {
    URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(picture);
  }

  override render() {
    const { frame } = this.hand;
    return html`<header>
        ${this.isLive ? this.liveTools() : this.pictureTools()}
        <span class="grow quiet small ellipsis" role="status">${this.busy ? words.drawing : nothing}</span>
        ${
          this.item.live === null
            ? html`<button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon>${strings.windows.saveAs.figure}</button>`
            : FIGURE_FORMATS.map(
                (
                  format,
                ) => html`<button class="text-button" aria-label=${`${words.save} ${words.formats[format]}`} title=${`${words.save} ${words.formats[format]}`}
                  @click=${() => this.actions.saveFigure(this.item.id, format)}>${format === 'png' ? html`<cs-icon name="download"></cs-icon>` : nothing}${words.formats[format]}</button>`,
              )
        }
      </header>
      <div class="paper ${this.isLive ? `live ${this.mode}` : this.zoom === null ? '' : 'zoomed'}" tabindex="0" role="group" aria-label=${this.item.title} aria-describedby="hint"
        @wheel=${this.wheel} @keydown=${this.key} @pointerdown=${this.pointer} @pointermove=${this.pointer} @pointerup=${this.pointer} @pointercancel=${this.pointer}>
        <img src=${this.url} alt=${words.alt(this.item.title)} draggable="false" style=${this.isLive || this.zoom === null ? '' : `width: ${this.zoom * 100}%`}>
        ${frame === null ? nothing : html`<div class="frame" style="left:${frame.left}px;top:${frame.top}px;width:${frame.width}px;height:${frame.height}px"></div>`}
      </div>
      <span id="hint" class="visually-hidden">${words.hint}</span>
      ${this.note === '' ? nothing : html`<p class="note" role="status">${this.note}</p>`}`;
  }

  private liveTools() {
    return html`<div role="toolbar" aria-label=${words.toolbar}>
      ${this.tool('house', words.home, () => this.goHome())}
      ${this.tool('hand', words.pan, () => this.setMode('pan'), this.mode === 'pan')}
      ${this.tool('scan', words.zoom, () => this.setMode('zoom'), this.mode === 'zoom')}
      ${this.tool('zoom-in', words.zoomIn, () => this.move(this.hand.chosen(), zoomed(1.5)))}
      ${this.tool('zoom-out', words.zoomOut, () => this.move(this.hand.chosen(), zoomed(1 / 1.5)))}
    </div>`;
  }

  private pictureTools() {
    return html`<div role="toolbar" aria-label=${words.toolbar}>
      ${this.tool('house', words.home, () => {
        this.zoom = null;
      })}
      ${this.tool('zoom-in', words.zoomIn, () => this.by(1.25))}
      ${this.tool('zoom-out', words.zoomOut, () => this.by(0.8))}
    </div>`;
  }

  private tool(icon: IconName, name: string, run: () => void, pressed: boolean | null = null) {
    return html`<button class="icon-button" aria-label=${name} title=${name} aria-pressed=${pressed ?? nothing} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
  }

  private setMode(mode: 'pan' | 'zoom'): void {
    this.mode = mode;
  }

  private by(factor: number): void {
    this.zoom = Math.min(8, Math.max(0.2, (this.zoom ?? 1) * factor));
  }

  private move(axes: number, box: Box): void {
    if (axes < 0) return;
    this.moves = withMove(this.moves, { axes, box });
    void this.draw();
  }

  private goHome(): void {
    this.moves = [];
    this.home = true;
    void this.draw();
  }

  /** Has the figure drawn for the window as it is now. What comes in between is drawn together, when this is done. */
  private async draw(): Promise<void> {
    const { live } = this.item;
    const { clientWidth: width, clientHeight: height } = this.paper;
    if (live === null || width < 20 || height < 20) return;
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.again && this.item.live === live) {
        this.again = false;
        const [moves, home] = [this.moves, this.home];
        this.moves = [];
        this.home = false;
        const place = { width: this.paper.clientWidth, height: this.paper.clientHeight, ratio: devicePixelRatio };
        const drawn = await drawFigure(live, place, moves, home);
        if (this.item.live === live && this.isConnected) this.show(drawn);
      }
    } catch (error) {
      const isGone = error instanceof PeerClosed;
      this.note = isGone ? words.gone : words.failed(error instanceof Error ? error.message : String(error));
      // Without its plugin it is a picture like any other.
      if (isGone) this.axes = [];
    } finally {
      this.busy = false;
    }
  }

  private show({ picture, axes }: Drawing): void {
    this.showPicture(picture);
    this.axes = axes;
    this.note = '';
  }

  private readonly pointer = (event: PointerEvent): void => {
    if (this.isLive) this.hand.pointer(event, this.paper);
  };

  private wheel(event: WheelEvent): void {
    if (this.isLive) {
      event.preventDefault();
      this.hand.wheel(event, this.paper);
    } else if (event.ctrlKey) {
      event.preventDefault();
      this.by(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zoom = { '+': 1.25, '=': 1.25, '-': 0.8 }[event.key];
    const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (zoom !== undefined) {
      if (this.isLive) this.move(this.hand.chosen(), zoomed(zoom));
      else this.by(zoom);
    } else if (event.key === '0') {
      if (this.isLive) this.goHome();
      else this.zoom = null;
    } else if (step !== undefined && this.isLive) {
      const [x = 0, y = 0] = step;
      this.move(this.hand.chosen(), [x, y, 1 + x, 1 + y]);
    } else return;
    event.preventDefault();
  }
}
