/** `<cs-question-form>`: a form that a plugin shows in a dialog. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OpDescription } from '../contracts/plugin.js';
import type { FormValue } from '../workspace/actions.js';
import type { Question } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './field.js';
import { sourcesFor } from './form_sources.js';
import { chosenSource, type Draft, type DraftValue, fieldError, formValues, initialDraft } from './form_values.js';
import { sharedStyles } from './shared_styles.js';

@customElement('cs-question-form')
export class CsQuestionForm extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      form { display: flex; flex-direction: column; gap: 16px; }
      .doc { color: var(--cs-quiet); white-space: pre-line; }
    `,
  ];
  @property({ attribute: false }) question!: Extract<Question, { kind: 'form' }>;
  @state() private draft: Draft | null = null;
  @state() private tried = false;

  override render() {
    const { op } = this;
    const draft = this.current();
    return html`<form novalidate @submit=${(event: Event) => event.preventDefault()}>
      ${op.doc === '' ? nothing : html`<p class="doc">${op.doc}</p>`}
      ${op.params.map((param) => {
        const sources = sourcesFor(param, this.state);
        const error = this.tried ? fieldError(param, draft, sources) : null;
        return html`<cs-field .param=${param} .value=${draft[param.name] ?? ''} .sources=${sources}
          .chosen=${chosenSource(param, draft, sources)?.id ?? ''} .error=${error ?? ''}
          @cs-value=${(event: CustomEvent<DraftValue>) => this.change(param.name, event.detail)}></cs-field>`;
      })}
    </form>`;
  }

  /** What stands in the form; null, and the fields say why, when something is missing or wrong. */
  values(): { readonly [param: string]: FormValue } | null {
    const draft = this.current();
    const { op } = this;
    this.tried = true;
    if (op.params.some((param) => fieldError(param, draft, sourcesFor(param, this.state)) !== null)) return null;
    return formValues(op, draft, this.state);
  }

  private get op(): OpDescription {
    const { title, text, params } = this.question;
    return { name: '', title, doc: text, params, results: [] };
  }

  private current(): Draft {
    return this.draft ?? initialDraft(this.op, {});
  }

  private change(name: string, value: DraftValue): void {
    this.draft = { ...this.current(), [name]: value };
  }
}
