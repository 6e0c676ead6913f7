/** `<cs-channel>`: the limits of one channel over its histogram, and its gamma. */
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import './web_awesome.js';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Range } from '../images/contrast.js';
import { type Statistics, statisticsOf } from '../images/statistics.js';
import type { ChannelView, ImageLayer } from '../workspace/model.js';
import { measure } from './format.js';
import { layerStrings } from './layer_strings.js';
import { lineStyles } from './line_styles.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** Steps of the contrast slider over the range of values; finer limits are typed. */
const STEPS = 1000;
/** The gamma slider goes from a fifth to five, each step the same factor. */
const GAMMA_STEPS = 50;
const GAMMA_REACH = 5;

@customElement('cs-channel')
export class CsChannel extends LitElement {
  static override styles = [
    sharedStyles,
    lineStyles,
    css`
      :host { display: grid; gap: 8px; }
      .histogram { display: block; width: calc(100% - 14px); height: 40px; margin: 0 7px -6px; background: var(--cs-canvas); border-radius: 4px; }
      @media (max-width: 699px), (pointer: coarse) { .histogram { width: calc(100% - 22px); margin: 0 11px -8px; } }
      .bars { fill: #9aa3ab; }
      .ramp { fill: none; stroke: #5fd0c6; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
      .limits { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px; }
      .limits label { font-size: var(--wa-font-size-xs); color: var(--cs-quiet); }
      .limits input { min-height: 28px; padding: 2px 6px; font-size: var(--wa-font-size-s); }
      .buttons { display: flex; gap: 2px; margin-inline: -8px; }
      .buttons .text-button { font-size: var(--wa-font-size-s); min-height: 28px; }
      @media (max-width: 699px), (pointer: coarse) { .limits input, .buttons .text-button { min-height: 44px; } }
    `,
  ];
  @property({ attribute: false }) layer!: ImageLayer;
  /** The channel's place among the layer's. */
  @property({ type: Number }) at = 0;
  @state() private failed = false;

  private get statistics(): Statistics | null {
    const found = statisticsOf(this.layer.source, this.layer.channels.length > 1 ? this.at : null);
    if (!(found instanceof Promise)) return found;
    found.then(
      () => this.requestUpdate(),
      () => {
        this.failed = true;
      },
    );
    return null;
  }

  override render() {
    const view = this.layer.channels[this.at];
    const statistics = this.failed ? null : this.statistics;
    if (view === undefined) return nothing;
    if (statistics === null) return html`<p class="quiet small" role="status">${layerStrings.wait}</p>`;
    const { full, auto, whole } = statistics;
    const [low, high] = view.contrast ?? auto;
    // The slider reaches as far as the limits, which may have been typed beyond the values there are.
    const min = Math.min(full[0], low);
    const max = Math.max(full[1], high);
    const stepOf = (value: number): number => Math.round(((value - min) / (max - min)) * STEPS);
    const valueAt = (step: number): number => {
      const value = min + ((max - min) * step) / STEPS;
      return whole && max - min >= STEPS / 4 ? Math.round(value) : Number(value.toPrecision(6));
    };
    return html`${histogram(statistics, [min, max], [low, high], view.gamma, layerStrings.histogram(this.name))}
      <div class="line two"><span>${strings.layers.contrast}</span>
        <wa-slider range label=${strings.layers.contrast} min="0" max=${STEPS} step="1" .valueFormatter=${(at: number) => measure(valueAt(at))}
          .minValue=${live(stepOf(low))} .maxValue=${live(stepOf(high))} @input=${(event: Event) => {
            const slider = event.target as HTMLElement & { readonly minValue: number; readonly maxValue: number };
            // The thumb that did not move keeps its exact value.
            this.limit([
              slider.minValue === stepOf(low) ? low : valueAt(slider.minValue),
              slider.maxValue === stepOf(high) ? high : valueAt(slider.maxValue),
            ]);
          }}></wa-slider></div>
      <div class="limits">
        <label>${strings.layers.low}<input type="number" step="any" .value=${live(String(short(low)))} @change=${(event: Event) => this.typed(event, (value) => [value, high])}></label>
        <label>${strings.layers.high}<input type="number" step="any" .value=${live(String(short(high)))} @change=${(event: Event) => this.typed(event, (value) => [low, value])}></label>
      </div>
      <div class="line"><span>${layerStrings.gamma}</span>
        <wa-slider label=${layerStrings.gamma} min=${-GAMMA_STEPS} max=${GAMMA_STEPS} step="1" .valueFormatter=${(at: number) => String(gammaAt(at))}
          .value=${live(gammaStep(view.gamma))} @input=${(event: Event) => this.set({ gamma: gammaAt(Number((event.target as HTMLInputElement).value)) })}></wa-slider>
        <output>${view.gamma}</output></div>
      <div class="buttons">
        <button class="text-button" @click=${() => this.limit(auto)}>${strings.layers.auto}</button>
        <button class="text-button" @click=${() => this.limit(full)}>${strings.layers.full}</button>
      </div>`;
  }

  private get name(): string {
    const { channels, name } = this.layer;
    return channels.length === 1 ? name : layerStrings.channel(channels[this.at]?.name ?? '', this.at);
  }

  private typed(event: Event, range: (value: number) => Range): void {
    const text = (event.target as HTMLInputElement).value;
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) this.limit(range(value));
    else this.requestUpdate();
  }

  /** White stays above black. */
  private limit([low, high]: Range): void {
    const least = 1e-9 * Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
    this.set({ contrast: high - low >= least ? [low, high] : [low, low + least] });
  }

  private set(change: Partial<ChannelView>): void {
    this.dispatchEvent(new CustomEvent('cs-channel', { detail: change }));
  }
}

/** Bars on a logarithmic scale, with the curve from black to full brightness over them. */
function histogram({ bars, full }: Statistics, [min, max]: Range, [low, high]: Range, gamma: number, label: string) {
  const most = Math.log1p(Math.max(1, ...bars));
  const x = (value: number): number => ((value - min) / (max - min)) * 100;
  const step = (x(full[1]) - x(full[0])) / bars.length;
  const path = bars
    .map((count, at) =>
      count === 0
        ? ''
        : `M${(x(full[0]) + at * step).toFixed(2)} 40h${step.toFixed(3)}v${((-Math.log1p(count) / most) * 40).toFixed(2)}h${(-step).toFixed(3)}z`,
    )
    .join('');
  const ramp = Array.from({ length: 17 }, (_, at) => {
    const share = at / 16;
    return `${x(low + (high - low) * share).toFixed(2)},${(40 - 40 * share ** gamma).toFixed(2)}`;
  }).join(' ');
  return html`<svg class="histogram" role="img" aria-label=${label} viewBox="0 0 100 40" preserveAspectRatio="none">${svg`<path class="bars" d=${path}></path><polyline class="ramp" points=${ramp}></polyline>`}</svg>`;
}

function gammaAt(step: number): number {
  return Number((GAMMA_REACH ** (step / GAMMA_STEPS)).toPrecision(2));
}

function gammaStep(gamma: number): number {
  return Math.round((Math.log(gamma) / Math.log(GAMMA_REACH)) * GAMMA_STEPS);
}

function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
