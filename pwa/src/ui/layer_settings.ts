/** `<cs-layer-settings>`: how one layer looks. */
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import './web_awesome.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { isColour } from '../images/channels.js';
import type { Blending, LayerChange } from '../images/layers.js';
import type { LayerActions } from '../workspace/actions.js';
import type { ChannelView, ImageLayer, Layer } from '../workspace/model.js';
import './channel_item.js';
import './icon.js';
import { layerStrings } from './layer_strings.js';
import { lineStyles } from './line_styles.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-layer-settings')
export class CsLayerSettings extends LitElement {
  static override styles = [
    sharedStyles,
    lineStyles,
    css`
      :host { display: grid; gap: 8px; }
      .channel { display: flex; align-items: center; gap: 2px; min-height: var(--cs-row); }
      .channel .name { flex: 1; min-width: 0; display: flex; align-items: center; gap: 6px; min-height: var(--cs-row); padding: 0 4px; border: 0; background: none; text-align: start; font-size: var(--wa-font-size-s); }
      .channel .name cs-icon { color: var(--cs-quiet); font-size: 0.9em; }
      .channel .name[aria-expanded='true'] cs-icon { rotate: 90deg; }
    `,
  ];
  @property({ attribute: false }) layer!: Layer;
  @property({ attribute: false }) actions!: LayerActions;
  /** The channel whose limits are shown, where there are several. */
  @state() private opened: number | null = 0;

  override render() {
    const { layer } = this;
    return html`${this.slider(strings.layers.opacity, layer.opacity * 100, 0, 100, `${Math.round(layer.opacity * 100)} %`, (value) => ({ opacity: value / 100 }))}
      ${this.kind(layer)}`;
  }

  private kind(layer: Layer) {
    switch (layer.kind) {
      case 'image':
        return html`${this.blending(layer)}${layer.channels.length === 1 ? this.single(layer) : layer.channels.map((view, at) => this.channel(layer, view, at))}`;
      case 'labels': {
        const words = layer.outline === 0 ? layerStrings.filled : layerStrings.outlineWidth(layer.outline);
        return this.slider(layerStrings.outline, layer.outline, 0, 8, words, (outline) => ({ outline }));
      }
      case 'points':
        return html`${this.colour(layer.color)}
          ${this.slider(layerStrings.size, layer.size, 1, 100, layerStrings.pixels(layer.size), (size) => ({ size }))}
          ${this.stroke(layer.strokeWidth)}`;
      case 'shapes':
        return html`${this.colour(layer.color)}
          ${this.slider(layerStrings.fill, Math.round(layer.fill * 100), 0, 100, `${Math.round(layer.fill * 100)} %`, (value) => ({ fill: value / 100 }))}
          ${this.stroke(layer.strokeWidth)}`;
    }
  }

  private single(layer: ImageLayer) {
    const view = layer.channels[0];
    return html`${view && !isColour(layer.source) ? this.swatchLine(layer, view) : nothing}
      <cs-channel .layer=${layer} .at=${0} @cs-channel=${(event: CustomEvent<Partial<ChannelView>>) => this.change(layer, 0, event.detail)}></cs-channel>`;
  }

  private swatchLine(layer: ImageLayer, view: ChannelView) {
    return html`<label class="line two"><span>${layerStrings.color1}</span>${this.swatch(layer, view, 0, layer.name)}</label>`;
  }

  private swatch(layer: ImageLayer, view: ChannelView, at: number, name: string) {
    return html`<input type="color" aria-label=${layerStrings.color(name)} .value=${live(view.color)} @input=${(
      event: Event,
    ) => this.change(layer, at, { color: (event.target as HTMLInputElement).value })}>`;
  }

  private channel(layer: ImageLayer, view: ChannelView, at: number) {
    const name = layerStrings.channel(view.name, at);
    const open = this.opened === at;
    return html`<div class="channel">
        <button class="icon-button" role="switch" aria-checked=${view.visible} aria-label=${layerStrings.showChannel(name)} title=${layerStrings.showChannel(name)}
          @click=${() => this.change(layer, at, { visible: !view.visible })}><cs-icon name=${view.visible ? 'eye' : 'eye-off'}></cs-icon></button>
        ${this.swatch(layer, view, at, name)}
        <button class="name" aria-expanded=${open} aria-label=${layerStrings.channelSettings(name)} @click=${() => {
          this.opened = open ? null : at;
        }}><cs-icon name="chevron-right"></cs-icon><span class="ellipsis">${name}</span></button>
      </div>
      ${open ? html`<cs-channel .layer=${layer} .at=${at} @cs-channel=${(event: CustomEvent<Partial<ChannelView>>) => this.change(layer, at, event.detail)}></cs-channel>` : nothing}`;
  }

  private blending(layer: ImageLayer) {
    return html`<label class="line two"><span>${layerStrings.blending}</span><select @change=${(event: Event) =>
      this.actions.set(layer.id, { blending: (event.target as HTMLSelectElement).value as Blending })}>
      ${Object.entries(layerStrings.blendings).map(([blending, words]) => html`<option value=${blending} ?selected=${layer.blending === blending}>${words}</option>`)}</select></label>`;
  }

  private colour(color: string) {
    return html`<label class="line two"><span>${layerStrings.color1}</span><input type="color" aria-label=${layerStrings.color(this.layer.name)} .value=${live(color)} @input=${(
      event: Event,
    ) => this.actions.set(this.layer.id, { color: (event.target as HTMLInputElement).value })}></label>`;
  }

  private stroke(width: number) {
    return this.slider(layerStrings.stroke, width, 0, 10, layerStrings.pixels(width), (strokeWidth) => ({
      strokeWidth,
    }));
  }

  private slider(
    words: string,
    value: number,
    min: number,
    max: number,
    shown: string,
    change: (value: number) => LayerChange,
  ) {
    return html`<div class="line"><span>${words}</span>
      <wa-slider label=${words} min=${min} max=${max} step="1" .value=${live(Math.round(value))} @input=${(
        event: Event,
      ) => this.actions.set(this.layer.id, change(Number((event.target as HTMLInputElement).value)))}></wa-slider>
      <output>${shown}</output></div>`;
  }

  private change(layer: ImageLayer, at: number, change: Partial<ChannelView>): void {
    this.actions.set(layer.id, {
      channels: layer.channels.map((view, i) => (i === at ? { ...view, ...change } : view)),
    });
  }
}
