/** `<cs-image-window>`: a picture with its layers, moved and zoomed by mouse, touch and keyboard. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Position } from '../../images/layers.js';
import { LinkedViews } from '../../images/linked_views.js';
import { register } from '../../images/open_viewers.js';
import { isVolume } from '../../images/orthogonal.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { Standing } from '../../images/standing.js';
import { hasWebGL, Viewer, type ViewState } from '../../images/viewer.js';
import type { Actions } from '../../workspace/actions.js';
import type { ImageWindow, Selection, WindowHistory } from '../../workspace/model.js';
import type { CsAnnotation } from '../annotation/annotation_bar.js';
import type { DrawingState } from '../annotation/drawing_state.js';
import '../icon.js';
import '../save_menu.js';
import { sharedStyles } from '../shared_styles.js';
import { offerCommands } from '../window_commands.js';
import { chooseContrast } from './auto_contrast.js';
import { ImageReadout } from './image_readout.js';
import { imageStyles } from './image_styles.js';
import { describeImage, scaleOf, stackAxes, stepPlace, unshownPixels } from './image_words.js';
import type { CrossPlace } from './slices_view.js';
import './stack_sliders.js';
import type { CsStacks } from './stack_sliders.js';
import { keyCommand, type Mode, type ViewTarget, viewCommands } from './view_commands.js';
import { viewerStrings } from './viewer_strings.js';

interface Kept {
  readonly view: ViewState;
  readonly standing: Standing;
}

/** CSS pixels of the tools, which reach across the picture of a phone. */
const TOOLS_HEIGHT = 56;
/** Where each window's view was, for when its tab comes back. */
const views = new Map<string, Kept>();
const linkedViews = new LinkedViews();
/** Windows whose drawing tools are open. */
const drawn = new Set<string>();

@customElement('cs-image-window')
export class CsImageWindow extends LitElement {
  static override styles = [sharedStyles, imageStyles];

