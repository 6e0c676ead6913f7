/** `<cs-editor-window>`: code with its colours, to be read and copied. */
import type { EditorView } from '@codemirror/view';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { EditorWindow } from '../../workspace/model.js';
import { showCode } from '../manager/code_view.js';
import { sharedStyles } from '../shared_styles.js';

@customElement('cs-editor-window')
export class CsEditorWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; height: 100%; min-height: 0; background: var(--cs-bg); }
      .code { height: 100%; }
    `,
  ];
  @property({ attribute: false }) item!: EditorWindow;
  @query('.code') private place!: HTMLElement;
  private view: EditorView | null = null;

  override render() {
    return html`<div class="code"></div>`;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('item') || this.view?.state.doc.toString() === this.item.text) return;
    this.view?.destroy();
    this.view = showCode(this.place, this.item.text, fileNameOf(this.item), this.item.title);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate('item');
  }
}

/** A name that tells the language. */
function fileNameOf({ language, text }: EditorWindow): string {
  const name = language.toLowerCase();
  if (/^(js|ts|java|type)/.test(name)) return 'code.js';
  if (/^html/.test(name) || (name === '' && /^\s*</.test(text))) return 'code.html';
  return name === '' && /^\s*(const|let|var|function|import\s.*from)\b/m.test(text) ? 'code.js' : 'code.py';
}
