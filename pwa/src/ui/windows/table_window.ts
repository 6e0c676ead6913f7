/** `<cs-table-window>`: a table of any length; only the rows in view are on the page. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { columnKind } from '../../images/tables/cells.js';
import { FilterError, filteredRows, readFilter, type Test } from '../../images/tables/filter.js';
import { labelColumn } from '../../images/tables/labelled_rows.js';
import { type Sorting, sortedRows } from '../../images/tables/sorting.js';
import type { Table } from '../../rpc/table.js';
import type { Actions } from '../../workspace/actions.js';
import type { Layer, TableWindow } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import './column_menu.js';
import type { ColumnChoice } from './column_menu.js';
import { dataStrings } from './data_strings.js';
import { cellText, columnWidths, tabSeparated } from './table_rows.js';
import { tableStyles } from './table_styles.js';

/** How each table was looked at, for when its window comes back. */
const views = new WeakMap<Table, { readonly sorting: Sorting | null; readonly filters: ReadonlyMap<number, string> }>();
const NOTHING: ReadonlySet<number> = new Set();
/** Rows that are on the page above and below those in view. */
const BEYOND = 5;

@customElement('cs-table-window')
export class CsTableWindow extends LitElement {
  static override styles = [
    sharedStyles,
    tableStyles,
    css`:host { display: flex; flex-direction: column; position: relative; height: 100%; min-height: 0; }`,
  ];
  @property({ attribute: false }) item!: TableWindow;
  @property({ attribute: false }) actions!: Actions;
  /** The selected rows. */
  @property({ attribute: false }) selected: ReadonlySet<number> = NOTHING;
  /** The layers that there are, among them those of labels, points and shapes that a table may tell of. */
  @property({ attribute: false }) layers: readonly Layer[] = [];
  @state() private sorting: Sorting | null = null;
  @state() private filters: ReadonlyMap<number, string> = new Map();
  @state() private filtering = false;
  @state() private menu: { readonly column: number; readonly left: number } | null = null;
  @state() private current = 0;
  @state() private first = 0;
  @state() private copied = 0;
  /** The header's button that Tab comes to. */
  @state() private head = 0;
  @query('.grid') private grid!: HTMLElement;
  private sorted: readonly number[] = [];
  private order: readonly number[] = [];
  private wrong = new Map<number, string>();
  private widths = '';
  private anchor = 0;
  private visibleRows = 40;
  /** What this table itself selected last, to be told from what was selected elsewhere. */
  private own: ReadonlySet<number> = NOTHING;
  private readonly resize = new ResizeObserver(() => this.scrolled());

  override willUpdate(changed: PropertyValues): void {
    const { table } = this.item;
    const isNew = changed.has('item') && (changed.get('item') as TableWindow | undefined)?.table !== table;
    if (isNew) {
      const known = views.get(table);
      this.sorting = known?.sorting ?? null;
      this.filters = known?.filters ?? new Map();
      this.filtering = this.filters.size > 0;
      this.widths = columnWidths(table);
    }
    if (isNew || changed.has('sorting')) this.sorted = sortedRows(table, this.sorting);
    if (isNew || changed.has('sorting') || changed.has('filters')) {
      this.order = filteredRows(table, this.sorted, this.tests());
      this.current = Math.max(0, Math.min(this.current, this.order.length - 1));
      views.set(table, { sorting: this.sorting, filters: this.filters });
    }
  }

