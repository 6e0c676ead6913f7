/** `<cs-log-list>`: what plugins and the app said, newest last; it stays at the end unless one scrolls up. */
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { download, safeName } from '../host/download.js';
import type { LogEntry, LogLevel } from '../workspace/model.js';
import './blob_picture.js';
import './copy_button.js';
import { WorkspaceElement } from './element.js';
import { EndFollower } from './end_follower.js';
import { clock } from './format.js';
import './icon.js';
import { filteredLog, LOG_LEVELS, logText } from './log_text.js';
import { sharedStyles } from './shared_styles.js';
import { linkedText, linkStyles } from './source_link.js';
import { strings } from './strings.js';

/** A log that floods is not all put on the page. */
const SHOWN = 500;

@customElement('cs-log-list')
export class CsLogList extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    linkStyles,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      header { display: flex; align-items: center; gap: 8px; padding: 4px 8px 4px 16px; border-bottom: 1px solid var(--cs-line); }
      header select { width: auto; flex: none; }
      header input { max-width: 280px; }
      section { flex: 1; min-height: 0; overflow: auto; padding: 8px 0; font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); }
      .entry { display: grid; grid-template-columns: auto auto minmax(0, 1fr); gap: 0 12px; padding: 1px 16px; }
      .entry:hover { background: var(--cs-hover); }
      .time, .source { color: var(--cs-quiet); white-space: nowrap; }
      .source { max-width: 18ch; overflow: hidden; text-overflow: ellipsis; }
      .one .entry { grid-template-columns: auto minmax(0, 1fr); }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      .warning .text { color: var(--cs-warning); }
      .error .text { color: var(--cs-danger); }
      .debug .text { color: var(--cs-quiet); }
      cs-picture { grid-column: -2 / -1; margin: 4px 0; }
      .empty { padding: 8px 16px; color: var(--cs-quiet); font-family: var(--wa-font-family-body); font-size: var(--wa-font-size-m); }
      @media (max-width: 699px) {
        header { flex-wrap: wrap; padding: 8px 8px 8px 16px; }
        header input { order: 1; flex-basis: 100%; max-width: none; }
        header select { flex: 1; }
        header .grow { display: none; }
        .entry { grid-template-columns: auto minmax(0, 1fr); padding: 4px 16px; }
        .text, cs-picture { grid-column: 1 / -1; }
      }
    `,
  ];
  /** The plugin whose log is shown; null shows all. */
  @property({ attribute: false }) pluginId: string | null = null;
  @state() private least: LogLevel = 'debug';
  @state() private words = '';
  @query('section') private list!: HTMLElement | null;

  constructor() {
    super();
    new EndFollower(this, () => this.list);
  }

  override render() {
    const found = filteredLog(this.state.log, this.pluginId, this.least, this.words);
    const files = this.state.plugins.map(({ id, fileName }) => `${id} ${fileName}`).join('\n');
    return html`${this.tools(found)}
    <section class=${this.pluginId === null ? '' : 'one'} role="region" aria-label=${strings.log.region} tabindex="0">
      ${found.length === 0 ? html`<p class="empty">${this.isFiltered ? strings.log.noneFit : strings.log.empty}</p>` : nothing}
      ${repeat(
        found.slice(-SHOWN),
        (entry) => entry.id,
        (entry) => guard([entry, files], () => this.entry(entry)),
      )}
    </section>`;
  }

  private get isFiltered(): boolean {
    return this.least !== 'debug' || this.words.trim() !== '';
  }

  private tools(found: readonly LogEntry[]) {
    const words = strings.log;
    const save = (): void => {
      const plugin = this.state.plugins.find(({ id }) => id === this.pluginId);
      download(
        new Blob([logText(found)], { type: 'text/plain' }),
        `${safeName(plugin?.header.name ?? 'coverslip')}.log`,
      );
    };
    return html`<header>
      <select aria-label=${words.least} @change=${(event: Event) => {
        this.least = (event.target as HTMLSelectElement).value as LogLevel;
      }}>${LOG_LEVELS.map((level) => html`<option value=${level} ?selected=${level === this.least}>${words.from[level]}</option>`)}</select>
      <input type="search" autocomplete="off" spellcheck="false" aria-label=${words.search} placeholder=${words.search} .value=${this.words} @input=${(
        event: Event,
      ) => {
        this.words = (event.target as HTMLInputElement).value;
      }}>
      <span class="grow"></span>
      <cs-copy-button .label=${words.copy} .done=${words.copied} .text=${() => logText(found)}></cs-copy-button>
      <button class="icon-button" aria-label=${words.save} title=${words.save} @click=${save}><cs-icon name="download"></cs-icon></button>
    </header>`;
  }

  private entry(entry: LogEntry) {
    const level =
      entry.level === 'warning' || entry.level === 'error'
        ? html`<span class="visually-hidden">${strings.log.levels[entry.level]}: </span>`
        : nothing;
    return html`<div class="entry ${entry.level}"><span class="time numbers">${clock(entry.time)}</span>${
      this.pluginId === null ? html`<span class="source">${entry.source}</span>` : nothing
    }<span class="text">${level}${linkedText(entry.text, this.state.plugins, entry.pluginId, (place) => this.tell('show-manager', place))}</span>${
      entry.picture === null
        ? nothing
        : html`<cs-picture .picture=${entry.picture} .alt=${entry.text || strings.log.picture(entry.source)}></cs-picture>`
    }</div>`;
  }
}
