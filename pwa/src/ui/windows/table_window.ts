/** `<cs-table-window>`: a table of any length; only the rows in view are on the page. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { TableWindow } from '../../workspace/model.js';
import '../icon.js';
import { columnKind } from '../../images/tables/cells.js';
import { type Sorting, sortedRows } from '../../images/tables/sorting.js';
import { laterStrings } from '../later_strings.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import { cellText, columnWidths, tabSeparated } from './table_rows.js';

@customElement('cs-table-window')
export class CsTableWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); --row: 28px; }
      @media (max-width: 699px), (pointer: coarse) { :host { --row: 44px; } }
      header { display: flex; align-items: center; gap: 8px; padding: 4px 8px 4px 16px; min-height: 40px; border-bottom: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .grid { flex: 1; min-height: 0; overflow: auto; font-variant-numeric: tabular-nums; font-size: var(--wa-font-size-s); overscroll-behavior: contain; contain: strict; }
      .grid:focus-visible { outline-offset: -2px; }
      .line { display: grid; grid-template-columns: var(--columns); height: var(--row); min-width: max-content; }
      .head { position: sticky; top: 0; z-index: 1; height: calc(var(--row) + 6px); background: var(--cs-panel); border-bottom: 1px solid var(--cs-line); }
      .head button { display: flex; align-items: center; gap: 4px; width: 100%; height: 100%; padding: 0 12px; border: 0; background: none; font-weight: 600; white-space: nowrap; }
      .head button:hover { background: var(--cs-hover); }
      .head .right button { flex-direction: row-reverse; }
      .head .right .unit { order: -1; }
      .head .number { display: flex; align-items: center; line-height: 1; }
      .head .unit { font-weight: 400; color: var(--cs-quiet); }
      .head .arrow { color: var(--cs-accent-text); }
      .body { position: relative; min-width: max-content; }
      .rows { position: absolute; inset: 0 0 auto; }
      .cell { padding: 0 12px; line-height: var(--row); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      .right { text-align: right; }
      .row { border-bottom: 1px solid color-mix(in srgb, var(--cs-line) 55%, transparent); cursor: default; gap: 0; align-items: stretch; }
      .row:hover { background: var(--cs-hover); }
      .row[aria-selected='true'] { background: var(--cs-accent-soft); }
      .row.current { box-shadow: inset 2px 0 0 var(--cs-accent); }
      .number { color: var(--cs-quiet); }
      .empty { padding: 24px 16px; color: var(--cs-quiet); }
    `,
  ];
  @property({ attribute: false }) item!: TableWindow;
  @property({ attribute: false }) actions!: Actions;
  @state() private sorting: Sorting | null = null;
  @state() private selected: ReadonlySet<number> = new Set();
  @state() private current = 0;
  @state() private first = 0;
  @state() private copied = 0;
  @query('.grid') private grid!: HTMLElement;
  private order: readonly number[] = [];
  private anchor = 0;
  private visibleRows = 40;
  private readonly resize = new ResizeObserver(() => this.scrolled());

  override willUpdate(changed: PropertyValues): void {
    if (
      changed.has('item') &&
      changed.get('item') !== undefined &&
      (changed.get('item') as TableWindow).table !== this.item.table
    ) {
      this.selected = new Set();
      this.sorting = null;
    }
    if (changed.has('item') || changed.has('sorting')) this.order = sortedRows(this.item.table, this.sorting);
  }

  override firstUpdated(): void {
    this.resize.observe(this.grid);
  }

  private get rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 28;
  }

  private scrolled(): void {
    this.visibleRows = Math.ceil(this.grid.clientHeight / this.rowHeight) + 1;
    this.first = Math.max(0, Math.floor(this.grid.scrollTop / this.rowHeight) - 5);
    this.requestUpdate();
  }

  override render() {
    const { table } = this.item;
    const rows = this.order.length;
    const height = this.rowHeight;
    const shown = this.order.slice(this.first, this.first + this.visibleRows + 10);
    const numeric = table.columns.map((_, column) => columnKind(table, column) === 'number');
    return html`
      <header>
        <span class="grow numbers ellipsis" role="status">${this.copied ? laterStrings.table.copied(this.copied) : laterStrings.table.rows(rows, table.columns.length)}${
          this.selected.size > 0 && !this.copied ? html` · ${laterStrings.table.selected(this.selected.size)}` : nothing
        }</span>
        <button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon>${strings.windows.saveAs.table}</button>
      </header>
      <div class="grid" role="grid" tabindex="0" aria-label=${this.item.title} aria-rowcount=${rows + 1} aria-colcount=${table.columns.length + 1} aria-multiselectable="true"
        aria-activedescendant=${rows > 0 ? `row-${this.current}` : nothing} style="--columns: ${columnWidths(table)}" @scroll=${this.scrolled} @keydown=${this.key}>
        <div class="line head" role="row" aria-rowindex="1">
          <div class="cell number" role="columnheader">#</div>
          ${table.columns.map((name, column) => this.header(name, column, numeric[column] === true))}
        </div>
        <div class="body" role="rowgroup" style="height: ${rows * height}px">
          <div class="rows" role="presentation" style="transform: translateY(${this.first * height}px)">
            ${shown.map((row, offset) => this.row(row, this.first + offset, numeric))}
          </div>
        </div>
        ${rows === 0 ? html`<p class="empty">${laterStrings.table.empty}</p>` : nothing}
      </div>`;
  }

  private header(name: string, column: number, right: boolean) {
    const { sorting } = this;
    const direction = sorting?.column === column ? (sorting.descending ? 'descending' : 'ascending') : 'none';
    const unit = this.item.table.units[name];
    return html`<div role="columnheader" class=${right ? 'right' : ''} aria-sort=${direction}>
      <button tabindex="-1" title=${laterStrings.table.sort(name)} @click=${() => this.sort(column)}>${name}${unit ? html`<span class="unit">${unit}</span>` : nothing}
        ${direction === 'none' ? nothing : html`<span class="arrow" aria-hidden="true">${direction === 'ascending' ? '↑' : '↓'}</span>`}</button></div>`;
  }

  private row(row: number, position: number, numeric: readonly boolean[]) {
    const cells = this.item.table.rows[row] ?? [];
    return html`<div class="line row ${position === this.current ? 'current' : ''}" role="row" id="row-${position}" aria-rowindex=${position + 2} aria-selected=${this.selected.has(row)}
      @click=${(event: MouseEvent) => this.pick(position, event.ctrlKey || event.metaKey, event.shiftKey)}>
      <div class="cell number" role="gridcell">${row + 1}</div>
      ${cells.map((cell, column) => html`<div class="cell ${numeric[column] ? 'right' : ''}" role="gridcell">${cellText(cell)}</div>`)}
    </div>`;
  }

  /** Ascending, descending, then the order the table came in. */
  private sort(column: number): void {
    const { sorting } = this;
    this.sorting =
      sorting?.column !== column
        ? { column, descending: false }
        : sorting.descending
          ? null
          : { column, descending: true };
  }

  private pick(position: number, add: boolean, range: boolean): void {
    const from = range ? Math.min(this.anchor, position) : position;
    const to = range ? Math.max(this.anchor, position) : position;
    const next = new Set(add || range ? this.selected : []);
    for (let at = from; at <= to; at++) {
      const row = this.order[at] ?? 0;
      if (add && !range && next.has(row)) next.delete(row);
      else next.add(row);
    }
    if (!range) this.anchor = position;
    this.selected = next;
    this.current = position;
    this.copied = 0;
  }

  private key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && (event.key === 'a' || event.key === 'c')) {
      event.preventDefault();
      if (event.key === 'a') this.selected = new Set(this.order);
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
    }
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(this.order.length - 1, Math.max(0, this.current + step));
    if (event.shiftKey) this.pick(next, false, true);
    else this.pick(next, false, false);
    this.reveal(next);
  }

  private reveal(position: number): void {
    const top = position * this.rowHeight;
    // The header covers the first row's height and 6 pixels.
    const room = this.grid.clientHeight - this.rowHeight * 2 - 6;
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
