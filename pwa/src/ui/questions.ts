/** `<cs-questions>`: what only the person can answer, one dialog at a time. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import './web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { until } from 'lit/directives/until.js';
import type { Permissions } from '../contracts/permissions.js';
import type { Answer } from '../workspace/actions.js';
import type { Question } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import { focused, returnFocus } from './focus_return.js';
import './install_card.js';
import { permissionCount } from './manager/permission_lines.js';
import './manager/permission_list.js';
import { laterStrings } from './later_strings.js';
import './question_form.js';
import { dialogStyles } from './dialog_styles.js';
import type { CsQuestionForm } from './question_form.js';
import { sharedStyles } from './shared_styles.js';

type SayingQuestion = Extract<Question, { kind: 'alert' | 'confirm' | 'prompt' }>;
type AskingQuestion = Extract<Question, { readonly asks: Permissions }>;

@customElement('cs-questions')
export class CsQuestions extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(480px, calc(100vw - 32px)); }
      wa-button::part(button) { min-height: calc(var(--cs-control) + 4px); min-width: 88px; }
      .text { white-space: pre-line; overflow-wrap: anywhere; }
      .title { font-weight: 600; margin-bottom: 8px; overflow-wrap: anywhere; }
      .markup { overflow-wrap: anywhere; }
      .markup img, .markup table { max-width: 100%; }
      #answer { margin-top: 12px; }
      .hint { margin-top: 8px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
    `,
  ];
  @query('cs-question-form') private form!: CsQuestionForm | null;
  @query('#answer') private answerField!: HTMLInputElement | null;
  private answered = new Set<string>();
  /** What is ticked, by the question's id. */
  private readonly grants = new Map<string, Permissions>();
  /** What had the focus before the first of the questions; undefined while none is asked. */
  private earlier: HTMLElement | null | undefined;

  private get question(): Question | undefined {
    return this.state.questions.find((one) => !this.answered.has(one.id));
  }

  override willUpdate(): void {
    if (this.question && this.earlier === undefined) this.earlier = focused();
  }

  override updated(): void {
    const { earlier } = this;
    if (this.question || earlier === undefined) return;
    this.earlier = undefined;
    returnFocus(earlier);
  }

  override render() {
    const { question } = this;
    if (!question) return nothing;
    return keyed(
      question.id,
      html`<wa-dialog open label=${title(question)} @wa-hide=${(event: CustomEvent) => this.hide(event, question)}>
        ${this.body(question)}
        ${this.buttons(question)}
      </wa-dialog>`,
    );
  }

  private body(question: Question) {
    switch (question.kind) {
      case 'install':
        return html`<cs-install-card .question=${question} .granted=${this.granted(question)} @cs-grant=${(event: CustomEvent<Permissions>) => this.grant(question, event.detail)}></cs-install-card>`;
      case 'grant':
        return html`<p class="text">${laterStrings.questions.asksMore}</p>
          <cs-permission-list .asks=${question.asks} .granted=${this.granted(question)} @cs-grant=${(event: CustomEvent<Permissions>) => this.grant(question, event.detail)}></cs-permission-list>
          <p class="hint">${laterStrings.questions.asksMoreHint}</p>`;
      case 'alert':
      case 'confirm':
        return this.said(question);
      case 'form':
        return html`<cs-question-form .question=${question} .state=${this.state} .actions=${this.actions}></cs-question-form>`;
      case 'prompt':
        return html`<label>${this.said(question)}
          <input id="answer" autofocus type="text" aria-label=${laterStrings.questions.answer} .value=${question.value}
            @keydown=${(event: KeyboardEvent) => {
              if (event.key !== 'Enter') return;
              // The key must not press what gets the focus back.
              event.preventDefault();
              this.answer(question, this.answerField?.value ?? '');
            }}></label>`;
    }
  }

  private buttons(question: Question) {
    const say = (value: Answer) => () => this.answer(question, value);
    switch (question.kind) {
      case 'install':
      case 'grant':
        return html`<wa-button slot="footer" appearance="outlined" @click=${say(false)}>${laterStrings.questions.notNow}</wa-button>
          <wa-button slot="footer" variant="brand" autofocus ?disabled=${question.kind === 'grant' && permissionCount(this.granted(question)) === 0} @click=${say(this.granted(question))}>${question.kind === 'grant' ? laterStrings.questions.allow : laterStrings.questions.installButton}</wa-button>`;
      case 'alert':
        return html`<wa-button slot="footer" variant="brand" autofocus @click=${say(true)}>${question.confirmText || laterStrings.questions.ok}</wa-button>`;
      case 'confirm':
        return html`<wa-button slot="footer" appearance="outlined" @click=${say(false)}>${question.cancelText || laterStrings.questions.no}</wa-button>
          <wa-button slot="footer" variant="brand" autofocus @click=${say(true)}>${question.confirmText || laterStrings.questions.yes}</wa-button>`;
      case 'prompt':
        return html`<wa-button slot="footer" appearance="outlined" @click=${say(null)}>${question.cancelText || laterStrings.questions.cancel}</wa-button>
          <wa-button slot="footer" variant="brand" @click=${() => this.answer(question, this.answerField?.value ?? '')}>${question.confirmText || laterStrings.questions.ok}</wa-button>`;
      case 'form':
        return html`<wa-button slot="footer" appearance="outlined" @click=${say(null)}>${laterStrings.questions.cancel}</wa-button>
          <wa-button slot="footer" variant="brand" @click=${() => this.submit(question)}>${laterStrings.questions.ok}</wa-button>`;
    }
  }

  /** The words of a plugin, before which its title stands. */
  private said(question: SayingQuestion) {
    const { title, text, html: markup } = question;
    const words = markup ? until(cleaned(question), nothing) : text;
    return html`${title ? html`<p class="title">${title}</p>` : nothing}<div class=${markup ? 'markup' : 'text'}>${words}</div>`;
  }

  private submit(question: Question): void {
    const values = this.form?.values() ?? null;
    if (values !== null) this.answer(question, { values });
  }

  private granted(question: AskingQuestion): Permissions {
    return this.grants.get(question.id) ?? question.asks;
  }

  private grant(question: AskingQuestion, granted: Permissions): void {
    this.grants.set(question.id, granted);
    this.requestUpdate();
  }

  /** Escape and the cross mean no. */
  private hide(event: CustomEvent, question: Question): void {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    this.answer(
      question,
      question.kind === 'alert' ? true : question.kind === 'prompt' || question.kind === 'form' ? null : false,
    );
  }

  private answer(question: Question, value: Answer): void {
    if (this.answered.has(question.id)) return;
    this.answered.add(question.id);
    this.actions.answer(question.id, value);
    this.requestUpdate();
  }
}

function title(question: Question): string {
  switch (question.kind) {
    case 'install':
      return question.replaces === null
        ? laterStrings.questions.install(question.header.name)
        : laterStrings.questions.replace(question.header.name, question.header.version, question.replaces);
    case 'alert':
      return laterStrings.questions.from(question.from);
    case 'grant':
      return laterStrings.questions.wants(question.from);
    case 'confirm':
    case 'prompt':
    case 'form':
      return laterStrings.questions.asksYou(question.from);
  }
}

/** One set of nodes a question: an element draws itself anew with each change of the app. */
const cleanedNodes = new WeakMap<Question, Promise<readonly Node[]>>();

function cleaned(question: SayingQuestion): Promise<readonly Node[]> {
  const known = cleanedNodes.get(question);
  if (known !== undefined) return known;
  const made = import('./safe_html.js').then(({ safeHtml }) => [...safeHtml(question.html ?? '').childNodes]);
  cleanedNodes.set(question, made);
  return made;
}
