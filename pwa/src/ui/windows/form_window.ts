/** `<cs-form-window>`: a form that a plugin asked for; what is entered goes to the plugin, as often as it is sent. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FormWindow } from '../../workspace/model.js';
import '../field.js';
import { type Draft, type DraftValue, fieldError, initialDraft } from '../form_values.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

@customElement('cs-form-window')
export class CsFormWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; height: 100%; min-height: 0; overflow: auto; background: var(--cs-bg); }
      form { display: flex; flex-direction: column; gap: 16px; max-width: 520px; padding: 16px 20px; }
      .doc { white-space: pre-line; }
      .outcome { min-height: 1.5em; }
      .failed { color: var(--cs-danger); }
    `,
  ];
  @property({ attribute: false }) item!: FormWindow;
  @state() private draft: Draft | null = null;
  @state() private tried = false;
  @state() private outcome: 'none' | 'busy' | 'sent' | { readonly failed: string } = 'none';

  override render() {
    const { op } = this.item;
    const draft = this.draft ?? initialDraft(op, {});
    const { outcome } = this;
    return html`<form aria-label=${this.item.title} novalidate @submit=${(event: Event) => event.preventDefault()}
      @keydown=${(event: KeyboardEvent) => {
        const target = event.composedPath()[0];
        if (event.key === 'Enter' && target instanceof HTMLInputElement && target.type !== 'file')
          void this.send(draft);
      }}>
      ${op.doc ? html`<p class="doc">${op.doc}</p>` : nothing}
      ${op.params.map((param) => {
        const error = fieldError(param, draft, []);
        const shown = error !== null && (this.tried || (param.type.kind === 'number' && draft[param.name] !== ''));
        return html`<cs-field .param=${param} .value=${draft[param.name] ?? ''} .error=${shown ? error : ''}
          @cs-value=${(event: CustomEvent<DraftValue>) => {
            this.draft = { ...draft, [param.name]: event.detail };
          }}></cs-field>`;
      })}
      <div><wa-button variant="brand" ?disabled=${outcome === 'busy'} @click=${() => this.send(draft)}>${strings.formWindow.send}</wa-button></div>
      <p class="outcome ${typeof outcome === 'object' ? 'failed' : ''}" role="status">${typeof outcome === 'object' ? outcome.failed : outcome === 'sent' ? strings.formWindow.sent : ''}</p>
    </form>`;
  }

  private async send(draft: Draft): Promise<void> {
    this.tried = true;
    const { op } = this.item;
    if (this.outcome === 'busy' || op.params.some((param) => fieldError(param, draft, []) !== null)) return;
    this.outcome = 'busy';
    try {
      await this.item.submit(draft);
      this.outcome = 'sent';
    } catch (error) {
      this.outcome = { failed: error instanceof Error ? error.message : String(error) };
    }
  }
}
