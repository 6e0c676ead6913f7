/** `<cs-stacks>`: a slider for each axis that is stepped through, which can be played as a film. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LeadingAxis } from '../../images/axes.js';
import type { PlaneIndex } from '../../images/plane.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { viewerStrings } from './viewer_strings.js';

const RATES = [1, 2, 5, 10, 15, 25, 50] as const;

@customElement('cs-stacks')
export class CsStacks extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 4px 12px; background: #17191c; }
      .axis { display: flex; align-items: center; gap: 8px; flex: 1 1 240px; min-width: 0; font-size: var(--wa-font-size-s); min-height: var(--cs-row); }
      .axis > span:first-child { min-width: 4ch; }
      input[type='range'] { flex: 1; min-width: 60px; min-height: 0; padding: 0; accent-color: #2aa59b; }
      output { min-width: 8ch; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .film { display: flex; align-items: center; gap: 8px; font-size: var(--wa-font-size-s); }
      .film select { width: auto; min-height: 28px; padding-block: 0; background-color: #24272b; }
      .film label { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
      .film input { width: 18px; height: 18px; min-height: 0; accent-color: #2aa59b; }
      @media (max-width: 699px), (pointer: coarse) { .axis, .film label { min-height: 44px; } .icon-button { width: 44px; height: 44px; } .film select { min-height: 44px; } input[type='range'] { height: 44px; } }
      /* The picture needs the height more than a film that does not play. */
      @media (max-width: 699px) { .film:not(.plays) { display: none; } }
    `,
  ];
  @property({ attribute: false }) axes: readonly LeadingAxis[] = [];
  @property({ attribute: false }) index: PlaneIndex = {};
  /** What a step is in real units, such as “2.5 µm”; '' where that is not known. */
  @property({ attribute: false }) place: (axis: string, step: number) => string = () => '';
  /** Resolves when what was asked for last is on screen. */
  @property({ attribute: false }) drawn: () => Promise<void> = async () => undefined;
  @state() private playing: string | null = null;
  @state() private rate = 10;
  @state() private loops = true;
  private film = 0;

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('axes') && this.playing !== null && !this.axes.some(({ name }) => name === this.playing))
      this.playing = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render() {
    return html`${this.axes.map((axis) => this.slider(axis))}${this.axes.length > 0 ? this.settings() : ''}`;
  }

  private slider({ name, size }: LeadingAxis) {
    const at = this.index[name] ?? 0;
    const words = viewerStrings.axis(name);
    const isPlaying = this.playing === name;
    const value = `${viewerStrings.axisValue(at, size)}${this.place(name, at)}`;
    const label = isPlaying ? viewerStrings.stop(words) : viewerStrings.play(words);
    return html`<div class="axis"><span>${words}</span>
      <button class="icon-button" aria-label=${label} title=${label} @click=${() => this.toggle(name)}><cs-icon name=${isPlaying ? 'pause' : 'play'}></cs-icon></button>
      <input type="range" aria-label=${words} min="0" max=${size - 1} .value=${String(at)} aria-valuetext=${value}
        @input=${(event: Event) => this.go(name, Number((event.target as HTMLInputElement).value))}>
      <output>${value}</output></div>`;
  }

  private settings() {
    return html`<div class="film ${this.playing === null ? '' : 'plays'}">
      <label><span class="visually-hidden">${viewerStrings.rate}</span><select title=${viewerStrings.rate} @change=${(
        event: Event,
      ) => {
        this.rate = Number((event.target as HTMLSelectElement).value);
      }}>${RATES.map((rate) => html`<option value=${rate} ?selected=${rate === this.rate}>${viewerStrings.perSecond(rate)}</option>`)}</select></label>
      <label><input type="checkbox" .checked=${this.loops} @change=${(event: Event) => {
        this.loops = (event.target as HTMLInputElement).checked;
      }}>${viewerStrings.loop}</label></div>`;
  }

  /** Plays along an axis, or stops. */
  toggle(name: string): void {
    if (this.playing === name) {
      this.stop();
      return;
    }
    this.stop();
    const axis = this.axes.find((each) => each.name === name);
    if (axis === undefined) return;
    this.playing = name;
    if ((this.index[name] ?? 0) >= axis.size - 1) this.go(name, 0);
    void this.play(axis, ++this.film);
  }

  private stop(): void {
    this.film += 1;
    this.playing = null;
  }

  /** No faster than asked for, and no picture before the one before it is on screen. */
  private async play({ name, size }: LeadingAxis, film: number): Promise<void> {
    while (film === this.film) {
      await Promise.all([new Promise((resolve) => setTimeout(resolve, 1000 / this.rate)), this.drawn()]);
      if (film !== this.film) return;
      const next = (this.index[name] ?? 0) + 1;
      if (next >= size && !this.loops) return this.stop();
      this.go(name, next % size);
      await this.updateComplete;
    }
  }

  private go(name: string, step: number): void {
    this.dispatchEvent(new CustomEvent<PlaneIndex>('cs-index', { detail: { ...this.index, [name]: step } }));
  }
}