  @property({ attribute: false }) item!: ImageWindow;
  @property({ attribute: false }) actions!: Actions;
  @property({ attribute: false }) selection: Selection | null = null;
  /** What can be undone here; null before anything was done. */
  @property({ attribute: false }) history: WindowHistory | null = null;
  /** Classes, what is asked to be drawn here, and whether what was drawn is kept. */
  @property({ attribute: false }) drawing: DrawingState = { classes: [], ask: null, saved: '' };
  @state() private standing: Standing = { index: {}, projected: false };
  @state() private resolution = 1;
  @state() private mode: Mode = 'flat';
  @state() private at: CrossPlace = { x: 0, y: 0, z: 0 };
  @state() private linked = false;
  /** Whether the drawing tools are open. */
  @state() private draws = false;
  @query('.canvas') private canvas!: HTMLElement;
  /** The viewer, once the window is on screen. */
  viewer: Viewer | null = null;
  private leave: readonly (() => void)[] = [];
  private unlink: (() => void) | null = null;
  private isTelling = false;
  private readonly readout = new ImageReadout(this, () => ({ item: this.item, index: this.standing.index }));

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('drawing') && this.drawing.ask !== null) this.openTools();
    if (!changed.has('item')) return;
    if (!changed.get('item')) this.draws = this.draws || drawn.has(this.item.id);
    const known = views.get(this.item.id)?.standing;
    const { index: before, projected } = this.standing;
    const index: { [axis: string]: number } = {};
    for (const { name, size } of stackAxes(this.item)) {
      const at = before[name] ?? known?.index[name] ?? (name === 'Z' ? size >> 1 : 0);
      index[name] = Math.min(size - 1, at);
    }
    const names = Object.keys(index);
    if (names.length === Object.keys(before).length && names.every((name) => index[name] === before[name])) return;
    this.standing = { index, projected: projected || (known?.projected ?? false) };
  }

  override updated(): void {
    if (!this.isConnected) return;
    if (this.viewer === null) {
      this.viewer = this.open();
      if (this.draws) this.requestUpdate();
    }
    this.viewer.stand(this.standing);
    this.viewer.setLayers(this.item.layers, this.selection);
    const failed = (error: unknown): void => this.readout.failed(error);
    chooseContrast(this.item.layers, this.actions.layers, () => this.item.layers, failed);
    if (this.mode !== 'flat' && !this.isDeep) this.mode = 'flat';
  }

  private open(): Viewer {
    const { id } = this.item;
    const viewer = new Viewer(
      this.canvas,
      {
        pointer: (at) => {
          if (at) this.readout.read(at);
          else this.readout.clear();
        },
        view: (view) => this.moved(view),
        click: (at, adds) => this.pick(at, adds),
        press: (at) => {
          this.readout.read(at);
          this.pick(at, false);
        },
        failed: (error) => this.readout.failed(error),
      },
      { start: views.get(id)?.view ?? null, covered: matchMedia('(max-width: 699px)').matches ? TOOLS_HEIGHT : 0 },
    );
    this.leave = [
      register(id, {
        snapshot: () => viewer.snapshot(scaleOf(this.item, viewer.state().resolution, 140)),
        state: () => viewer.state(),
        show: (view) => viewer.follow(view),
        index: () => this.standing.index,
        go: (index) => this.go({ ...this.standing.index, ...index }),
      }),
      offerCommands(id, () => viewCommands(this.target)),
    ];
    return viewer;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const leave of this.leave) leave();
    this.unlink?.();
    this.unlink = null;
    this.linked = false;
    // A hidden tab holds no WebGL context: browsers allow only a few.
    this.viewer?.dispose();
    this.viewer = null;
  }

  private get isDeep(): boolean {
    return this.item.layers.some((layer) => layer.kind === 'image' && isVolume(layer.source));
  }

  override render() {
    const unshown = unshownPixels(this.item);
    const axes = stackAxes(this.item);
    return html`
      <div class="stage ${this.mode}">
        <div class="main">
          <div class="canvas" role="img" tabindex="0" aria-label=${describeImage(this.item, this.standing.index, this.standing.projected)} aria-describedby="hint" @keydown=${this.key}></div>
          <span id="hint" class="visually-hidden">${viewerStrings.hint}</span>
          ${this.readout.isMiddle ? html`<div class="cross"></div>` : nothing}
          ${this.mode === 'slices' ? this.lines() : nothing}
          ${unshown ? html`<div class="sentence"><p>${viewerStrings.unsupported(unshown.dtype, unshown.shape.join(' × '))}</p></div>` : nothing}
          ${this.mode === 'volume' ? html`<cs-volume .item=${this.item} .index=${this.standing.index}></cs-volume>` : this.marks()}
          ${unshown ? nothing : this.tools()}
        </div>
        ${this.mode === 'slices' ? [this.slice('YZ'), this.slice('XZ'), html`<p class="hint">${viewerStrings.cross}</p>`] : nothing}
      </div>
      ${
        axes.length > 0
          ? html`<cs-stacks .axes=${axes} .index=${this.standing.index} .place=${(axis: string, step: number) => stepPlace(this.item, axis, step)}
              .drawn=${() => this.viewer?.drawn() ?? Promise.resolve()} @cs-index=${(event: CustomEvent<PlaneIndex>) => this.go(event.detail)}></cs-stacks>`
          : nothing
      }
      ${
        this.draws
          ? html`<cs-annotation .item=${this.item} .actions=${this.actions} .viewer=${this.mode === 'flat' ? this.viewer : null} .index=${this.standing.index}
              .selection=${this.selection} .history=${this.history} .drawing=${this.drawing} ?raised=${this.hasAttribute('raised')} @cs-close=${() => this.closeTools()}></cs-annotation>`
          : nothing
      }`;
  }

  private marks() {
    const bar = scaleOf(this.item, this.resolution, 140);
    return html`<div class="readout" role="status" aria-label=${viewerStrings.readout} ?hidden=${this.readout.text === ''}>${this.readout.text}</div>
      ${bar ? html`<div class="scale" role="img" aria-label=${bar.text}><span>${bar.text}</span><i style="width:${bar.length}px"></i></div>` : nothing}`;
  }

  private tools() {
    const top = this.item.layers.findLast((layer) => layer.visible);
    return html`<div class="tools" role="toolbar" aria-label=${viewerStrings.toolbar} title=${hasWebGL ? '' : viewerStrings.plain}>
      ${viewCommands(this.target).map(({ title, icon, keys, pressed, run }) => {
        const label = keys === '' ? title : `${title} (${keys})`;
        return html`<button class="icon-button ${icon === 'circle' ? 'words' : ''}" aria-label=${title} title=${label} aria-pressed=${pressed ?? nothing} @click=${run}>${
          icon === 'circle' ? '1:1' : html`<cs-icon name=${icon}></cs-icon>`
        }</button>`;
      })}
      ${top ? html`<cs-save-menu .actions=${this.actions} .layer=${top}></cs-save-menu>` : nothing}
    </div>`;
  }

  /** This window as its commands see it. */
  private get target(): ViewTarget {
    return {
      item: this.item,
      actions: this.actions,
      history: this.history,
      viewer: this.viewer,
      standing: this.standing,
      mode: this.mode,
      isLinked: this.linked,
      isDrawing: this.draws,
      isDeep: this.isDeep,
      go: (index, projected) => this.go(index, projected),
      link: () => this.link(),
      draw: () => (this.draws ? this.closeTools() : this.openTools()),
      change: (mode) => this.change(mode),
      readMiddle: () => this.viewer && this.readout.read(this.viewer.middle(), true),
      pickMiddle: () => this.viewer && this.pick(this.viewer.middle(), false),
      play: () => this.renderRoot.querySelector<CsStacks>('cs-stacks')?.toggle(stackAxes(this.item)[0]?.name ?? ''),
    };
  }

  /** The drawing tools are fetched when they are first wanted; their element comes to life then. */
  private openTools(): void {
    this.draws = true;
    this.mode = 'flat';
    this.dispatchEvent(new CustomEvent('cs-hide-form', { bubbles: true, composed: true }));
    drawn.add(this.item.id);
    import('../annotation/annotation_bar.js').then(
      () => this.requestUpdate(),
      (error: unknown) => this.readout.failed(error),
    );
  }

  private closeTools(): void {
    this.draws = false;
    drawn.delete(this.item.id);
  }

  private slice(side: 'XZ' | 'YZ') {
    return html`<cs-slice .layers=${this.item.layers} .side=${side} .index=${this.standing.index} .at=${this.at}
      @cs-cross=${(event: CustomEvent<CrossPlace>) => this.put(event.detail)}></cs-slice>`;
  }

  private lines() {
    const at = this.viewer?.pixelOf([this.at.x + 0.5, this.at.y + 0.5]) ?? null;
    return at
      ? html`<i class="down" style="left:${at[0]}px"></i><i class="across" style="top:${at[1]}px"></i>`
      : nothing;
  }

  private put({ x, y, z }: CrossPlace): void {
    const { X = 1, Y = 1, Z = 1 } = this.extent();
    const held = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
    this.at = { x: held(x, X), y: held(y, Y), z: held(z, Z) };
    this.go({ ...this.standing.index, Z: this.at.z });
  }

  private extent(): { readonly [axis: string]: number } {
    const deep = this.item.layers.find((layer) => layer.kind === 'image' && isVolume(layer.source));
    if (deep?.kind !== 'image') return {};
    return Object.fromEntries([...deep.source.axes].map((letter, at) => [letter, deep.source.shape[at] ?? 1]));
  }

  private change(mode: 'slices' | 'volume'): void {
    const next = this.mode === mode ? 'flat' : mode;
    const load = next === 'volume' ? import('./volume_view.js') : next === 'slices' ? import('./slices_view.js') : null;
    if (next === 'slices') {
      const [x, y] = this.viewer?.middle() ?? [0, 0];
      this.put({ x: Math.floor(x), y: Math.floor(y), z: this.standing.index.Z ?? 0 });
    }
    this.mode = next;
    load?.then(
      () => this.requestUpdate(),
      (error: unknown) => this.readout.failed(error),
    );
  }

  /** Goes to other planes, here and in linked views. */
  private go(index: PlaneIndex, projected = this.standing.projected): void {
    this.standing = { index, projected };
    this.at = { ...this.at, z: index.Z ?? this.at.z };
    if (this.linked) linkedViews.tell(this.item.id, { index });
    if (this.viewer) this.moved(this.viewer.state());
  }

  private link(): void {
    this.linked = !this.linked;
    this.unlink?.();
    this.unlink = this.linked
      ? linkedViews.join(this.item.id, ({ view, index }) => {
          if (view) this.viewer?.follow(view);
          if (!index) return;
          const known = stackAxes(this.item).map(({ name, size }) => [
            name,
            Math.min(size - 1, index[name] ?? this.standing.index[name] ?? 0),
          ]);
          this.standing = { ...this.standing, index: Object.fromEntries(known) };
        })
      : null;
  }

  private moved(view: ViewState): void {
    const { id } = this.item;
    views.set(id, { view, standing: this.standing });
    this.resolution = view.resolution;
    if (this.linked) linkedViews.tell(id, { view });
    if (this.mode === 'slices') this.requestUpdate();
    if (this.isTelling) return;
    this.isTelling = true;
    // A plugin hears of a movement once a frame.
    requestAnimationFrame(() => {
      this.isTelling = false;
      const { center, resolution } = this.viewer?.state() ?? view;
      this.actions.layers.report(id, 'view', { center, zoom: 1 / resolution, index: this.standing.index });
    });
  }

  private pick(at: Position, adds: boolean): void {
    if (this.mode === 'slices') this.put({ x: Math.floor(at[0]), y: Math.floor(at[1]), z: this.standing.index.Z ?? 0 });
    const { layers } = this.actions;
    const found = this.viewer?.pick(at) ?? null;
    if (found === null) {
      if (!adds) layers.select(null);
    } else {
      const before =
        this.selection?.layerId === found.layer.id && adds ? this.selection : { labels: [], featureIds: [] };
      layers.select({
        layerId: found.layer.id,
        labels: toggled(before.labels, found.label),
        featureIds: toggled(before.featureIds, found.featureId),
      });
    }
    layers.report(this.item.id, 'picked', {
      position: at,
      index: this.standing.index,
      layer: found?.layer.name ?? null,
      layerId: found?.layer.id ?? null,
      label: found?.label ?? null,
      feature: found?.featureId ?? null,
    });
  }

  private key(event: KeyboardEvent): void {
    if (this.renderRoot.querySelector<CsAnnotation>('cs-annotation')?.key?.(event)) {
      event.preventDefault();
      return;
    }
    const run = keyCommand(event, this.target);
    if (!run) return;
    event.preventDefault();
    run();
  }
}

function toggled<T>(before: readonly T[], one: T | null): readonly T[] {
  if (one === null) return before;
  return before.includes(one) ? before.filter((each) => each !== one) : [...before, one];
}
