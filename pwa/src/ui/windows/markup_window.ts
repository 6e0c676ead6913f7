/** `<cs-markup-window>`: a text with headings, lists and tables, out of Markdown or of a plugin's HTML. */

import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import MarkdownIt from 'markdown-it';
import type { MarkdownWindow, PanelWindow } from '../../workspace/model.js';
import { sharedStyles } from '../shared_styles.js';
import { safeHtml } from './safe_html.js';

const markdown = new MarkdownIt({ html: true, linkify: false });

@customElement('cs-markup-window')
export class CsMarkupWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; height: 100%; min-height: 0; background: var(--cs-bg); }
      .markup { height: 100%; overflow: auto; padding: 16px 20px; line-height: 1.55; overflow-wrap: anywhere; contain: content; }
      .markup:focus-visible { outline-offset: -2px; }
      .text { max-width: 76ch; }
      .text > * + * { margin-top: 0.75em; }
      .text h1 { font-size: 1.5rem; } .text h2 { font-size: 1.25rem; } .text h3 { font-size: 1.1rem; }
      .text :is(h1, h2, h3, h4) { font-weight: 600; line-height: 1.3; }
      .text ul { list-style: disc; padding-left: 1.5em; } .text ol { list-style: decimal; padding-left: 1.5em; }
      a { color: var(--cs-accent-text); }
      code { font-family: var(--wa-font-family-code); font-size: 0.95em; }
      .text pre { padding: 12px; border-radius: 6px; background: var(--cs-panel); overflow: auto; }
      blockquote { margin: 0; padding-left: 12px; border-left: 3px solid var(--cs-line); color: var(--cs-quiet); }
      table { border-collapse: collapse; } th, td { padding: 4px 10px; border: 1px solid var(--cs-line); text-align: left; overflow-wrap: break-word; }
      img { max-width: 100%; height: auto; }
    `,
  ];
  @property({ attribute: false }) item!: MarkdownWindow | PanelWindow;

  override render() {
    const { item } = this;
    const content = item.kind === 'markdown' ? safeHtml(markdown.render(item.text)) : safeHtml(item.html);
    return html`<div class="markup" tabindex="0" role="group" aria-label=${item.title}><div class=${item.kind === 'markdown' ? 'text' : ''}>${content}</div></div>`;
  }
}
