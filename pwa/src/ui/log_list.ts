/** `<cs-log-list>`: what plugins and the app said, newest last; it stays at the end unless one scrolls up. */
import { css, html, type PropertyValues } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LogEntry } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import { clock } from './format.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** A log that floods is not all put on the page. */
const SHOWN = 500;

@customElement('cs-log-list')
export class CsLogList extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      section { flex: 1; min-height: 0; overflow: auto; padding: 8px 0; font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); }
      .entry { display: grid; grid-template-columns: auto auto minmax(0, 1fr); gap: 12px; padding: 1px 16px; }
      .entry:hover { background: var(--cs-hover); }
      .time, .source { color: var(--cs-quiet); white-space: nowrap; }
      .source { max-width: 18ch; overflow: hidden; text-overflow: ellipsis; }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      .warning .text { color: var(--cs-warning); }
      .error .text { color: var(--cs-danger); }
      .debug .text { color: var(--cs-quiet); }
      .empty { padding: 8px 16px; color: var(--cs-quiet); font-family: var(--wa-font-family-body); }
      @media (max-width: 699px) { .entry { grid-template-columns: auto minmax(0, 1fr); gap: 0 12px; padding: 4px 16px; } .text { grid-column: 1 / -1; } }
    `,
  ];
  @query('section') private list!: HTMLElement;
  private atEnd = true;

  override willUpdate(): void {
    const { list } = this;
    this.atEnd = !list || list.scrollTop + list.clientHeight >= list.scrollHeight - 24;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('state') && this.atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  override render() {
    const entries = this.state.log.slice(-SHOWN);
    return html`<section role="region" aria-label=${strings.log.region} tabindex="0">
      ${entries.length === 0 ? html`<p class="empty">${strings.log.empty}</p>` : ''}
      ${repeat(
        entries,
        (entry) => entry.id,
        (entry) => this.entry(entry),
      )}
    </section>`;
  }

  private entry(entry: LogEntry) {
    const level =
      entry.level === 'warning' || entry.level === 'error'
        ? html`<span class="visually-hidden">${strings.log.levels[entry.level]}: </span>`
        : '';
    return html`<div class="entry ${entry.level}"><span class="time numbers">${clock(entry.time)}</span><span class="source">${entry.source}</span><span class="text">${level}${entry.text}</span></div>`;
  }
}
