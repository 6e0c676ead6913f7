/** `<cs-image-window>`: a picture with its layers, moved and zoomed by mouse, touch and keyboard. */
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { intensitiesOf } from '../../images/contrast.js';
import { layerAxes } from '../../images/layer_pixels.js';
import type { PlaneIndex } from '../../images/plane.js';
import { hasWebGL, Viewer, type ViewState } from '../../images/viewer.js';
import type { Actions } from '../../workspace/actions.js';
import type { ImageWindow, Selection, WindowHistory } from '../../workspace/model.js';
import '../icon.js';
import { LitElement } from 'lit';
import type { IconName } from '../icon_drawings.js';
import { laterStrings } from '../later_strings.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import { describeImage, readout, scaleOf, stackAxes, unshownPixels } from './image_words.js';

/** Where each window's view was, for when its tab comes back. */
const views = new Map<string, { readonly view: ViewState; readonly index: PlaneIndex }>();

@customElement('cs-image-window')
export class CsImageWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; position: relative; height: 100%; min-height: 0; background: var(--cs-canvas); color: var(--cs-canvas-text); --cs-hover: rgb(255 255 255 / 14%); --cs-quiet: #d5d9dd; --cs-text: #f2f4f5; --wa-color-focus: #5fd0c6; }
      .canvas { position: relative; flex: 1; min-height: 0; outline: none; touch-action: none; cursor: crosshair; image-rendering: pixelated; }
      .canvas:focus-visible { box-shadow: inset 0 0 0 2px var(--wa-color-focus); }
      .tools { position: absolute; top: 8px; left: 8px; display: flex; gap: 2px; padding: 2px; border-radius: 8px; background: var(--cs-canvas-shade); z-index: 2; }
      .tools .icon-button { width: 32px; height: 32px; }
      .tools .words { width: auto; padding: 0 8px; font-size: var(--wa-font-size-s); font-weight: 600; }
      @media (max-width: 699px), (pointer: coarse) { .tools .icon-button { width: 44px; height: 44px; } }
      .readout, .scale { position: absolute; z-index: 2; padding: 3px 8px; border-radius: 6px; background: var(--cs-canvas-shade); font-size: var(--wa-font-size-s); font-variant-numeric: tabular-nums; pointer-events: none; }
      .readout { left: 8px; bottom: 8px; max-width: calc(100% - 16px); }
      .readout:empty { display: none; }
      .scale { right: 8px; bottom: 8px; display: flex; flex-direction: column; align-items: center; gap: 3px; }
      .scale i { display: block; height: 6px; border: solid var(--cs-canvas-text); border-width: 0 2px 2px; }
      :host([raised]) .readout, :host([raised]) .scale { bottom: 24px; }
      .cross { position: absolute; inset: 50% auto auto 50%; z-index: 2; width: 17px; height: 17px; translate: -50% -50%; pointer-events: none; background: linear-gradient(white, white) 50% / 1px 100% no-repeat, linear-gradient(white, white) 50% / 100% 1px no-repeat; mix-blend-mode: difference; }
      .stacks { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 6px 12px; background: #17191c; }
      .stacks label { display: flex; align-items: center; gap: 8px; flex: 1 1 200px; font-size: var(--wa-font-size-s); min-height: var(--cs-row); }
      .stacks input { flex: 1; min-height: 0; padding: 0; accent-color: #2aa59b; }
      .stacks output { min-width: 8ch; text-align: right; font-variant-numeric: tabular-nums; }
      .sentence { position: absolute; inset: 0; display: grid; place-items: center; padding: 24px; text-align: center; }
    `,
  ];

  @property({ attribute: false }) item!: ImageWindow;
  @property({ attribute: false }) actions!: Actions;
  @property({ attribute: false }) selection: Selection | null = null;
  /** What can be undone here; null before anything was done. */
  @property({ attribute: false }) history: WindowHistory | null = null;
  @state() private index: PlaneIndex = {};
  @state() private resolution = 1;
  @state() private reading = '';
  @state() private cross = false;
  @query('.canvas') private canvas!: HTMLElement;
  private viewer: Viewer | null = null;

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('item')) return;
    const known = views.get(this.item.id);
    const index: { [axis: string]: number } = {};
    for (const axis of stackAxes(this.item))
      index[axis.name] = this.index[axis.name] ?? known?.index[axis.name] ?? (axis.name === 'Z' ? axis.size >> 1 : 0);
    if (Object.keys(index).some((name) => index[name] !== this.index[name])) this.index = index;
  }

  override updated(): void {
    if (!this.isConnected) return;
    if (!this.viewer) this.open();
    this.viewer?.setIndex(this.index);
    this.viewer?.setLayers(this.item.layers, this.selection);
    // The viewer has chosen; the layers panel shows it and the person goes on from there.
    for (const layer of this.item.layers) {
      if (layer.kind !== 'image' || layer.channels.every(({ contrast }) => contrast !== null)) continue;
      const { array } = layer.source;
      if (array === null || !layerAxes(layer)) continue;
      const { auto } = intensitiesOf(array);
      const channels = layer.channels.map((each) => ({ ...each, contrast: each.contrast ?? auto }));
      this.actions.layers.set(layer.id, { channels });
    }
  }

  private open(): void {
    const id = this.item.id;
    this.viewer = new Viewer(
      this.canvas,
      {
        pointer: (at) => {
          this.cross = false;
          this.reading = at ? readout(this.item, this.index, at.x, at.y) : '';
        },
        view: (view) => {
          views.set(id, { view, index: this.index });
          this.resolution = view.resolution;
        },
      },
      views.get(id)?.view ?? null,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A hidden tab holds no WebGL context: browsers allow only a few.
    this.viewer?.dispose();
    this.viewer = null;
  }

  override render() {
    const stacks = stackAxes(this.item);
    const bar = scaleOf(this.item, this.resolution, 140);
    const unshown = unshownPixels(this.item);
    return html`
      <div class="canvas" role="img" tabindex="0" aria-label=${describeImage(this.item, this.index)} aria-describedby="hint" @keydown=${this.key}></div>
      <span id="hint" class="visually-hidden">${laterStrings.viewer.hint}</span>
      ${this.cross ? html`<div class="cross"></div>` : nothing}
      ${unshown ? html`<div class="sentence"><p>${laterStrings.viewer.unsupported(unshown.dtype, unshown.shape.join(' × '))}</p></div>` : this.tools()}
      <div class="readout" role="status" aria-label=${laterStrings.viewer.readout} ?hidden=${this.reading === ''}>${this.reading}</div>
      ${bar ? html`<div class="scale" role="img" aria-label=${bar.text}><span>${bar.text}</span><i style="width:${bar.length}px"></i></div>` : nothing}
      ${stacks.length > 0 ? html`<div class="stacks">${stacks.map((axis) => this.stack(axis.name, axis.size))}</div>` : nothing}
    `;
  }

  private tools() {
    const top = this.item.layers.findLast((layer) => layer.visible);
    return html`<div class="tools" role="toolbar" aria-label=${laterStrings.viewer.toolbar} title=${hasWebGL ? '' : laterStrings.viewer.plain}>
      ${this.tool('zoom-in', laterStrings.viewer.zoomIn, () => this.viewer?.zoomBy(2))}
      ${this.tool('zoom-out', laterStrings.viewer.zoomOut, () => this.viewer?.zoomBy(0.5))}
      ${this.tool('focus', laterStrings.viewer.fit, () => this.viewer?.fit())}
      <button class="icon-button words" aria-label=${laterStrings.viewer.oneToOne} title=${laterStrings.viewer.oneToOne} @click=${() => this.viewer?.oneToOne()}>1:1</button>
      ${top ? this.tool('download', strings.layers.save(top.name), () => void this.actions.save(this.item.id, top.id)) : nothing}
    </div>`;
  }

  private tool(icon: IconName, name: string, run: () => void) {
    return html`<button class="icon-button" aria-label=${name} title=${name} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
  }

  private stack(name: string, size: number) {
    const at = this.index[name] ?? 0;
    return html`<label>${laterStrings.viewer.axis(name)}
      <input type="range" min="0" max=${size - 1} .value=${String(at)} aria-valuetext=${laterStrings.viewer.axisValue(at, size)}
        @input=${(event: Event) => {
          this.index = { ...this.index, [name]: Number((event.target as HTMLInputElement).value) };
        }}>
      <output>${laterStrings.viewer.axisValue(at, size)}</output></label>`;
  }

  private key(event: KeyboardEvent): void {
    const { viewer } = this;
    if (!viewer || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 240 : 60;
    const keys: { readonly [key: string]: () => void } = {
      '+': () => viewer.zoomBy(1.5),
      '=': () => viewer.zoomBy(1.5),
      '-': () => viewer.zoomBy(1 / 1.5),
      '0': () => viewer.fit(),
      '1': () => viewer.oneToOne(),
      ArrowLeft: () => viewer.panBy(-far, 0),
      ArrowRight: () => viewer.panBy(far, 0),
      ArrowUp: () => viewer.panBy(0, -far),
      ArrowDown: () => viewer.panBy(0, far),
      v: () => {
        const { x, y } = viewer.middle();
        this.cross = true;
        this.reading = readout(this.item, this.index, x, y);
      },
    };
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}
