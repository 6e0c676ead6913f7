/** `<cs-editor-window>`: code with its colours, to be read and copied. */
import { html as htmlLanguage } from '@codemirror/lang-html';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { EditorWindow } from '../../workspace/model.js';
import { sharedStyles } from '../shared_styles.js';

@customElement('cs-editor-window')
export class CsEditorWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; height: 100%; min-height: 0; background: var(--cs-bg); }
      .code, .cm-editor { height: 100%; }
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
    this.view = new EditorView({
      parent: this.place,
      root: this.renderRoot as ShadowRoot,
      state: EditorState.create({
        doc: this.item.text,
        extensions: [
          basicSetup,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': this.item.title, 'aria-readonly': 'true' }),
          EditorView.lineWrapping,
          languageOf(this.item),
          APPEARANCE,
        ],
      }),
    });
  }
}

const APPEARANCE = EditorView.theme({
  '&': { backgroundColor: 'var(--cs-bg)', color: 'var(--cs-text)', height: '100%' },
  '.cm-scroller': { fontFamily: 'var(--wa-font-family-code)', fontSize: 'var(--wa-font-size-s)' },
  '.cm-gutters': { backgroundColor: 'var(--cs-panel)', color: 'var(--cs-quiet)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--cs-hover)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--cs-hover) !important' },
});

function languageOf({ language, text }: EditorWindow): Extension {
  const name = language.toLowerCase();
  if (/^(js|ts|java|type)/.test(name)) return javascript();
  if (/^html/.test(name) || (name === '' && /^\s*</.test(text))) return htmlLanguage();
  return name === '' && /^\s*(const|let|var|function|import\s.*from)\b/m.test(text) ? javascript() : python();
}
