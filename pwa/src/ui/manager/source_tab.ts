/** `<cs-source-tab>`: a plugin's file, read-only, at the line that was asked for. */
import type { EditorView } from '@codemirror/view';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { PluginItem } from '../../workspace/model.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import '../copy_button.js';
import { pointTo, showCode } from './code_view.js';
import { managerStrings } from './strings.js';

@customElement('cs-source-tab')
export class CsSourceTab extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; }
      header { display: flex; align-items: center; gap: 8px; min-height: 40px; padding: 0 8px 0 16px; border-bottom: 1px solid var(--cs-line); }
      .code { flex: 1; min-height: 0; overflow: hidden; }
      .message { padding: 16px; color: var(--cs-quiet); }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  @property({ attribute: false }) actions!: Actions;
  @property({ attribute: false }) line: number | null = null;
  @state() private text: string | null = null;
  @state() private failed = '';
  @query('.code') private place!: HTMLElement | null;
  private view: EditorView | null = null;
  private shown = '';

  override willUpdate(): void {
    const key = `${this.plugin.id} ${this.plugin.sha256}`;
    if (key === this.shown) return;
    this.shown = key;
    void this.load(key);
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('text')) {
      this.view?.destroy();
      this.view = null;
      if (this.text !== null && this.place !== null) {
        const { header, fileName } = this.plugin;
        this.view = showCode(this.place, this.text, fileName, managerStrings.source.region(header.name));
      }
    }
    if (this.view !== null && (changed.has('line') || changed.has('text'))) pointTo(this.view, this.line);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
    this.shown = '';
    this.text = null;
  }

  override render() {
    const words = managerStrings.source;
    if (this.failed !== '')
      return html`<p class="message" role="alert">${words.failed(this.failed)} <button class="text-button" @click=${() => this.load(this.shown)}>${words.tryAgain}</button></p>`;
    if (this.text === null) return html`<p class="message" role="status">${words.loading}</p>`;
    return html`<header>
        <code class="grow ellipsis">${this.plugin.fileName}</code>
        <span class="quiet small numbers" role="status">${this.line === null ? words.readOnly(this.text.split('\n').length) : words.at(this.line)}</span>
        <cs-copy-button .label=${words.copy} .done=${words.copied} .text=${() => this.text ?? ''}></cs-copy-button>
      </header>
      <div class="code"></div>`;
  }

  private async load(key: string): Promise<void> {
    this.failed = '';
    this.text = null;
    try {
      const text = await this.actions.source(this.plugin.id);
      if (key === this.shown) this.text = text;
    } catch (error) {
      if (key === this.shown) this.failed = error instanceof Error ? error.message : String(error);
    }
  }
}
