/** `<cs-plot-window>`: a plot of a table, in which rows are selected by drawing over them. */
import { css, html, LitElement, nothing, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uplotStyles from 'uplot/dist/uPlot.min.css?text';
import { PLOT_KINDS, type PlotConfig, type PlotKind } from '../../contracts/plot.js';
import { download, safeName } from '../../host/index.js';
import { rowsWithin } from '../../images/plots/brushing.js';
import type { Chart, Legend } from '../../images/plots/chart.js';
import { palette, ramp } from '../../images/plots/colours.js';
import { chartOf, chosenColumns, measuredColumns } from '../../images/plots/make_chart.js';
import { type PixelArea, PlotView, type Theme } from '../../images/plots/plot_view.js';
import type { Actions } from '../../workspace/actions.js';
import type { PlotWindow } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { Brush } from './brush.js';
import { dataStrings } from './data_strings.js';
import { cellText } from './table_rows.js';

const NOTHING: ReadonlySet<number> = new Set();
const words = dataStrings.plot;

@customElement('cs-plot-window')
export class CsPlotWindow extends LitElement {
  static override styles = [
    sharedStyles,
    unsafeCSS(uplotStyles),
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); container-type: inline-size; }
      header { display: flex; align-items: center; gap: 4px; padding: 4px 8px 4px 16px; min-height: 40px; border-bottom: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .settings { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding: 8px 16px; border-bottom: 1px solid var(--cs-line); background: var(--cs-panel); font-size: var(--wa-font-size-s); }
      .settings[hidden] { display: none; }
      .settings label { display: flex; align-items: center; gap: 6px; color: var(--cs-quiet); }
      .settings select { width: auto; max-width: 18ch; min-height: var(--cs-control); }
      .settings input[type='number'] { width: 8ch; }
      .settings input[type='checkbox'] { width: 18px; min-height: 18px; height: 18px; padding: 0; accent-color: var(--cs-accent); }
      .settings .tick { min-height: var(--cs-control); }
      .plot { position: relative; flex: 1; min-height: 0; margin: 4px; overflow: hidden; touch-action: none; cursor: crosshair; user-select: none; }
      .plot:focus-visible { outline-offset: -2px; }
      .canvas { position: absolute; inset: 0; pointer-events: none; }
      .brush { position: absolute; border: 1px solid var(--cs-accent-text); background: color-mix(in srgb, var(--cs-accent-text) 14%, transparent); pointer-events: none; }
      .legend { display: flex; flex-wrap: wrap; gap: 4px 14px; padding: 4px 16px 8px; font-size: var(--wa-font-size-s); }
      .legend li { display: flex; align-items: center; gap: 6px; }
      .legend i { width: 10px; height: 10px; border-radius: 50%; }
      .legend .scale { width: 120px; height: 10px; border-radius: 2px; }
      .empty { padding: 24px 16px; color: var(--cs-quiet); }
      @container (max-width: 560px) { header .text-button span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } header .text-button { min-width: var(--cs-control); justify-content: center; } .settings label { flex: 1 1 40%; justify-content: space-between; } .settings .tick { justify-content: flex-start; } }
    `,
  ];
  @property({ attribute: false }) item!: PlotWindow;
  @property({ attribute: false }) actions!: Actions;
  /** The selected rows of the table. */
  @property({ attribute: false }) selected: ReadonlySet<number> = NOTHING;
  @state() private open = !matchMedia('(max-width: 699px)').matches;
  @state() private area: PixelArea | null = null;
  @query('.canvas') private canvas!: HTMLElement | null;
  private chart: Chart | null = null;
  private view: PlotView | null = null;
  /** What was selected before the stroke that is being drawn. */
  private start: ReadonlySet<number> = NOTHING;
  private waiting: (() => void) | null = null;
  private readonly brush = new Brush(() => this.view?.frame() ?? null, {
    brushed: (area, add) => this.brushed(area, add),
    cleared: () => this.select(NOTHING),
  });
  private readonly resize = new ResizeObserver(() => {
    this.brush.forget();
    this.area = null;
    this.view?.resize();
  });
  private readonly themes = new MutationObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.themes.disconnect();
    this.resize.disconnect();
    this.view?.dispose();
    this.view = null;
  }

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get('item') as PlotWindow | undefined;
    if (!changed.has('item') || (before?.table === this.item.table && before.config === this.item.config)) return;
    this.chart = chartOf(this.item.table, this.item.config);
    this.brush.forget();
    this.area = null;
  }

  override updated(): void {
    const { canvas, chart } = this;
    if (!this.isConnected) return;
    if (canvas === null || chart === null) {
      this.view?.dispose();
      this.view = null;
      return;
    }
    if (this.view === null) {
      this.view = new PlotView(canvas);
      this.resize.disconnect();
      this.resize.observe(canvas);
    }
    this.view.show(chart, this.selected, this.theme());
  }

  private theme(): Theme {
    const style = getComputedStyle(this);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    return {
      text: color('--cs-text'),
      quiet: color('--cs-quiet'),
      line: color('--cs-line'),
      background: color('--cs-bg'),
      selected: color('--cs-accent-text'),
      font: style.fontFamily,
    };
  }

  override render() {
    const { chart } = this;
    return html`<header>
        <span class="grow numbers ellipsis" role="status" title=${this.status()}>${this.status()}</span>
        ${this.selected.size > 0 ? html`<button class="text-button" @click=${() => this.select(NOTHING)}><cs-icon name="x"></cs-icon><span>${words.clear}</span></button>` : nothing}
        <button class="text-button" aria-expanded=${this.open} aria-controls="settings" @click=${() => {
          this.open = !this.open;
        }}><cs-icon name="sliders-horizontal"></cs-icon><span>${words.settings}</span></button>
        <button class="text-button" ?disabled=${chart === null} @click=${this.save}><cs-icon name="download"></cs-icon><span>${words.save}</span></button>
      </header>
      <div class="settings" id="settings" ?hidden=${!this.open}>${this.open ? this.settings() : nothing}</div>
      ${chart === null ? html`<p class="empty">${words.empty}</p>` : this.plot(chart)}`;
  }

  private plot(chart: Chart) {
    const isEmpty = this.item.table.rows.length === chart.leftOut;
    const { left = 0, top = 0, width = 0, height = 0 } = this.area ?? {};
    return html`<div class="plot" tabindex="0" role="group" aria-label=${words.area(words.kinds[this.item.config.kind], chart.x.label, chart.y.label)} aria-describedby="hint"
        @pointerdown=${this.down} @pointermove=${(event: PointerEvent) => this.brush.move(event)} @pointerup=${(event: PointerEvent) => this.brush.up(event)}
        @pointercancel=${() => this.brush.cancel()} @keydown=${this.key}>
        <div class="canvas"></div>
        ${this.area === null ? nothing : html`<div class="brush" style="left:${left}px;top:${top}px;width:${width}px;height:${height}px"></div>`}
        ${isEmpty ? html`<p class="empty">${words.noneFit}</p>` : nothing}
      </div>
      <span id="hint" class="visually-hidden">${words.hint}</span>
      ${chart.legend === null ? nothing : this.legend(chart.legend)}`;
  }

  private legend(legend: Legend) {
    if (legend.kind === 'names')
      return html`<ul class="legend" aria-label=${legend.label}><li class="quiet">${legend.label}</li>${legend.names.map(
        (name, at) => html`<li><i style="background:${palette[at] ?? ''}"></i>${name || words.none}</li>`,
      )}</ul>`;
    const text = (value: number) => (legend.time ? new Date(value).toISOString().slice(0, 10) : cellText(value));
    return html`<ul class="legend"><li><span class="quiet">${legend.label}</span>${text(legend.low)}<i class="scale" style="background:linear-gradient(to right, ${ramp.join(',')})"></i>${text(legend.high)}</li></ul>`;
  }

  private settings() {
    const { table, config } = this.item;
    const chosen = chosenColumns(table, config);
    const measured = measuredColumns(table);
    const isBox = config.kind === 'box';
    const isHistogram = config.kind === 'histogram';
    return html`
      ${this.choice(
        words.kind,
        config.kind,
        PLOT_KINDS.map((kind) => [kind, words.kinds[kind]]),
        (kind) => this.set({ kind: kind as PlotKind }),
      )}
      ${
        isBox
          ? this.choice(words.by, chosen.x ?? '', [['', words.none], ...pairs(table.columns)], (x) =>
              this.set({ x: x || null }),
            )
          : this.choice(isHistogram ? words.values : words.x, chosen.x ?? '', pairs(measured), (x) => this.set({ x }))
      }
      ${isHistogram ? nothing : this.choice(isBox ? words.values : words.y, chosen.y ?? '', pairs(measured), (y) => this.set({ y }))}
      ${isBox ? nothing : this.choice(words.color, config.color ?? '', [['', words.none], ...pairs(table.columns)], (color) => this.set({ color: color || null }))}
      ${
        isHistogram
          ? html`<label>${words.bins}<input type="number" min="1" max="1000" step="1" .value=${config.bins === null ? '' : String(config.bins)} placeholder=${words.auto}
              @change=${(event: Event) => this.setBins((event.target as HTMLInputElement).valueAsNumber)}></label>`
          : nothing
      }
      ${isBox ? nothing : this.tick(words.logX, config.logX, (logX) => this.set({ logX }))}
      ${this.tick(words.logY, config.logY, (logY) => this.set({ logY }))}`;
  }

  private choice(
    label: string,
    value: string,
    options: readonly (readonly [value: string, name: string])[],
    set: (value: string) => void,
  ) {
    return html`<label>${label}<select aria-label=${label} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
      ${options.map(([each, name]) => html`<option value=${each} .selected=${each === value}>${name}</option>`)}</select></label>`;
  }

  private tick(label: string, value: boolean, set: (value: boolean) => void) {
    return html`<label class="tick"><input type="checkbox" .checked=${value} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}>${label}</label>`;
  }

  private set(change: Partial<PlotConfig>): void {
    this.actions.tables.setPlot(this.item.id, { ...this.item.config, ...change });
  }

  private setBins(bins: number): void {
    this.set({ bins: Number.isInteger(bins) && bins >= 1 && bins <= 1000 ? bins : null });
  }

  private status(): string {
    const rows = this.item.table.rows.length;
    const leftOut = this.chart?.leftOut ?? 0;
    return [
      words.shown(rows - leftOut),
      ...(leftOut > 0 ? [words.leftOut(leftOut)] : []),
      ...(this.selected.size > 0 ? [words.selected(this.selected.size)] : []),
    ].join(' · ');
  }

  private readonly down = (event: PointerEvent): void => {
    this.start = this.selected;
    this.brush.down(event);
    this.area = null;
  };

  private readonly key = (event: KeyboardEvent): void => {
    this.start = NOTHING;
    if (this.brush.key(event)) event.preventDefault();
    this.area = this.brush.area;
  };

  /** Selects what is under the brush, once for each picture that the browser draws. */
  private brushed(area: PixelArea, add: boolean): void {
    this.area = this.brush.area;
    const isWaiting = this.waiting !== null;
    this.waiting = () => {
      const part = this.view?.areaOf(area) ?? null;
      if (this.chart === null || part === null) return;
      const rows = rowsWithin(this.chart, part);
      this.select(add ? new Set([...this.start, ...rows]) : rows);
    };
    if (isWaiting) return;
    requestAnimationFrame(() => {
      const select = this.waiting;
      this.waiting = null;
      select?.();
    });
  }

  private select(rows: ReadonlySet<number>): void {
    if (rows.size === 0) {
      if (this.brush.area === null) this.area = null;
      if (this.selected.size === 0) return;
    }
    this.actions.tables.select(this.item.id, rows);
  }

  private readonly save = async (): Promise<void> => {
    const picture = await this.view?.picture();
    if (picture) download(picture, `${safeName(this.item.title)}.png`);
  };
}

function pairs(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}
