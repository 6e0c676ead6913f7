/** `<cs-column-menu>`: what a table's column is like, and what can be done with it. Tells by an event `choose`, whose detail is a {@link ColumnChoice}. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { columnKind } from '../../images/tables/cells.js';
import { type Statistics, statisticsOf } from '../../images/tables/statistics.js';
import type { Table } from '../../rpc/table.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { dataStrings } from './data_strings.js';
import { cellText } from './table_rows.js';

export type ColumnChoice = 'up' | 'down' | 'unsorted' | 'histogram' | 'close';

const MEASURES = [
  'count',
  'missing',
  'min',
  'max',
  'mean',
  'median',
  'deviation',
] as const satisfies readonly (keyof Statistics)[];

@customElement('cs-column-menu')
export class CsColumnMenu extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { position: absolute; z-index: 4; width: 272px; max-width: calc(100% - 16px); max-height: calc(100% - 56px); overflow: auto; padding: 12px; border: 1px solid var(--cs-line); border-radius: 8px; background: var(--cs-bg); box-shadow: 0 6px 24px rgb(0 0 0 / 18%); }
      header { display: flex; align-items: center; gap: 8px; }
      h2 { font-size: var(--wa-font-size-m); }
      dl { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; margin: 8px 0; font-variant-numeric: tabular-nums; }
      dt { color: var(--cs-quiet); } dd { text-align: right; }
      .choices { display: flex; flex-direction: column; align-items: stretch; border-top: 1px solid var(--cs-line); padding-top: 8px; margin-top: 8px; }
    `,
  ];
  @property({ attribute: false }) table!: Table;
  @property({ attribute: false }) column = 0;
  /** The rows that the table shows. */
  @property({ attribute: false }) rows: readonly number[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'dialog');
    this.addEventListener('keydown', this.key);
    this.addEventListener('focusout', this.left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.key);
    this.removeEventListener('focusout', this.left);
  }

  override willUpdate(): void {
    this.setAttribute('aria-label', dataStrings.column.about(this.name));
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.choices button')?.focus();
  }

  private get name(): string {
    return this.table.columns[this.column] ?? '';
  }

  override render() {
    const words = dataStrings.column;
    const unit = this.table.units[this.name];
    const isNumber = columnKind(this.table, this.column) === 'number';
    const statistics = isNumber ? statisticsOf(this.table, this.column, this.rows) : null;
    return html`<header><h2 class="grow ellipsis">${this.name}${unit ? html` <span class="quiet">(${unit})</span>` : nothing}</h2>
        <button class="icon-button" aria-label=${words.close} title=${words.close} @click=${() => this.choose('close')}><cs-icon name="x"></cs-icon></button></header>
      <p class="quiet small">${words.of(this.rows.length)}</p>
      <dl>${
        statistics
          ? MEASURES.map((name) => html`<dt>${words[name]}</dt><dd>${cellText(statistics[name])}</dd>`)
          : html`<dt>${words.different}</dt><dd>${new Set(this.rows.map((row) => cellText(this.table.rows[row]?.[this.column]))).size}</dd>`
      }</dl>
      <div class="choices">
        <button class="text-button" @click=${() => this.choose('up')}>${words.up}</button>
        <button class="text-button" @click=${() => this.choose('down')}>${words.down}</button>
        <button class="text-button" @click=${() => this.choose('unsorted')}>${words.unsorted}</button>
        ${isNumber ? html`<button class="text-button" @click=${() => this.choose('histogram')}>${words.histogram}</button>` : nothing}
      </div>`;
  }

  private choose(choice: ColumnChoice): void {
    this.dispatchEvent(new CustomEvent<ColumnChoice>('choose', { detail: choice }));
  }

  private readonly key = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.choices button')];
    const at = buttons.indexOf((this.shadowRoot?.activeElement ?? null) as HTMLElement);
    if (event.key === 'Escape') this.choose('close');
    else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === 'ArrowUp') buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly left = (event: FocusEvent): void => {
    if (event.relatedTarget !== null && event.relatedTarget !== this) this.choose('close');
  };
}
