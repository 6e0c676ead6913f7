/** `<cs-docs-tab>`: a plugin's docs. They are the plugin's words: cleaned of code, and nothing in them is fetched. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { PluginItem } from '../../workspace/model.js';
import { sharedStyles } from '../shared_styles.js';
import { docsOf } from './docs_content.js';
import { moduleDocstring } from './docstring.js';
import { managerStrings } from './strings.js';

@customElement('cs-docs-tab')
export class CsDocsTab extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      article { max-width: 72ch; padding: 16px; overflow-wrap: anywhere; line-height: 1.55; }
      article > * + * { margin-top: 0.8em; }
      h3, h4, h5, h6 { margin: 0; line-height: 1.3; }
      h3 { font-size: 1.25rem; }
      h4 { font-size: 1.0625rem; }
      h5, h6 { font-size: 1rem; }
      ul, ol { padding-inline-start: 1.5em; }
      ul { list-style: disc; }
      ol { list-style: decimal; }
      a { color: var(--cs-accent-text); }
      code { font-family: var(--wa-font-family-code); font-size: 0.92em; }
      :not(pre) > code { padding: 0 4px; border-radius: 4px; background: var(--cs-hover); }
      pre { padding: 12px; border-radius: var(--cs-radius); background: var(--cs-hover); overflow-x: auto; white-space: pre; overflow-wrap: normal; }
      blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid var(--cs-line); color: var(--cs-quiet); }
      table { border-collapse: collapse; display: block; overflow-x: auto; }
      th, td { padding: 4px 8px; border: 1px solid var(--cs-line); text-align: start; }
      img { max-width: 100%; }
      .missing { display: inline-block; padding: 2px 8px; border: 1px dashed var(--cs-line); border-radius: 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .message { padding: 16px; color: var(--cs-quiet); }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  @property({ attribute: false }) actions!: Actions;
  @state() private content: DocumentFragment | null | 'loading' = 'loading';
  private shown = '';

  override willUpdate(): void {
    const key = `${this.plugin.id} ${this.plugin.sha256} ${this.plugin.docs}`;
    if (key === this.shown) return;
    this.shown = key;
    void this.load(key);
  }

  override render() {
    const words = managerStrings.docs;
    if (this.content === 'loading') return html`<p class="message" role="status">${words.loading}</p>`;
    if (this.content === null) return html`<p class="message">${words.none}</p>`;
    return html`<article aria-label=${words.region(this.plugin.header.name)}>${this.content.cloneNode(true)}</article>`;
  }

  private async load(key: string): Promise<void> {
    const { id, kind, docs, header } = this.plugin;
    let text = docs || (header.docs ?? '');
    if (text === '' && kind === 'python') text = moduleDocstring(await this.actions.source(id).catch(() => ''));
    if (key === this.shown) this.content = text.trim() === '' ? null : docsOf(text);
  }
}
