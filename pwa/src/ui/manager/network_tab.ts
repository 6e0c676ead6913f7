/** `<cs-network-tab>`: every request that a plugin sent or wanted to send, while it happens. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { NetworkEntry, PluginItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import { bytes, clock } from '../format.js';
import { sharedStyles } from '../shared_styles.js';
import '../copy_button.js';
import { filteredRequests, type NetworkFilter, requestsText } from './network_text.js';
import { managerStrings } from './strings.js';

/** A plugin that asks without end is not all put on the page. */
const SHOWN = 300;

@customElement('cs-network-tab')
export class CsNetworkTab extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; }
      header { display: flex; align-items: center; gap: 8px; padding: 8px 8px 8px 16px; border-bottom: 1px solid var(--cs-line); }
      header select { width: auto; flex: none; max-width: 45%; }
      .scroll { flex: 1; min-height: 0; overflow: auto; }
      .message { padding: 16px; color: var(--cs-quiet); }
      table { width: 100%; border-collapse: collapse; font-size: var(--wa-font-size-s); font-variant-numeric: tabular-nums; }
      th { position: sticky; top: 0; background: var(--cs-panel); color: var(--cs-quiet); font-weight: 600; text-align: start; }
      th, td { padding: 4px 8px; vertical-align: top; }
      th:first-child, td:first-child { padding-inline-start: 16px; }
      tbody tr { border-top: 1px solid var(--cs-line); }
      .address { width: 100%; overflow-wrap: anywhere; word-break: break-word; font-family: var(--wa-font-family-code); }
      .reason { display: block; font-family: var(--wa-font-family-body); }
      .size { text-align: end; white-space: nowrap; }
      .time, .method, .status { white-space: nowrap; }
      tr.refused .status, tr.failed .status, .reason { color: var(--cs-danger); }
      tr.running .status { color: var(--cs-quiet); }
      .foot { padding: 6px 16px; border-top: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      @media (max-width: 699px) {
        header { flex-wrap: wrap; padding-inline: 16px 8px; }
        header input { order: 1; flex-basis: 100%; }
        header select { flex: 1; max-width: none; }
        thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        table, tbody { display: block; }
        tr { display: grid; grid-template-columns: auto auto 1fr auto; padding: 8px 16px; }
        td { padding: 0 8px 0 0; }
        td:first-child { padding-inline-start: 0; }
        .address { grid-row: 2; grid-column: 1 / -1; }
      }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  @state() private filter: NetworkFilter = 'all';
  @state() private words = '';

  override render() {
    const words = managerStrings.network;
    const all = filteredRequests(this.state.network, this.plugin.id, 'all', '');
    if (all.length === 0)
      return html`<p class="message">${this.plugin.mark === 'sealed' ? words.emptySealed : words.empty}</p>`;
    const found = filteredRequests(all, this.plugin.id, this.filter, this.words);
    const shown = found.slice(-SHOWN).reverse();
    const received = found.reduce((sum, entry) => sum + entry.bytes, 0);
    return html`<header>
        <select aria-label=${words.filter} @change=${(event: Event) => {
          this.filter = (event.target as HTMLSelectElement).value as NetworkFilter;
        }}>${(['all', 'answered', 'refused'] as const).map((each) => html`<option value=${each} ?selected=${each === this.filter}>${words[each]}</option>`)}</select>
        <input type="search" autocomplete="off" spellcheck="false" aria-label=${words.search} placeholder=${words.search} .value=${this.words} @input=${(
          event: Event,
        ) => {
          this.words = (event.target as HTMLInputElement).value;
        }}>
        <cs-copy-button .label=${words.copy} .done=${words.copied} .text=${() => requestsText(found)}></cs-copy-button>
      </header>
      <div class="scroll" tabindex="0" role="region" aria-label=${words.table(this.plugin.header.name)}>
        <table aria-label=${words.table(this.plugin.header.name)}>
          <thead><tr><th scope="col">${words.time}</th><th scope="col">${words.method}</th><th scope="col">${words.address}</th><th scope="col">${words.status}</th><th scope="col" class="size">${words.size}</th></tr></thead>
          <tbody>${repeat(
            shown,
            ({ id }) => id,
            (entry) => this.row(entry),
          )}</tbody>
        </table>
        ${shown.length === 0 ? html`<p class="message" role="status">${words.noneFit}</p>` : nothing}
      </div>
      <p class="foot" role="status">${words.total(found.length, received)} ${found.length > SHOWN ? words.older(SHOWN) : nothing}</p>`;
  }

  private row(entry: NetworkEntry) {
    const outcome = managerStrings.network.outcome[entry.outcome];
    // A status says that it is done; what is not done is said in a word.
    const status =
      entry.outcome === 'done' ? (entry.status ?? outcome) : [entry.status, outcome].filter(Boolean).join(' ');
    return html`<tr class=${entry.outcome}>
      <td class="time">${clock(entry.time)}</td><td class="method">${entry.method}</td>
      <td class="address">${entry.url}${entry.reason ? html`<span class="reason">${entry.reason}</span>` : nothing}</td>
      <td class="status">${status}</td><td class="size">${entry.outcome === 'refused' ? '' : bytes(entry.bytes)}</td></tr>`;
  }
}
