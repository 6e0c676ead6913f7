/** `<cs-overview-tab>`: what a plugin is, what it does, and where it comes from. */
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PluginItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import { bytes, shortHash } from '../format.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import '../copy_button.js';
import { setUp } from './plugin_actions.js';
import { managerStrings } from './strings.js';

@customElement('cs-overview-tab')
export class CsOverviewTab extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; max-width: 72ch; padding: 16px; }
      h4 { margin: 16px 0 4px; font-size: var(--wa-font-size-m); font-weight: 600; }
      li { display: flex; align-items: center; gap: 8px; min-height: 44px; border-top: 1px solid var(--cs-line); padding: 4px 0; }
      .doc { color: var(--cs-quiet); font-size: var(--wa-font-size-s); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
      dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 16px; align-items: baseline; margin-top: 16px; padding-top: 12px; border-top: 1px solid var(--cs-line); }
      dt { color: var(--cs-quiet); }
      dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
      code { font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); }
      .hash { display: flex; align-items: center; gap: 4px; }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;

  override render() {
    const { header, ops, disabled } = this.plugin;
    const words = managerStrings;
    return html`
      ${header.description ? html`<p>${header.description}</p>` : nothing}
      ${header.kind === 'collection' ? nothing : html`<h4>${words.ops}</h4>`}
      ${ops.length === 0 && header.kind !== 'collection' ? html`<p class="doc">${words.noOps}</p>` : nothing}
      <ul>${ops.map(
        (
          op,
        ) => html`<li><div class="grow"><p>${op.title}</p>${op.doc && op.doc !== header.description ? html`<p class="doc">${op.doc}</p>` : nothing}</div>
          <button class="text-button" ?disabled=${disabled} aria-label=${words.menu.run(op.title)} @click=${() => setUp(this.plugin, op.name, this.actions, (name, detail) => this.tell(name, detail))}>
            <cs-icon name="play"></cs-icon>${words.menu.short.run}</button></li>`,
      )}</ul>
      ${this.facts()}`;
  }

  private facts() {
    const { id, header, source, fileName, size, sha256, shipped, kind } = this.plugin;
    const words = managerStrings.facts;
    const from = shipped ? managerStrings.shipped : id.startsWith('file:') ? managerStrings.file : source;
    const runs = this.state.runs.filter((run) => run.pluginId === id).length;
    const fact = (name: string, value: string) => (value === '' ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`);
    return html`<dl>
      ${fact(words.version, header.version)}
      ${fact(words.kind, managerStrings.kind[kind])}
      ${fact(words.authors, header.authors.join(', '))}
      ${fact(words.licence, header.licence)}
      ${fact(words.source, from)}
      ${fact(words.fileName, fileName)}
      ${fact(words.size, bytes(size))}
      <dt>${words.hash}</dt><dd class="hash"><code title=${sha256}>${shortHash(sha256)}</code><cs-copy-button .label=${words.copyHash} .done=${words.copied} .text=${() => sha256}></cs-copy-button></dd>
      ${fact(words.packages, header.dependencies.join(', '))}
      ${fact(words.runs, runs === 0 ? words.noRuns : String(runs))}
    </dl>`;
  }
}
