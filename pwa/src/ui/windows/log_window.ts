/** `<cs-log-window>`: the lines that one plugin has written to the log, newest last. */
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LogEntry, LogWindow } from '../../workspace/model.js';
import { EndFollower } from '../end_follower.js';
import { clock } from '../format.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

/** A log that floods is not all put on the page. */
const SHOWN = 500;

@customElement('cs-log-window')
export class CsLogWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; height: 100%; min-height: 0; background: var(--cs-bg); }
      section { height: 100%; overflow: auto; padding: 8px 0; font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); }
      section:focus-visible { outline-offset: -2px; }
      .entry { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px; padding: 1px 16px; }
      .time { color: var(--cs-quiet); }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      .warning .text { color: var(--cs-warning); }
      .error .text { color: var(--cs-danger); }
      .debug .text { color: var(--cs-quiet); }
      .empty { padding: 8px 16px; color: var(--cs-quiet); font-family: var(--wa-font-family-body); }
    `,
  ];
  @property({ attribute: false }) item!: LogWindow;
  @property({ attribute: false }) log: readonly LogEntry[] = [];
  @query('section') private list!: HTMLElement | null;

  constructor() {
    super();
    new EndFollower(this, () => this.list);
  }

  override render() {
    const lines = this.log.filter(({ source }) => source === this.item.source).slice(-SHOWN);
    return html`<section role="group" aria-label=${this.item.title} tabindex="0">
      ${lines.length === 0 ? html`<p class="empty">${strings.log.empty}</p>` : ''}
      ${repeat(
        lines,
        (entry) => entry.id,
        ({ level, time, text }) =>
          html`<div class="entry ${level}"><span class="time numbers">${clock(time)}</span><span class="text">${
            level === 'warning' || level === 'error'
              ? html`<span class="visually-hidden">${strings.log.levels[level]}: </span>`
              : ''
          }${text}</span></div>`,
      )}
    </section>`;
  }
}
