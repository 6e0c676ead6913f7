/** What a docstring sets in backquotes, as code. */
import { html, type TemplateResult } from 'lit';

/** Parts of a text in their order; the odd ones stood in backquotes. Pure. */
export function codeSpans(text: string): readonly string[] {
  return text.split(/(?<!`)`{1,2}([^`\n]+)`{1,2}(?!`)/);
}

export function withCode(text: string): readonly (string | TemplateResult)[] {
  return codeSpans(text).map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
