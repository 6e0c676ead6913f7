/** `<cs-repository>`: what a repository offers: its plugins, and collections of them. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RepositoryCollection, RepositoryEntry, RepositoryItem } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import './plugin_icon.js';
import { managerStrings } from './strings.js';

/** From so many plugins on there is a field to search them. */
const MANY = 7;

@customElement('cs-repository')
export class CsRepository extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; min-height: 0; overflow-y: auto; }
      .inner { max-width: 840px; padding: 16px; }
      .source { color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .search { margin-top: 12px; }
      h3 { margin: 20px 0 4px; font-size: var(--wa-font-size-m); font-weight: 600; }
      li { display: flex; align-items: center; gap: 12px; min-height: 60px; padding: 8px 0; border-top: 1px solid var(--cs-line); }
      .name { font-weight: 600; overflow-wrap: anywhere; }
      .text { color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .end { flex: none; }
      .none { padding: 12px 0; color: var(--cs-quiet); }
    `,
  ];
  @property({ attribute: false }) repository!: RepositoryItem;
  @state() private words = '';

  override render() {
    const { source, description, entries, collections } = this.repository;
    const words = managerStrings.repository;
    const found = entries.filter((entry) => this.fits(`${entry.name} ${entry.description}`));
    const sets = collections.filter((collection) => this.fits(`${collection.name} ${collection.description}`));
    return html`<div class="inner">
      ${description ? html`<p>${description}</p>` : nothing}
      ${description === source ? nothing : html`<p class="source">${source}</p>`}
      ${
        entries.length >= MANY
          ? html`<input class="search" type="search" autocomplete="off" spellcheck="false" aria-label=${managerStrings.search} placeholder=${managerStrings.search} .value=${this.words} @input=${(
              event: Event,
            ) => {
              this.words = (event.target as HTMLInputElement).value;
            }}>`
          : nothing
      }
      ${sets.length > 0 ? html`<h3>${words.collections}</h3><ul>${sets.map((each) => this.collection(each))}</ul>` : nothing}
      <h3>${words.plugins}</h3>
      ${entries.length === 0 ? html`<p class="none">${words.none}</p>` : nothing}
      ${entries.length > 0 && found.length === 0 ? html`<p class="none" role="status">${managerStrings.noneFound}</p>` : nothing}
      <ul>${repeat(
        found,
        ({ name }) => name,
        (entry) => this.entry(entry),
      )}</ul>
    </div>`;
  }

  private entry(entry: RepositoryEntry) {
    const words = managerStrings.repository;
    const { name, version, description, icon, source, installed } = entry;
    const add = () => void this.actions.addPlugins([source], name);
    const open = () => {
      this.actions.closeRepository();
      this.tell('show-manager', { pluginId: installed, tab: 'overview', line: null });
    };
    return html`<li><cs-plugin-icon .icon=${icon} .name=${name}></cs-plugin-icon>
      <div class="grow"><p><span class="name">${name}</span> <span class="text numbers">${version}</span></p>${description ? html`<p class="text">${description}</p>` : nothing}</div>
      ${
        installed !== null
          ? html`<button class="text-button end" aria-label=${words.openNamed(name)} @click=${open}>${words.open}</button>`
          : source === ''
            ? html`<span class="text end">${words.disabled}</span>`
            : html`<button class="text-button end" aria-label=${words.addNamed(name)} @click=${add}><cs-icon name="plus"></cs-icon>${words.add}</button>`
      }</li>`;
  }

  private collection({ name, description, sources, missing }: RepositoryCollection) {
    const words = managerStrings.repository;
    return html`<li><div class="grow"><p class="name">${name}</p>${description ? html`<p class="text">${description}</p>` : nothing}
        ${missing.length > 0 ? html`<p class="text">${words.missing(missing)}</p>` : nothing}</div>
      <button class="text-button end" aria-label=${words.addAllNamed(sources.length, name)} ?disabled=${sources.length === 0} @click=${() => void this.actions.addPlugins(sources, name)}><cs-icon name="plus"></cs-icon>${words.addAll(sources.length)}</button></li>`;
  }

  private fits(text: string): boolean {
    const lower = text.toLowerCase();
    return this.words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => lower.includes(word));
  }
}
