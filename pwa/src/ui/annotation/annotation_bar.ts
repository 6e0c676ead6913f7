/** `<cs-annotation>`: the drawing tools of an image window, and what an op asks to be drawn. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { nextSize } from '../../images/annotation/brush.js';
import { withClassesOf } from '../../images/annotation/classes.js';
import type { Classification, Feature, Selection } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { Viewer } from '../../images/viewer.js';
import type { Actions } from '../../workspace/actions.js';
import type { AnnotationActions } from '../../workspace/annotation/annotation_actions.js';
import type { DrawAsk, ImageWindow, WindowHistory } from '../../workspace/model.js';
import '../icon.js';
import type { IconName } from '../icon_drawings.js';
import { sharedStyles } from '../shared_styles.js';
import './annotation_menu.js';
import { annotationStrings as words } from './annotation_strings.js';
import { annotationStyles } from './annotation_styles.js';
import './brush_options.js';
import './class_picker.js';
import type { ClassEvent } from './class_list.js';
import './class_list.js';
import type { DrawingState } from './drawing_state.js';
import { drawnLayer, planeOfStack, selectedFeatures } from './drawn_layers.js';
import { fieldStyles } from './field_styles.js';
import './ask_bar.js';
import './selection_options.js';
import { ToolBench } from './tool_bench.js';
import { type Choice, FIRST_CHOICE, TOOLS, type ToolChoice, toolNamed } from './tools.js';

/** What was chosen in each window, for when its tab comes back. */
const choices = new Map<string, Choice>();

@customElement('cs-annotation')
export class CsAnnotation extends LitElement {
  static override styles = [sharedStyles, fieldStyles, annotationStyles];

