/** `<cs-volume>`: the volume of an image window in 3-D. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { isVolume } from '../../images/orthogonal.js';
import type { PlaneIndex } from '../../images/plane.js';
import { hasWebGL } from '../../images/viewer.js';
import { volumeBytes } from '../../images/volume_bytes.js';
import { mixed, type VolumeChannel } from '../../images/volume_colours.js';
import { type VolumeStyle, VolumeViewer } from '../../images/volume_viewer.js';
import type { ImageLayer, ImageWindow } from '../../workspace/model.js';
import { percent } from '../format.js';
import { sharedStyles } from '../shared_styles.js';
import { viewerStrings } from './viewer_strings.js';

@customElement('cs-volume')
export class CsVolume extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; position: absolute; inset: 0; container-type: inline-size; background: var(--cs-canvas); }
      div { position: absolute; inset: 0; }
      canvas { display: block; width: 100%; height: 100%; outline: none; touch-action: none; }
      canvas:focus-visible { box-shadow: inset 0 0 0 2px var(--wa-color-focus); }
      p { position: absolute; inset: auto 8px 8px 8px; padding: 3px 8px; border-radius: 6px; background: var(--cs-canvas-shade); width: fit-content; font-size: var(--wa-font-size-s); }
      p.wait { inset: 50% auto auto 50%; translate: -50% -50%; }
      label { position: absolute; right: 8px; top: 8px; z-index: 2; }
      /* Below the tools, which reach that far. */
      @container (max-width: 640px) { label { top: 64px; } }
      select { background-color: #24272b; width: auto; }
    `,
  ];
  @property({ attribute: false }) item!: ImageWindow;
  @property({ attribute: false }) index: PlaneIndex = {};
  @state() private fraction: number | null = 0;
  @state() private factor = 1;
  @state() private problem = '';
  @state() private look: VolumeStyle = 'smooth';
  @query('canvas') private canvas!: HTMLCanvasElement;
  private viewer: Promise<VolumeViewer> | null = null;
  private shown = '';
  private stop = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop.abort();
    void this.viewer?.then((viewer) => viewer.dispose());
    this.viewer = null;
    this.shown = '';
  }

  override updated(_changed: PropertyValues): void {
    if (!this.isConnected || !hasWebGL) return;
    const layers = this.layers;
    const t = this.index.T ?? 0;
    const key = JSON.stringify([t, layers.map(({ id, channels }) => [id, channels])]);
    if (key === this.shown) return;
    this.shown = key;
    this.stop.abort();
    this.stop = new AbortController();
    this.show(layers, this.stop.signal).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.fraction = null;
      this.problem = error instanceof Error ? error.message : String(error);
    });
  }

  private get layers(): readonly ImageLayer[] {
    return this.item.layers.filter(
      (layer): layer is ImageLayer => layer.kind === 'image' && layer.visible && isVolume(layer.source),
    );
  }

  private async show(layers: readonly ImageLayer[], signal: AbortSignal): Promise<void> {
    this.fraction = 0;
    this.problem = '';
    const wanted = layers.flatMap((layer) =>
      layer.channels.flatMap((view, at) => (view.visible ? [{ layer, view, at }] : [])),
    );
    const channels: VolumeChannel[] = [];
    for (const [done, { layer, view, at }] of wanted.entries()) {
      const channel = layer.channels.length > 1 ? at : null;
      const volume = await volumeBytes(layer.source, channel, view, this.index, signal, (fraction) => {
        this.fraction = (done + fraction) / wanted.length;
      });
      channels.push({ volume, color: view.color });
    }
    this.viewer ??= this.open();
    const viewer = await this.viewer;
    signal.throwIfAborted();
    const [first] = channels;
    if (first === undefined) return;
    await viewer.show(first.volume, mixed(channels));
    await viewer.style(this.look);
    this.factor = Math.max(1, ...channels.map(({ volume }) => volume.factor));
    this.fraction = null;
    this.dispatchEvent(new CustomEvent('cs-volume-shown', { bubbles: true, composed: true }));
  }

  private async open(): Promise<VolumeViewer> {
    const viewer = new VolumeViewer();
    await viewer.attach(this.canvas);
    return viewer;
  }

  override render() {
    if (!hasWebGL) return html`<p role="alert">${viewerStrings.noVolume}</p>`;
    const smaller = Math.round(this.factor);
    return html`<div><canvas tabindex="0" role="img" aria-label=${viewerStrings.volumeView(this.item.title)} @keydown=${this.key}></canvas></div>
      <label><span class="visually-hidden">${viewerStrings.volumeStyle}</span><select @change=${this.restyle}>${Object.entries(
        viewerStrings.volumeStyles,
      ).map(
        ([style, words]) => html`<option value=${style} ?selected=${style === this.look}>${words}</option>`,
      )}</select></label>
      ${this.fraction === null ? nothing : html`<p class="wait" role="status">${viewerStrings.volumeWait} ${percent(this.fraction)}</p>`}
      ${this.problem ? html`<p role="alert">${this.problem}</p>` : smaller > 1 && this.fraction === null ? html`<p>${viewerStrings.volumeSmaller(smaller)}</p>` : nothing}`;
  }

  private restyle(event: Event): void {
    this.look = (event.target as HTMLSelectElement).value as VolumeStyle;
    void this.viewer?.then((viewer) => viewer.style(this.look));
  }

  private key(event: KeyboardEvent): void {
    const moves: { readonly [key: string]: readonly [number, number, number] } = {
      ArrowLeft: [-10, 0, 1],
      ArrowRight: [10, 0, 1],
      ArrowUp: [0, 10, 1],
      ArrowDown: [0, -10, 1],
      '+': [0, 0, 1.2],
      '-': [0, 0, 1 / 1.2],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void this.viewer?.then((viewer) => viewer.move(...move));
  }
}
