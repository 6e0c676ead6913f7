/** `<cs-add-plugin>`: a field for a plugin's link. */
import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Actions } from '../workspace/actions.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-add-plugin')
export class CsAddPlugin extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      form { display: flex; gap: 8px; }
      .hint { margin-top: 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      button { min-height: var(--cs-control); padding: 0 12px; border: 1px solid var(--wa-form-control-border-color); border-radius: var(--cs-radius); background: none; font-weight: 500; }
      button:hover:not(:disabled) { background: var(--cs-hover); }
    `,
  ];
  @property({ attribute: false }) actions!: Actions;
  @property({ type: Boolean }) override autofocus = false;
  @state() private source = '';
  @query('input') private input!: HTMLInputElement;

  override firstUpdated(): void {
    if (this.autofocus) this.input.focus();
  }

  override render() {
    return html`<form @submit=${this.submit}>
        <input type="text" inputmode="url" autocomplete="off" spellcheck="false" aria-label=${strings.plugins.addLabel} placeholder=${strings.plugins.addPlaceholder}
          aria-describedby="hint" .value=${this.source}
          @paste=${this.paste} @input=${(event: Event) => {
            this.source = (event.target as HTMLInputElement).value;
          }}>
        <button type="submit" ?disabled=${this.source.trim() === ''}>${strings.plugins.addButton}</button>
      </form>
      <p class="hint" id="hint">${strings.plugins.addHint}</p>`;
  }

  /** A field of one line would take the lines of a pasted file apart. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!text.trim().includes('\n')) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('cs-added'));
    void this.actions.addPlugin(text);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const source = this.source.trim();
    if (source === '') return;
    this.source = '';
    this.dispatchEvent(new CustomEvent('cs-added'));
    void this.actions.addPlugin(source);
  }
}