  @property({ attribute: false }) item!: ImageWindow;
  @property({ attribute: false }) actions!: Actions;
  @property({ attribute: false }) viewer: Viewer | null = null;
  @property({ attribute: false }) index: PlaneIndex = {};
  @property({ attribute: false }) selection: Selection | null = null;
  @property({ attribute: false }) history: WindowHistory | null = null;
  @property({ attribute: false }) drawing: DrawingState = { classes: [], ask: null, saved: '' };
  @state() private choice: Choice = FIRST_CHOICE;
  @state() private corners = 0;
  @state() private message = '';
  /** Whether the list of classes is open. */
  @state() private listing = false;
  @state() private annotations: AnnotationActions | null = null;
  private readonly bench = new ToolBench({
    drawn: (geometry) => this.drawn(geometry),
    corners: (count) => {
      this.corners = count;
    },
    reshaped: (layerId, geometries) => this.annotations?.features.reshape(layerId, geometries),
    paint: (from, to) => {
      const { tool, label } = this.choice;
      this.annotations?.labels.paint(this.target('labels'), this.index, from, to, tool === 'eraser' ? 0 : label);
    },
    painted: () => this.annotations?.labels.endStroke(),
    unpaint: () => this.annotations?.labels.cancelStroke(),
    fill: (at) => this.annotations?.labels.fill(this.target('labels'), this.index, at, this.choice.label),
    takeUp: (at) => this.takeUp(at),
    cut: (line) => this.tried(this.annotations?.labels.split(this.target('labels'), this.index, line), words.notSplit),
    join: (line) =>
      this.tried(this.annotations?.labels.merge(this.target('labels'), this.index, line), words.notMerged),
  });

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('item') && changed.get('item') === undefined) {
      this.choice = choices.get(this.item.id) ?? FIRST_CHOICE;
      void this.actions.annotations().then(
        (annotations) => {
          this.annotations = annotations;
        },
        () => {
          this.message = words.failed;
        },
      );
    }
    const asked = changed.has('drawing') ? this.drawing.ask : null;
    if (asked !== null && asked.id !== changed.get('drawing')?.ask?.id)
      this.choose({
        tool: asked.draws === 'points' ? 'point' : 'polygon',
        layers: { ...this.choice.layers, [asked.draws]: asked.layerId },
      });
  }

  override updated(): void {
    if (!this.isConnected) return;
    const { tool, size, snap } = this.choice;
    const drawings = this.item.layers.filter(
      ({ kind, visible }) => visible && (kind === 'shapes' || kind === 'points'),
    );
    this.bench.take(this.viewer, tool, snap ? drawings.map(({ id }) => id) : []);
    this.bench.setSize(size);
    const { layer, movable } = selectedFeatures(this.item, this.selection);
    this.bench.editing?.take(layer?.id ?? '', movable);
  }

  constructor() {
    super();
    // The keys of the picture work here, too, except where something is typed.
    this.addEventListener('keydown', (event) => {
      const target = event.composedPath()[0];
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
      const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z';
      if (isUndo) this.actions.layers[event.shiftKey ? 'redo' : 'undo'](this.item.id);
      else if (['Enter', 'Escape'].includes(event.key) || !this.key(event)) return;
      event.preventDefault();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.bench.lay();
  }

  override render() {
    return html`${this.drawing.ask ? this.asked(this.drawing.ask) : nothing}
      <div class="band" role="toolbar" aria-label=${words.tools}>
        ${TOOLS.map((group, i) => html`${i > 0 ? html`<span class="gap"></span>` : nothing}${group.map((tool) => this.tool(tool))}`)}
        <span class="gap"></span>${this.commands()}
      </div>
      <div class="more" role="group" aria-label=${words.region}>${this.annotations === null ? nothing : this.options(this.annotations)}
        <span class="hint" role="status">${this.message || words.hints[this.choice.tool]}</span>
        <span class="grow"></span>${this.drawing.saved === '' ? nothing : html`<span class="hint saved" role="status">${words.saved[this.drawing.saved]}</span>`}</div>
      ${this.listing ? html`<cs-class-list .classes=${this.allClasses()} @cs-class=${(event: CustomEvent<ClassEvent>) => this.changeClass(event.detail)}></cs-class-list>` : nothing}`;
  }

  private asked(ask: DrawAsk) {
    const layer = this.item.layers.find(({ id }) => id === ask.layerId);
    const count = layer && 'features' in layer ? layer.features.length : 0;
    return html`<cs-draw-ask .ask=${ask} .annotations=${this.annotations} .count=${count}></cs-draw-ask>`;
  }

  private tool({ name, icon, key }: ToolChoice) {
    const title = words.withKey(words.names[name], key.toUpperCase());
    return this.button(icon, words.names[name], () => this.choose({ tool: name }), {
      title,
      pressed: this.choice.tool === name,
    });
  }

  private button(
    icon: IconName,
    name: string,
    run: () => void,
    { title = name, pressed, disabled = false }: { title?: string; pressed?: boolean; disabled?: boolean } = {},
  ) {
    return html`<button class="icon-button" aria-label=${name} title=${title} aria-pressed=${pressed ?? nothing} ?disabled=${disabled} @click=${run}><cs-icon name=${icon}></cs-icon></button>`;
  }

  private commands() {
    const { layers } = this.actions;
    const { id } = this.item;
    const [undo, redo] = [this.history?.undo.at(-1), this.history?.redo.at(-1)];
    const { layer } = selectedFeatures(this.item, this.selection);
    return html`${this.button('magnet', words.snap, () => this.choose({ snap: !this.choice.snap }), { pressed: this.choice.snap })}
      ${this.button('trash-2', words.remove, () => this.delete(), { title: words.withKey(words.remove, 'Del'), disabled: layer === null })}
      ${this.button('undo-2', words.undo(undo ?? ''), () => layers.undo(id), { disabled: undo === undefined })}
      ${this.button('redo-2', words.redo(redo ?? ''), () => layers.redo(id), { disabled: redo === undefined })}
      ${this.annotations === null ? nothing : html`<cs-annotation-menu .item=${this.item} .annotations=${this.annotations} .index=${this.index}></cs-annotation-menu>`}
      ${this.drawing.ask === null ? this.button('x', words.close, () => this.dispatchEvent(new CustomEvent('cs-close'))) : nothing}`;
  }

  private options(annotations: AnnotationActions) {
    const { tool } = this.choice;
    const { kind } = toolNamed(tool);
    if (kind === null) return this.selected(annotations);
    return html`${
      this.corners > 0
        ? html`<button class="text-button main" @click=${() => this.bench.corners?.finish()}>${words.finish}</button>
            <button class="text-button" aria-label=${words.back} title=${words.back} @click=${() => this.bench.corners?.back()}><cs-icon name="undo-2"></cs-icon></button>
            <button class="text-button" @click=${() => this.bench.corners?.cancel()}>${words.cancel}</button>`
        : nothing
    }
      ${this.layerChoice()}
      ${
        kind === 'labels'
          ? html`<cs-brush-options .choice=${this.choice} @cs-choice=${(event: CustomEvent<Partial<Choice>>) => this.choose(event.detail)}
              @cs-new-label=${() => this.choose({ label: annotations.labels.newLabel(this.target('labels')) })}></cs-brush-options>`
          : this.classPicker(this.choice.className, (className) => this.choose({ className }))
      }`;
  }

  /** Which layer is drawn on, where there are several. */
  private layerChoice() {
    const kind = toolNamed(this.choice.tool).kind ?? 'shapes';
    const layers = this.item.layers.filter((layer) => layer.kind === kind);
    const chosen = drawnLayer(this.item, kind, this.choice)?.id;
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      const id = value === '' ? this.annotations?.newLayer(this.item.id, kind) : value;
      if (id) this.choose({ layers: { ...this.choice.layers, [kind]: id } });
    };
    if (layers.length === 0 || this.drawing.ask?.draws === kind) return nothing;
    return html`<label>${words.layer}<select @change=${choose}>
      ${layers.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
      <option value="">${words.newLayer}</option></select></label>`;
  }

  private selected(annotations: AnnotationActions) {
    const { layer, chosen } = selectedFeatures(this.item, this.selection);
    if (layer === null) return nothing;
    return html`<cs-selection-options .layer=${layer} .chosen=${chosen} .annotations=${annotations} .classes=${this.allClasses()} .index=${this.index} ?listing=${this.listing}
      @cs-edit=${this.toggleList} @cs-remove-corner=${() => this.bench.editing?.removeCorner()}></cs-selection-options>`;
  }

  private toggleList = (): void => {
    this.listing = !this.listing;
  };

  private classPicker(chosen: string, choose: (name: string) => void) {
    return html`<cs-class-picker .classes=${this.allClasses()} .chosen=${chosen} ?editing=${this.listing}
      @cs-choose=${(event: CustomEvent<string>) => choose(event.detail)} @cs-edit=${this.toggleList}></cs-class-picker>`;
  }

  private changeClass(change: ClassEvent): void {
    const { annotations } = this;
    if (change.kind === 'add') {
      this.choose({ className: annotations?.classes.add(change.name).name ?? '' });
      return;
    }
    annotations?.classes.change(this.item.id, change.name, change.to);
    if (this.choice.className === change.name) this.choose({ className: change.to?.name ?? '' });
  }

  private allClasses(): readonly Classification[] {
    const drawn = this.item.layers.flatMap((layer) => ('features' in layer ? layer.features : []));
    return withClassesOf(this.drawing.classes, drawn);
  }

  private drawn(geometry: Feature['geometry']): void {
    const kind = toolNamed(this.choice.tool).kind ?? 'shapes';
    const classification = this.allClasses().find(({ name }) => name === this.choice.className) ?? null;
    const layerId = this.target(kind);
    const id = this.annotations?.features.draw(layerId, geometry, classification, planeOfStack(this.item, this.index));
    // Points are set one after the other; nobody looks at each.
    if (id !== undefined && kind === 'shapes') this.actions.layers.select({ layerId, labels: [], featureIds: [id] });
  }

  /** The layer that is drawn on; it is made with the first thing drawn. */
  private target(kind: 'points' | 'shapes' | 'labels'): string {
    const known = drawnLayer(this.item, kind, this.choice)?.id;
    const id = known ?? this.annotations?.layerFor(this.item.id, kind) ?? '';
    if (id !== this.choice.layers[kind]) this.choose({ layers: { ...this.choice.layers, [kind]: id } });
    return id;
  }

  private takeUp(at: readonly [number, number]): void {
    const label = this.annotations?.labels.labelAt(this.target('labels'), this.index, at) ?? 0;
    if (label > 0) this.choose({ label });
  }

  private tried(done: boolean | undefined, otherwise: string): void {
    this.message = done === false ? otherwise : '';
  }

  private delete(): void {
    const { layer, chosen } = selectedFeatures(this.item, this.selection);
    if (layer === null) return;
    this.annotations?.features.remove(
      layer.id,
      chosen.map(({ id }) => id),
    );
    this.actions.layers.select(null);
  }

  private choose(change: Partial<Choice>): void {
    if (change.tool !== undefined && change.tool !== this.choice.tool) {
      this.message = '';
      this.corners = 0;
    }
    this.choice = { ...this.choice, ...change };
    choices.set(this.item.id, this.choice);
  }

  /** A key that was pressed on the picture. @returns whether it was one of the tools'. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { corners } = this.bench;
    const key = event.key.toLowerCase();
    const tool = TOOLS.flat().find((each) => each.key === key);
    const keys: { readonly [key: string]: (() => void) | undefined } = {
      delete: () => this.delete(),
      backspace: () => (this.corners > 0 ? corners?.back() : this.delete()),
      '[': () => this.choose({ size: nextSize(this.choice.size, -1) }),
      ']': () => this.choose({ size: nextSize(this.choice.size, 1) }),
      enter: corners === null ? undefined : () => (event.shiftKey ? corners.finish() : this.put()),
      escape: this.corners > 0 ? () => corners?.cancel() : undefined,
    };
    const run = tool ? () => this.choose({ tool: tool.name }) : keys[key];
    if (run === undefined) return false;
    run();
    return true;
  }

  /** Sets a corner in the middle of the view, where the cross is. */
  private put(): void {
    const middle = this.viewer?.middle();
    if (middle) this.bench.corners?.put(middle);
  }
}