  override firstUpdated(): void {
    this.resize.observe(this.grid);
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('selected') || this.selected === this.own) return;
    this.own = this.selected;
    const position = this.selected.size === 0 ? -1 : this.order.findIndex((row) => this.selected.has(row));
    if (position < 0) return;
    this.current = position;
    this.anchor = position;
    this.reveal(position);
  }

  private tests(): ReadonlyMap<number, Test> {
    const tests = new Map<number, Test>();
    this.wrong = new Map();
    for (const [column, text] of this.filters) {
      try {
        const test = readFilter(text, columnKind(this.item.table, column));
        if (test !== null) tests.set(column, test);
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        this.wrong.set(column, error.message);
      }
    }
    return tests;
  }

  private get rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 28;
  }

  private scrolled(): void {
    this.visibleRows = Math.ceil(this.grid.clientHeight / this.rowHeight) + 1;
    this.first = Math.max(0, Math.floor(this.grid.scrollTop / this.rowHeight) - BEYOND);
    this.requestUpdate();
  }

  override render() {
    const { table } = this.item;
    const height = this.rowHeight;
    const rows = this.order.length;
    // Fewer rows than before may leave the place where the view was.
    const first = Math.min(this.first, Math.max(0, rows - this.visibleRows));
    const shown = this.order.slice(first, first + this.visibleRows + 2 * BEYOND);
    const numeric = table.columns.map((_, column) => columnKind(table, column) === 'number');
    const inView = this.current >= first && this.current < first + shown.length;
    return html`
      ${this.bar()}
      ${[...this.wrong].map(([column, message]) => html`<p class="wrong" role="alert">${dataStrings.table.wrong(table.columns[column] ?? '', message)}</p>`)}
      <div class="grid" role="grid" tabindex="0" aria-label=${this.item.title} aria-describedby="hint" aria-rowcount=${rows + 1} aria-colcount=${table.columns.length + 1} aria-multiselectable="true"
        aria-activedescendant=${inView ? `row-${this.current}` : nothing} style="--columns: ${this.widths}" @scroll=${this.scrolled} @keydown=${this.key}>
        <div class="top" role="rowgroup">
          <div class="line head" role="row" aria-rowindex="1" @keydown=${this.headKey}>
            <div class="cell number" role="columnheader">#</div>
            ${table.columns.map((name, column) => this.header(name, column, numeric[column] === true))}
          </div>
          ${this.filtering ? this.filterLine() : nothing}
        </div>
        <div class="body" role="rowgroup" style="height: ${rows * height}px">
          <div class="rows" role="presentation" style="transform: translateY(${first * height}px)">
            ${shown.map((row, offset) => this.row(row, first + offset, numeric))}
          </div>
        </div>
        ${rows === 0 ? html`<p class="empty">${table.rows.length === 0 ? dataStrings.table.empty : dataStrings.table.noneFit}</p>` : nothing}
      </div>
      <span id="hint" class="visually-hidden">${dataStrings.table.hint}</span>
      ${
        this.menu
          ? html`<cs-column-menu style="left: ${this.menu.left}px" .table=${table} .column=${this.menu.column} .rows=${this.order}
            @choose=${(event: CustomEvent<ColumnChoice>) => this.chosen(event.detail)}></cs-column-menu>`
          : nothing
      }`;
  }

  private bar() {
    const words = dataStrings.table;
    const labels = this.layers.filter((layer) => layer.kind !== 'image');
    const isLinked = labelColumn(this.item.table) >= 0 && labels.length > 0;
    return html`<header>
      <span class="grow numbers ellipsis" role="status" title=${this.status()}>${this.status()}</span>
      ${
        isLinked
          ? html`<label class="labels" title=${words.labelsHint}><span>${words.labels}</span><select @change=${(
              event: Event,
            ) => this.actions.tables.link(this.item.id, (event.target as HTMLSelectElement).value || null)}>
            <option value="" .selected=${!labels.some(({ id }) => id === this.item.labelsLayer)}>${words.noLabels}</option>
            ${labels.map(({ id, name }) => html`<option value=${id} .selected=${id === this.item.labelsLayer}>${name}</option>`)}
          </select></label>`
          : nothing
      }
      <button class="text-button" aria-pressed=${this.filtering} title=${words.filterHint} @click=${this.toggleFilters}><cs-icon name="list-filter"></cs-icon><span>${words.filter}</span></button>
      <button class="text-button" @click=${() => this.actions.tables.plot(this.item.id)}><cs-icon name="chart-column"></cs-icon><span>${words.plot}</span></button>
      <button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon><span>${words.save}</span></button>
    </header>`;
  }

  private status(): string {
    const words = dataStrings.table;
    const { table } = this.item;
    if (this.copied > 0) return words.copied(this.copied);
    const all = table.rows.length;
    const some = this.selected.size > 0;
    // On a phone there is room for one of the two: the columns are seen anyway.
    const whole = some ? words.ofRows(all) : words.rows(all, table.columns.length);
    const parts = [this.order.length < all ? words.filtered(this.order.length, all) : whole];
    if (some) {
      parts.push(words.selected(this.selected.size));
      const seen =
        this.order.length < all
          ? this.order.reduce((sum, row) => sum + Number(this.selected.has(row)), 0)
          : this.selected.size;
      if (seen < this.selected.size) parts.push(words.hidden(this.selected.size - seen));
    }
    return parts.join(' · ');
  }

  private header(name: string, column: number, right: boolean) {
    const { sorting } = this;
    const direction = sorting?.column === column ? (sorting.descending ? 'descending' : 'ascending') : 'none';
    const unit = this.item.table.units[name];
    const stop = (part: number) => (this.head === column * 2 + part ? 0 : -1);
    return html`<div role="columnheader" class=${right ? 'right' : ''} aria-sort=${direction}>
      <button class="sort" tabindex=${stop(0)} title=${dataStrings.table.sort(name)} @click=${() => this.sort(column)}><span class="ellipsis">${name}</span>${unit ? html`<span class="unit">${unit}</span>` : nothing}
        ${direction === 'none' ? nothing : html`<span class="arrow" aria-hidden="true">${direction === 'ascending' ? '↑' : '↓'}</span>`}</button>
      <button class="more" tabindex=${stop(1)} aria-label=${dataStrings.table.more(name)} title=${dataStrings.table.more(name)} aria-haspopup="dialog" aria-expanded=${this.menu?.column === column}
        @click=${(event: Event) => this.openMenu(column, event.currentTarget as HTMLElement)}><cs-icon name="chevron-down"></cs-icon></button></div>`;
  }

  private filterLine() {
    const words = dataStrings.table;
    const { table } = this.item;
    return html`<div class="line filters" role="row">
      <div class="cell number" role="gridcell">${
        this.filters.size > 0
          ? html`<button class="icon-button" aria-label=${words.clear} title=${words.clear} @click=${() => {
              this.filters = new Map();
            }}><cs-icon name="x"></cs-icon></button>`
          : nothing
      }</div>
      ${table.columns.map((name, column) => {
        const kind = columnKind(table, column);
        const hint = kind === 'number' ? words.numberHint : kind === 'date' ? words.dateHint : words.textHint;
        return html`<div role="gridcell"><input type="search" .value=${this.filters.get(column) ?? ''} aria-label=${words.filterOf(name)} placeholder=${hint} title=${words.filterHint}
          aria-invalid=${this.wrong.has(column)} autocomplete="off" spellcheck="false" @keydown=${(event: Event) => event.stopPropagation()}
          @input=${(event: Event) => this.filterBy(column, (event.target as HTMLInputElement).value)}></div>`;
      })}</div>`;
  }

  private row(row: number, position: number, numeric: readonly boolean[]) {
    const cells = this.item.table.rows[row] ?? [];
    return html`<div class="line row ${position === this.current ? 'current' : ''}" role="row" id="row-${position}" aria-rowindex=${position + 2} aria-selected=${this.selected.has(row)}
      @click=${(event: MouseEvent) => this.pick(position, event.ctrlKey || event.metaKey || isNumberCell(event), event.shiftKey)}>
      <div class="cell number" role="rowheader" title=${dataStrings.table.add(row + 1)}>${row + 1}</div>
      ${cells.map((cell, column) => html`<div class="cell ${numeric[column] ? 'right' : ''}" role="gridcell">${cellText(cell)}</div>`)}
    </div>`;
  }

  private readonly toggleFilters = (): void => {
    this.filtering = !this.filtering;
    if (!this.filtering) this.filters = new Map();
    else void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.filters input')?.focus());
  };

  private filterBy(column: number, text: string): void {
    const next = new Map(this.filters);
    if (text.trim() === '') next.delete(column);
    else next.set(column, text);
    this.filters = next;
  }

  private openMenu(column: number, button: HTMLElement): void {
    const left = button.getBoundingClientRect().right - this.getBoundingClientRect().left - 272;
    this.menu =
      this.menu?.column === column ? null : { column, left: Math.max(8, Math.min(left, this.clientWidth - 280)) };
  }

  private chosen(choice: ColumnChoice): void {
    const column = this.menu?.column ?? 0;
    this.menu = null;
    if (choice === 'up' || choice === 'down') this.sorting = { column, descending: choice === 'down' };
    else if (choice === 'unsorted') this.sorting = null;
    else if (choice === 'histogram')
      this.actions.tables.plot(this.item.id, { kind: 'histogram', x: this.item.table.columns[column] ?? null });
    if (choice === 'close') this.renderRoot.querySelectorAll<HTMLElement>('.more')[column]?.focus();
  }

  /** Ascending, descending, then the order the table came in. */
  private sort(column: number): void {
    const { sorting } = this;
    if (sorting?.column !== column) this.sorting = { column, descending: false };
    else this.sorting = sorting.descending ? null : { column, descending: true };
  }

  private pick(position: number, add: boolean, range: boolean): void {
    const from = range ? Math.min(this.anchor, position) : position;
    const to = range ? Math.max(this.anchor, position) : position;
    const next = new Set(add || range ? this.selected : []);
    for (let at = from; at <= to; at++) {
      const row = this.order[at];
      if (row === undefined) continue;
      if (add && !range && next.has(row)) next.delete(row);
      else next.add(row);
    }
    if (!range) this.anchor = position;
    this.current = position;
    this.select(next);
  }

  private select(rows: ReadonlySet<number>): void {
    this.own = rows;
    this.copied = 0;
    this.actions.tables.select(this.item.id, rows);
  }

  /** Left and right among the buttons of the header. */
  private headKey(event: KeyboardEvent): void {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.head button')];
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -buttons.length, End: buttons.length }[event.key];
    // Enter and Space press the button, and are none of the rows' business.
    event.stopPropagation();
    if (step === undefined) return;
    event.preventDefault();
    this.head = Math.min(buttons.length - 1, Math.max(0, this.head + step));
    buttons[this.head]?.focus();
  }

  private key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && (event.key === 'a' || event.key === 'c')) {
      event.preventDefault();
      if (event.key === 'a') this.select(new Set(this.order));
      else void this.copy();
      return;
    }
    const page = this.visibleRows - 2;
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Number.MAX_SAFE_INTEGER,
      End: Number.MAX_SAFE_INTEGER,
    }[event.key];
    if (event.key === ' ') {
      event.preventDefault();
      this.pick(this.current, true, false);
    } else if (event.key === 'Escape' && this.selected.size > 0) this.select(NOTHING);
    if (step === undefined || this.order.length === 0) return;
    event.preventDefault();
    const next = Math.min(this.order.length - 1, Math.max(0, this.current + step));
    if (event.ctrlKey || event.metaKey) this.current = next;
    else this.pick(next, false, event.shiftKey);
    this.reveal(next);
  }

  private reveal(position: number): void {
    const top = position * this.rowHeight;
    const covered = this.renderRoot.querySelector('.top')?.clientHeight ?? 0;
    const room = this.grid.clientHeight - this.rowHeight - covered;
    if (top < this.grid.scrollTop) this.grid.scrollTop = top;
    else if (top > this.grid.scrollTop + room) this.grid.scrollTop = top - room;
  }

  private async copy(): Promise<void> {
    const rows = this.order.filter((row) => this.selected.has(row));
    if (rows.length === 0) return;
    try {
      await navigator.clipboard.writeText(tabSeparated(this.item.table, rows));
      this.copied = rows.length;
    } catch {
      // The browser refused the clipboard; saving as CSV is still there.
      this.copied = 0;
    }
  }
}

/** The row's number is where a finger adds to what is selected: it has no Control key. */
function isNumberCell({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest('.number') !== null;
}
