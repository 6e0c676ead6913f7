/** `<cs-layer>`: one layer: shown or not, its name, and below it opacity and contrast. */
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import './web_awesome.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Intensities, intensitiesOf, type Range } from '../images/contrast.js';
import { pixelsOf } from '../images/layer_pixels.js';
import type { Actions } from '../workspace/actions.js';
import type { ChannelView, Layer } from '../workspace/model.js';
import { measure } from './format.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** Steps of the contrast slider over the range of values; finer limits are typed. */
const STEPS = 1000;

@customElement('cs-layer')
export class CsLayer extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; border-radius: var(--cs-radius); }
      .head { display: flex; align-items: center; gap: 2px; min-height: var(--cs-row); padding-right: 2px; border-radius: var(--cs-radius); }
      .head:hover { background: var(--cs-hover); }
      .name { flex: 1; min-width: 0; display: flex; align-items: center; gap: 6px; height: var(--cs-row); padding: 0 4px; border: 0; background: none; text-align: start; }
      .name cs-icon { color: var(--cs-quiet); transition: rotate var(--wa-transition-fast); font-size: 0.9em; }
      .name[aria-expanded='true'] cs-icon { rotate: 90deg; }
      .off .name span { color: var(--cs-quiet); }
      .kind { margin-right: 4px; padding: 0 6px; border: 1px solid var(--cs-line); border-radius: 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-xs); }
      .settings { display: grid; gap: 8px; padding: 4px 8px 12px 12px; }
      .line { display: grid; grid-template-columns: 64px minmax(0, 1fr) 44px; align-items: center; gap: 8px; font-size: var(--wa-font-size-s); min-height: 28px; }
      .line output { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; color: var(--cs-quiet); }
      wa-slider { --track-size: 4px; --thumb-width: 14px; --thumb-height: 14px; padding-inline: 7px; }
      wa-slider::part(label) { display: none; }
      wa-slider::part(slider) { margin: 0; }
      .limits { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px; }
      .limits label { font-size: var(--wa-font-size-xs); color: var(--cs-quiet); }
      .limits input { min-height: 28px; padding: 2px 6px; font-size: var(--wa-font-size-s); }
      .limits .text-button { min-height: 28px; padding: 0 6px; font-size: var(--wa-font-size-s); }
      .tools { display: flex; gap: 2px; margin-inline: -8px; flex-wrap: wrap; }
      .tools .text-button { font-size: var(--wa-font-size-s); min-height: 28px; }
      .tools .danger { color: var(--cs-danger); }
      @media (max-width: 699px), (pointer: coarse) {
        .limits input, .limits .text-button, .tools .text-button { min-height: 44px; }
        wa-slider { --thumb-width: 22px; --thumb-height: 22px; padding-inline: 11px; }
        .line { min-height: 44px; }
      }
    `,
  ];
  @property({ attribute: false }) layer!: Layer;
  @property({ attribute: false }) actions!: Actions;
  /** Whether it is the window's only layer, which starts opened. */
  @property({ type: Boolean }) only = false;
  @state() private opened: boolean | null = null;
  @state() private renaming = false;

  override render() {
    const { layer } = this;
    const open = this.opened ?? (layer.kind === 'image' || this.only);
    return html`
      <div class="head ${layer.visible ? '' : 'off'}">
        <button class="icon-button" role="switch" aria-checked=${layer.visible} aria-label=${strings.layers.show(layer.name)} title=${strings.layers.show(layer.name)}
          @click=${() => this.actions.layers.set(layer.id, { visible: !layer.visible })}><cs-icon name=${layer.visible ? 'eye' : 'eye-off'}></cs-icon></button>
        ${
          this.renaming
            ? html`<input class="grow" aria-label=${strings.layers.name} .value=${layer.name} @blur=${this.rename} @keydown=${this.renameKey}>`
            : html`<button class="name" aria-expanded=${open} aria-label=${strings.layers.settings(layer.name)} title=${layer.name} @dblclick=${this.startRename}
                @click=${() => {
                  this.opened = !open;
                }}><cs-icon name="chevron-right"></cs-icon><span class="ellipsis">${layer.name}</span></button>
              <span class="kind">${strings.layers.kind[layer.kind]}</span>`
        }
      </div>
      ${open ? this.settings() : nothing}
    `;
  }

  private settings() {
    const { layer } = this;
    const opacity = Math.round(layer.opacity * 100);
    return html`<div class="settings">
      <div class="line"><span>${strings.layers.opacity}</span>
        <wa-slider label=${strings.layers.opacity} min="0" max="100" step="1" .value=${live(opacity)} @input=${(
          event: Event,
        ) =>
          this.actions.layers.set(layer.id, {
            opacity: Number((event.target as HTMLInputElement).value) / 100,
          })}></wa-slider>
        <output>${opacity} %</output></div>
      ${layer.kind === 'image' ? this.contrast() : nothing}
      <div class="tools">
        ${
          layer.kind === 'image'
            ? html`<button class="text-button" @click=${() => this.set(this.intensities.auto)}>${strings.layers.auto}</button>
              <button class="text-button" @click=${() => this.set(this.intensities.full)}>${strings.layers.full}</button>`
            : nothing
        }
        <span class="grow"></span>
        <button class="text-button" title=${strings.layers.save(layer.name)} aria-label=${strings.layers.save(layer.name)} @click=${() => this.actions.save(layer.windowId, layer.id)}><cs-icon name="download"></cs-icon></button>
        <button class="text-button" aria-label=${strings.layers.rename(layer.name)} title=${strings.layers.rename(layer.name)} @click=${this.startRename}><cs-icon name="pencil"></cs-icon></button>
        <button class="text-button danger" aria-label=${strings.layers.remove(layer.name)} title=${strings.layers.remove(layer.name)} @click=${() => this.actions.layers.remove(layer.id)}><cs-icon name="trash-2"></cs-icon></button>
      </div>
    </div>`;
  }

  private contrast() {
    const { full, auto, whole } = this.intensities;
    const [low, high] = this.channel?.contrast ?? auto;
    // The slider reaches as far as the limits, which may have been typed beyond the values there are.
    const min = Math.min(full[0], low);
    const max = Math.max(full[1], high);
    const stepOf = (value: number): number => Math.round(((value - min) / (max - min)) * STEPS);
    const valueAt = (step: number): number => {
      const value = min + ((max - min) * step) / STEPS;
      return whole && max - min >= STEPS / 4 ? Math.round(value) : Number(value.toPrecision(6));
    };
    return html`<div class="line" style="grid-template-columns: 64px minmax(0, 1fr)"><span>${strings.layers.contrast}</span>
        <wa-slider range label=${strings.layers.contrast} min="0" max=${STEPS} step="1" .valueFormatter=${(at: number) => measure(valueAt(at))}
          .minValue=${live(stepOf(low))} .maxValue=${live(stepOf(high))} @input=${(event: Event) => {
            const slider = event.target as HTMLElement & { readonly minValue: number; readonly maxValue: number };
            // The thumb that did not move keeps its exact value.
            this.set([
              slider.minValue === stepOf(low) ? low : valueAt(slider.minValue),
              slider.maxValue === stepOf(high) ? high : valueAt(slider.maxValue),
            ]);
          }}></wa-slider></div>
      <div class="limits">
        <label>${strings.layers.low}<input type="number" step="any" .value=${live(String(short(low)))} @change=${(event: Event) => this.typed(event, (value) => [value, high])}></label>
        <label>${strings.layers.high}<input type="number" step="any" .value=${live(String(short(high)))} @change=${(event: Event) => this.typed(event, (value) => [low, value])}></label>
      </div>`;
  }

  private get channel(): ChannelView | undefined {
    return this.layer.kind === 'image' ? this.layer.channels[0] : undefined;
  }

  private get intensities(): Intensities {
    const pixels = pixelsOf(this.layer);
    return pixels === null ? { full: [0, 1], auto: [0, 1], whole: false } : intensitiesOf(pixels);
  }

  private typed(event: Event, range: (value: number) => Range): void {
    const text = (event.target as HTMLInputElement).value;
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) this.set(range(value));
    else this.requestUpdate();
  }

  /** White stays above black. */
  private set([low, high]: Range): void {
    const least = 1e-9 * Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
    const contrast: Range = high - low >= least ? [low, high] : [low, low + least];
    if (this.layer.kind === 'image')
      this.actions.layers.set(this.layer.id, { channels: this.layer.channels.map((each) => ({ ...each, contrast })) });
  }

  private startRename(): void {
    this.renaming = true;
    void this.updateComplete.then(() => {
      const input = this.renderRoot.querySelector<HTMLInputElement>('.head input');
      input?.focus();
      input?.select();
    });
  }

  private rename(event: Event): void {
    if (!this.renaming) return;
    this.renaming = false;
    const name = (event.target as HTMLInputElement).value.trim();
    if (name !== '' && name !== this.layer.name) this.actions.layers.rename(this.layer.id, name);
  }

  private renameKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.rename(event);
    if (event.key === 'Escape') this.renaming = false;
  }
}

function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
