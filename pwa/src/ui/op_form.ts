/** `<cs-op-form>`: the settings of the selected op, Run and Stop, and how far the run is. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import './web_awesome.js';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import type { AxisMapping } from '../workspace/axis_mapping.js';
import type { PluginItem, RunItem } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import { placeChoice } from './engines/place_choice.js';
import './field.js';
import type { DrawWish } from './field.js';
import { draftKey, formDrafts } from './form_drafts.js';
import { type FormState, laidOver, madeBy, modelsFor, samplesFor, sourcesFor } from './form_sources.js';
import {
  chosenLayers,
  chosenMode,
  chosenSource,
  type Draft,
  type DraftValue,
  fieldError,
  formValues,
  initialDraft,
  mappingOf,
  planesKey,
  unknownPresets,
} from './form_values.js';
import { duration, percent } from './format.js';
import './icon.js';
import { withCode } from './code_spans.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

let presetSeen: object | null = null;

@customElement('cs-op-form')
export class CsOpForm extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; container-type: inline-size; }
      form { display: flex; flex-direction: column; gap: 16px; }
      .doc { color: var(--cs-quiet); }
      .foot { position: sticky; bottom: 0; z-index: 1; display: flex; flex-direction: column; gap: 8px; margin: -8px -16px 0; padding: 8px 16px 12px; background: var(--cs-form-background, var(--cs-bg)); }
      .actions { display: flex; align-items: center; gap: 8px; }
      .actions wa-button { min-width: 96px; }
      wa-button::part(button) { min-height: var(--cs-control); }
      .progress { display: flex; flex-direction: column; gap: 6px; }
      wa-progress-bar { --track-height: 4px; }
      .progress-text { display: flex; gap: 8px; font-size: var(--wa-font-size-s); color: var(--cs-quiet); }
      .outcome { font-size: var(--wa-font-size-s); color: var(--cs-quiet); display: flex; gap: 6px; align-items: flex-start; overflow-wrap: anywhere; }
      .outcome.failed { color: var(--cs-danger); }
      .outcome cs-icon { margin-top: 0.2em; }
      .planes { display: flex; flex-direction: column; gap: 4px; margin-top: -8px; font-size: var(--wa-font-size-s); color: var(--cs-quiet); }
      .note { font-size: var(--wa-font-size-s); color: var(--cs-warning); }
    `,
  ];

  @state() private tried = false;
  private shownKey = '';

  override willUpdate(changed: PropertyValues): void {
    const selected = this.state.selected;
    if (!selected || !changed.has('state')) return;
    const key = draftKey(selected.pluginId, selected.op);
    const op = this.op;
    if (!op) return;
    const fresh = selected.preset !== presetSeen && Object.keys(selected.preset).length > 0;
    if (!formDrafts.has(key) || fresh) formDrafts.set(key, initialDraft(op, selected.preset));
    presetSeen = selected.preset;
    if (key !== this.shownKey) {
      this.tried = false;
      const takesModels = op.params.some(({ type }) => type.kind === 'file' && type.accept.includes('.onnx'));
      if (takesModels) void this.actions.lookForModels();
    }
    this.shownKey = key;
  }

  private get plugin(): PluginItem | undefined {
    return this.state.plugins.find((plugin) => plugin.id === this.state.selected?.pluginId);
  }
  private get op(): OpDescription | undefined {
    return this.plugin?.ops.find((op) => op.name === this.state.selected?.op);
  }
  private get runs(): readonly RunItem[] {
    const { plugin, op } = this;
    return this.state.runs.filter((run) => run.pluginId === plugin?.id && run.op === op?.name);
  }

  /** What the op can be given. */
  private get given(): FormState {
    const { windows, fronts, runs, selected } = this.state;
    const own = madeBy(runs, selected?.pluginId ?? '', selected?.op ?? '');
    return { windows, fronts, made: new Set([...own, ...laidOver(runs, windows)]) };
  }

  override render() {
    const { plugin, op, given } = this;
    if (!plugin || !op) return nothing;
    const draft = formDrafts.get(this.shownKey) ?? initialDraft(op, {});
    const running = this.runs.filter((run) => run.state === 'running').at(-1);
    const unknown = unknownPresets(op, this.state.selected?.preset ?? {});
    return html`<form aria-label=${strings.form.region(op.title)} novalidate
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${(event: KeyboardEvent) => this.enter(event, plugin, op, draft)}>
      ${op.doc ? html`<p class="doc">${withCode(op.doc)}</p>` : nothing}
      ${unknown.length > 0 ? html`<p class="note">${strings.form.unknownPreset(unknown)}</p>` : nothing}
      ${op.params.map((param) => {
        const sources = sourcesFor(param, given);
        const mapping = mappingOf(param, draft, given);
        const error = fieldError(param, draft, sources) ?? axesError(param, mapping);
        // A field that was never touched is told off only after Run; a wrong number at once.
        const shown = error !== null && (this.tried || (param.type.kind === 'number' && draft[param.name] !== ''));
        return html`<cs-field .param=${param} .value=${draft[param.name] ?? ''} .sources=${sources}
          .chosen=${chosenSource(param, draft, sources)?.id ?? ''} .error=${shown ? error : ''} .wanted=${error !== null && isBrought(param.type.kind) ? error : ''}
          .ticked=${param.type.kind === 'layers' ? chosenLayers(param, draft, sources) : []}
          .samples=${samplesFor(param, this.state.sampleFiles)} @cs-sample=${(event: CustomEvent<string>) => this.takeFile(plugin, op, param.name, this.actions.sampleFile(event.detail))}
          .models=${modelsFor(param, this.state.keptModels)} @cs-model=${(event: CustomEvent<string>) => this.takeFile(plugin, op, param.name, this.actions.keptModel(event.detail))}
          @cs-value=${(event: CustomEvent<DraftValue>) => this.change(plugin, op, { ...draft, [param.name]: event.detail })}
          @cs-draw=${(event: CustomEvent<DrawWish>) => void this.draw(plugin, op, draft, param.name, event.detail)}></cs-field>
          ${mapping && mapping.modes.length > 0 ? this.planes(plugin, op, draft, param, mapping) : nothing}`;
      })}
      <div class="foot">
      ${placeChoice(this.state, this.actions, plugin.header, () => this.tell('show-engines', null))}
      ${running ? this.progress(plugin, running) : this.outcome(plugin)}
      <div class="actions">
        ${
          running
            ? html`<wa-button variant="danger" appearance="outlined" @click=${() => this.actions.stopRun(running.id)}>
                <cs-icon slot="start" name="square"></cs-icon>${strings.form.stop}</wa-button>`
            : html`<wa-button variant="brand" @click=${() => this.submit(plugin, op, draft)}>
                <cs-icon slot="start" name="play"></cs-icon>${strings.form.run}</wa-button>`
        }
        <span class="grow"></span>
        <button type="button" class="icon-button" title=${strings.form.reset} aria-label=${strings.form.reset}
          @click=${() => this.replace(initialDraft(op, {}))}><cs-icon name="rotate-ccw"></cs-icon></button>
      </div></div>
    </form>`;
  }

  /** A sample or a kept model becomes the file of a field once it is there, whatever was typed meanwhile. */
  private async takeFile(
    plugin: PluginItem,
    op: OpDescription,
    param: string,
    fetched: Promise<File | null>,
  ): Promise<void> {
    const file = await fetched;
    if (file === null) return;
    const key = draftKey(plugin.id, op.name);
    const draft = { ...(formDrafts.get(key) ?? initialDraft(op, {})), [param]: file };
    if (key === this.shownKey) this.change(plugin, op, draft);
    else formDrafts.set(key, draft);
  }

  /** How an image with more axes than the op takes is given to it. */
  private planes(plugin: PluginItem, op: OpDescription, draft: Draft, param: ParamDescription, mapping: AxisMapping) {
    const key = planesKey(param);
    const chosen = chosenMode(param, draft, mapping);
    const count = mapping.extra.reduce((all, { size }) => all * size, 1);
    const words = strings.form.planes;
    return html`<label class="planes"><span>${words.label(
      param.title,
      mapping.extra.map(({ axis, size }) => `${axis} ${size}`),
    )}</span>
      <select @change=${(event: Event) => this.change(plugin, op, { ...draft, [key]: (event.target as HTMLSelectElement).value })}>
        ${mapping.modes.map((mode) => html`<option value=${mode} ?selected=${mode === chosen}>${words[mode](count)}</option>`)}
      </select></label>`;
  }

  private progress(plugin: PluginItem, run: RunItem) {
    const { fraction } = run.progress;
    const starting = plugin.state.kind === 'starting' ? plugin.state.step : '';
    const text = run.progress.text || starting || strings.log.runState.running;
    return html`<div class="progress">
      <wa-progress-bar label=${run.title} value=${Math.round((fraction ?? 0) * 100)} ?indeterminate=${fraction === null}></wa-progress-bar>
      <div class="progress-text" role="status"><span class="grow ellipsis">${text}</span><span class="numbers">${fraction === null ? nothing : percent(fraction)}</span></div>
    </div>`;
  }

  private outcome(plugin: PluginItem) {
    if (plugin.state.kind === 'starting') {
      return html`<div class="progress">
        <wa-progress-bar label=${plugin.state.step} value=${Math.round((plugin.state.fraction ?? 0) * 100)} ?indeterminate=${plugin.state.fraction === null}></wa-progress-bar>
        <div class="progress-text" role="status"><span class="grow ellipsis">${plugin.state.step}</span></div>
      </div>`;
    }
    if (this.state.asks.length > 0)
      return html`<p class="outcome" role="status"><cs-icon name="pencil"></cs-icon><span>${strings.form.drawing}</span></p>`;
    const last = this.runs.at(-1);
    if (!last || last.endedAt === null) return nothing;
    if (last.state === 'failed') {
      return html`<p class="outcome failed" role="status"><cs-icon name="circle-alert"></cs-icon><span>${last.error?.message ?? strings.log.runState.failed}</span></p>`;
    }
    const word = last.state === 'stopped' ? strings.form.stopped : strings.form.done;
    return html`<p class="outcome numbers" role="status"><cs-icon name=${last.state === 'done' ? 'check' : 'square'}></cs-icon>
      <span>${word} ${strings.form.took(last.state, duration(last.endedAt - last.startedAt))}</span></p>`;
  }

  /** Has points or shapes drawn before the op is run, on the image that it takes. */
  private async draw(plugin: PluginItem, op: OpDescription, draft: Draft, name: string, wish: DrawWish): Promise<void> {
    if (this.state.asks.length > 0) return;
    const image = op.params.find(({ type }) => type.kind === 'image');
    const source = image && chosenSource(image, draft, sourcesFor(image, this.given));
    const annotations = await this.actions.annotations();
    const layer = await annotations.ask(wish.kind, wish.ask, source?.id ?? null);
    const key = draftKey(plugin.id, op.name);
    const now = formDrafts.get(key) ?? draft;
    if (layer === null) return;
    formDrafts.set(key, { ...now, [name]: layer });
    this.requestUpdate();
  }

  private change(plugin: PluginItem, op: OpDescription, draft: Draft): void {
    this.replace(draft);
    if (op.update !== undefined && this.isValid(op, draft))
      this.actions.tellForm(plugin.id, op.name, formValues(op, draft, this.given));
  }

  private isValid(op: OpDescription, draft: Draft): boolean {
    const { given } = this;
    return op.params.every(
      (param) =>
        (fieldError(param, draft, sourcesFor(param, given)) ?? axesError(param, mappingOf(param, draft, given))) ===
        null,
    );
  }

  private replace(draft: Draft): void {
    formDrafts.set(this.shownKey, draft);
    this.requestUpdate();
  }

  /** The fields live in shadow roots of their own, where a form's implicit submission does not reach. */
  private enter(event: KeyboardEvent, plugin: PluginItem, op: OpDescription, draft: Draft): void {
    const target = event.composedPath()[0];
    if (event.key === 'Enter' && target instanceof HTMLInputElement && target.type !== 'file')
      this.submit(plugin, op, draft);
  }

  private submit(plugin: PluginItem, op: OpDescription, draft: Draft): void {
    this.tried = true;
    if (!this.isValid(op, draft)) return;
    if (this.state.asks.length > 0 || this.runs.some((run) => run.state === 'running')) return;
    void this.actions.run(plugin.id, op.name, formValues(op, draft, this.given));
  }
}

/** What is said of an image that has not the axes that are needed. */
function axesError({ title, type }: ParamDescription, mapping: AxisMapping | null): string | null {
  const axes = type.kind === 'image' || type.kind === 'labels' ? (type.axes ?? []) : [];
  return mapping === null && axes.length > 0 ? strings.form.planes.lacking(title, axes) : null;
}

/** Whether the field says before Run that it is empty: what can't be typed has to be got from somewhere first. */
function isBrought(kind: string): boolean {
  return ['image', 'labels', 'layers', 'points', 'shapes', 'table', 'file'].includes(kind);
}
