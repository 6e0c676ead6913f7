/** `<cs-field>`: one parameter of an op as a form field, labelled, with its unit and what is wrong with it. */
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import '@awesome.me/webawesome/dist/components/switch/switch.js';
import './web_awesome.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ParamDescription, ParamType } from '../contracts/plugin.js';
import type { KeptModelItem, SampleItem } from '../workspace/model.js';
import { withCode } from './code_spans.js';
import { type Source, TO_DRAW } from './form_sources.js';
import { type DraftValue, withLayer } from './form_values.js';
import { niceStep } from './nice_step.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** Kept models that a field offers, the ones used last. */
const MOST_MODELS = 6;

/** Detail of `cs-draw`: what is to be drawn now. */
export interface DrawWish {
  readonly kind: 'points' | 'shapes';
  readonly ask: string;
}

@customElement('cs-field')
export class CsField extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      .label { display: flex; align-items: baseline; gap: 6px; margin-bottom: 4px; font-weight: 500; }
      .label .quiet { font-weight: 400; }
      .hint::first-letter { text-transform: uppercase; }
      .hint { color: var(--cs-quiet); font-size: var(--wa-font-size-s); margin-top: 4px; }
      .wanted { color: var(--cs-quiet); font-size: var(--wa-font-size-s); margin-top: 4px; }
      .error { color: var(--cs-danger); font-size: var(--wa-font-size-s); margin-top: 4px; }
      .slider { display: flex; align-items: center; gap: 12px; }
      .slider wa-slider { flex: 1; min-width: 0; --track-size: 4px; --thumb-width: 16px; --thumb-height: 16px; padding-inline: 8px; }
      wa-slider::part(label) { display: none; }
      wa-slider::part(slider) { margin: 0; }
      @media (max-width: 699px), (pointer: coarse) {
        .slider wa-slider { --thumb-width: 24px; --thumb-height: 24px; padding-inline: 12px; }
        wa-slider::part(slider) { padding-block: 20px; margin-block: -20px; }
      }
      .number { position: relative; display: flex; }
      .slider .number { width: 92px; flex: none; }
      .unit { position: absolute; right: 8px; top: 0; bottom: 0; display: flex; align-items: center; color: var(--cs-quiet); pointer-events: none; }
      .file { display: flex; align-items: center; gap: 8px; }
      .file input { position: absolute; opacity: 0; width: 1px; height: 1px; min-height: 0; }
      .file label { display: inline-flex; align-items: center; min-height: var(--cs-control); padding: 0 12px; border: 1px solid var(--wa-form-control-border-color); border-radius: var(--cs-radius); cursor: pointer; flex: none; }
      .sample { min-height: var(--cs-control); padding: 0; border: 0; background: none; color: var(--cs-accent-text); text-align: start; cursor: pointer; }
      .layers { max-height: 240px; overflow: auto; }
      .layers label { display: flex; align-items: center; gap: 8px; min-height: var(--cs-control); cursor: pointer; }
      .layers input { width: 18px; min-height: 18px; flex: none; margin: 0; accent-color: var(--cs-accent); }
      .ask { margin-bottom: 4px; }
      .draw { min-height: var(--cs-control); padding: 0 12px; border: 1px solid var(--wa-form-control-border-color); border-radius: var(--cs-radius); background: none; flex: none; }
      .file input:focus-visible + label { outline: 2px solid var(--wa-color-focus); outline-offset: 1px; }
      wa-switch { font-weight: 500; --wa-form-control-toggle-size: 1.25em; }
      .switch { display: flex; align-items: center; min-height: var(--cs-control); }
    `,
  ];

  @property({ attribute: false }) param!: ParamDescription;
  @property({ attribute: false }) value: DraftValue = '';
  @property({ attribute: false }) sources: readonly Source[] = [];
  /** Samples of the site that this field's files may be. */
  @property({ attribute: false }) samples: readonly SampleItem[] = [];
  /** Models kept in this browser that this field's file may be. */
  @property({ attribute: false }) models: readonly KeptModelItem[] = [];
  @property() chosen = '';
  /** The layers of a list that were ticked. */
  @property({ attribute: false }) ticked: readonly string[] = [];
  /** What is wrong; `wanted` is what is still missing before anything was tried. */
  @property() error = '';
  @property() wanted = '';
  @property({ type: Boolean }) disabled = false;

  private set(value: DraftValue): void {
    this.dispatchEvent(new CustomEvent<DraftValue>('cs-value', { detail: value }));
  }

  override render() {
    const { param } = this;
    if (param.type.kind === 'any' && !param.required) return nothing;
    const inline = param.type.kind === 'boolean';
    return html`
      ${inline ? nothing : html`<label class="label" for=${param.type.kind === 'layers' ? nothing : 'control'}>${param.title}${param.required ? nothing : this.optionalMark()}</label>`}
      ${this.control(param.type)}
      ${param.doc ? html`<p class="hint" id="hint">${withCode(param.doc)}</p>` : nothing}
      ${this.wanted && !this.error ? html`<p class="wanted" id="error">${this.wanted}</p>` : nothing}
      ${this.error ? html`<p class="error" id="error" role="alert">${this.error}</p>` : nothing}
    `;
  }

  private optionalMark() {
    return this.param.optional ? html`<span class="quiet small">${strings.form.optional}</span>` : nothing;
  }

  private get describedBy(): string {
    return [this.param.doc ? 'hint' : '', this.error || this.wanted ? 'error' : ''].filter(Boolean).join(' ');
  }

  private control(type: ParamType): TemplateResult | typeof nothing {
    switch (type.kind) {
      case 'image':
      case 'labels':
      case 'table':
        return this.sourceField();
      case 'layers':
        return this.layersField();
      case 'points':
      case 'shapes':
        return this.drawingField(type);
      case 'number':
        return type.widget === 'slider' && type.min !== null && type.max !== null
          ? this.sliderField(type, type.min, type.max)
          : this.numberField(type, 'control', nothing);
      case 'boolean':
        return html`<div class="switch"><wa-switch .checked=${live(this.value === true)} ?disabled=${this.disabled}
          @change=${(event: Event) => this.set((event.target as HTMLInputElement).checked)}>${this.param.title}</wa-switch></div>`;
      case 'choice':
        return html`<select id="control" aria-describedby=${this.describedBy} ?disabled=${this.disabled}
          @change=${(event: Event) => this.set((event.target as HTMLSelectElement).value)}>
          ${type.choices.map((choice, index) => html`<option value=${index} ?selected=${String(index) === this.value}>${choice.label}</option>`)}
        </select>`;
      case 'string':
        return type.multiline
          ? html`<textarea id="control" rows="3" aria-describedby=${this.describedBy} placeholder=${type.placeholder} .value=${live(String(this.value ?? ''))}
              ?disabled=${this.disabled} @input=${this.onText}></textarea>`
          : html`<input id="control" type="text" autocomplete="off" aria-describedby=${this.describedBy} placeholder=${type.placeholder}
              .value=${live(String(this.value ?? ''))} ?disabled=${this.disabled} @input=${this.onText}>`;
      case 'file':
        return this.fileField(type.accept);
      case 'any':
        return nothing;
    }
  }

  private onText = (event: Event): void => this.set((event.target as HTMLInputElement).value);

  private sourceField() {
    const { param, sources } = this;
    const none = param.optional;
    return html`<select id="control" aria-describedby=${this.describedBy} aria-invalid=${this.error ? 'true' : 'false'}
      ?disabled=${this.disabled || (sources.length === 0 && !none)}
      @change=${(event: Event) => this.set((event.target as HTMLSelectElement).value)}>
      ${none || sources.length === 0 ? html`<option value="none" ?selected=${this.chosen === ''}>${strings.form.none}</option>` : nothing}
      ${sources.map((source) => html`<option value=${source.id} ?selected=${source.id === this.chosen}>${source.name}</option>`)}
    </select>`;
  }

  /** Every open layer that may be in the list, to be ticked. */
  private layersField() {
    const { sources, ticked } = this;
    return html`<div id="control" class="layers" role="group" aria-label=${this.param.title} aria-describedby=${this.describedBy}>
      ${sources.length === 0 ? html`<span class="quiet">${strings.form.none}</span>` : nothing}
      ${sources.map(
        ({
          id,
          name,
        }) => html`<label><input type="checkbox" .checked=${live(ticked.includes(id))} ?disabled=${this.disabled}
          @change=${(event: Event) => this.set(withLayer(ticked, id, (event.target as HTMLInputElement).checked))}><span class="ellipsis">${name}</span></label>`,
      )}
    </div>`;
  }

  /** What is asked for, and a button that lets it be drawn at once; otherwise it is drawn when the op is run. */
  private drawingField({ kind, ask }: Extract<ParamType, { kind: 'points' | 'shapes' }>) {
    const draw = () =>
      this.dispatchEvent(new CustomEvent<DrawWish>('cs-draw', { detail: { kind, ask: ask || this.param.title } }));
    return html`${ask ? html`<p class="ask">${ask}</p>` : nothing}
      <div class="file">${this.sourceField()}
        <button type="button" class="draw" ?disabled=${this.disabled || !this.sources.some(({ id }) => id === TO_DRAW)} @click=${draw}>${strings.form.draw}</button>
      </div>`;
  }

  private sliderField(type: Extract<ParamType, { kind: 'number' }>, min: number, max: number) {
    const number = Number(this.value);
    const step = type.step ?? (type.integer ? 1 : niceStep(max - min));
    return html`<div class="slider">
      <wa-slider label=${this.param.title} min=${min} max=${max} step=${step} .value=${live(Number.isFinite(number) && this.value !== '' ? number : min)}
        .valueFormatter=${(value: number) => `${value}${type.unit ? ` ${type.unit}` : ''}`}
        ?disabled=${this.disabled} @input=${(event: Event) => this.set(String(Number((event.target as HTMLInputElement).value)))}></wa-slider>
      ${this.numberField(type, 'control', step)}
    </div>`;
  }

  private numberField(type: Extract<ParamType, { kind: 'number' }>, id: string, step: number | typeof nothing) {
    return html`<span class="number">
      <input id=${id} type="number" inputmode=${type.integer ? 'numeric' : 'decimal'} step=${step === nothing ? 'any' : step}
        min=${type.min ?? nothing} max=${type.max ?? nothing} aria-invalid=${this.error ? 'true' : 'false'} aria-describedby=${this.describedBy}
        style=${type.unit ? `padding-right: calc(${type.unit.length}ch + 14px)` : ''}
        .value=${live(String(this.value ?? ''))} ?disabled=${this.disabled} @input=${this.onText}>
      ${type.unit ? html`<span class="unit small">${type.unit}</span>` : nothing}
    </span>`;
  }

  private fileField(accept: readonly string[]) {
    const file = this.value instanceof File ? this.value : null;
    return html`<div class="file">
      <input id="control" type="file" accept=${accept.join(',')} aria-describedby=${this.describedBy} ?disabled=${this.disabled}
        @change=${(event: Event) => this.set((event.target as HTMLInputElement).files?.[0] ?? null)}>
      <label for="control">${strings.form.choose}</label>
      <span class="ellipsis quiet">${file?.name ?? strings.form.noFile}</span>
    </div>
    ${this.models
      .filter(({ name }) => name !== file?.name)
      .slice(0, MOST_MODELS)
      .map(
        ({ sha256, name }) => html`<button type="button" class="sample" ?disabled=${this.disabled}
          @click=${() => this.dispatchEvent(new CustomEvent<string>('cs-model', { detail: sha256 }))}>${strings.form.keptModel(name)}</button>`,
      )}
    ${this.samples
      .filter(({ name }) => name !== file?.name)
      .map(
        ({
          name,
          title,
          licence,
        }) => html`<button type="button" class="sample" title=${`${name} · ${licence}`} ?disabled=${this.disabled}
          @click=${() => this.dispatchEvent(new CustomEvent<string>('cs-sample', { detail: name }))}>${strings.form.sample(title)}</button>`,
      )}`;
  }
}
