/** `<cs-install-card>`: what a plugin is, where it comes from and what it asks for, before it is installed. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Permissions } from '../contracts/permissions.js';
import type { Question } from '../workspace/model.js';
import { shortHash } from './format.js';
import './icon.js';
import { within } from '../plugins/permissions.js';
import { permissionCount } from './manager/permission_lines.js';
import './manager/permission_list.js';
import { laterStrings } from './later_strings.js';
import { sharedStyles } from './shared_styles.js';

@customElement('cs-install-card')
export class CsInstallCard extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      .seal { display: flex; gap: 10px; margin: 16px 0; padding: 12px; border-radius: 8px; background: var(--cs-accent-soft); }
      .seal cs-icon { margin-top: 0.1em; color: var(--cs-accent-text); font-size: 1.2rem; }
      .asks { margin: 16px 0; padding: 12px 12px 8px; border: 1px solid var(--cs-line); border-radius: 8px; }
      .asks h3 { font-size: var(--wa-font-size-m); font-weight: 600; }
      .sum { margin-top: 4px; padding-top: 8px; border-top: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .brought { padding: 6px 0; overflow-wrap: anywhere; }
      .brought + .brought { border-top: 1px solid var(--cs-line); }
      .lack { display: flex; gap: 8px; margin: 8px 0; color: var(--cs-danger); overflow-wrap: anywhere; }
      .lack cs-icon { margin-top: 0.2em; }
      dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 16px; align-items: baseline; }
      dt { color: var(--cs-quiet); }
      dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
      code { font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); }
      .hash { display: flex; align-items: center; gap: 4px; flex-wrap: wrap; }
      .hash .text-button { min-height: 28px; min-width: 28px; padding: 0 4px; font-size: var(--wa-font-size-s); }
      @media (max-width: 699px), (pointer: coarse) { .hash { gap: 0; } .hash .text-button { min-height: 44px; min-width: 40px; } }
    `,
  ];
  @property({ attribute: false }) question!: Extract<Question, { kind: 'install' }>;
  /** What is ticked. */
  @property({ attribute: false }) granted!: Permissions;
  @state() private whole = false;
  @state() private copied = false;

  override render() {
    const { header, size, packageBytes } = this.question;
    // Several plugins together are no file of their own.
    const isFile = this.question.sha256 !== '';
    return html`
      ${header.description ? html`<p>${header.description}</p>` : nothing}
      ${isFile ? this.asked() : nothing}
      ${this.question.brings.length > 0 ? html`<section class="asks" aria-labelledby="brings"><h3 id="brings">${laterStrings.questions.brings}</h3><ul>${this.question.brings.map((plugin) => html`<li class="brought"><p><b>${plugin.name}</b> <span class="quiet small numbers">${plugin.version}</span></p>${plugin.description ? html`<p class="quiet small">${plugin.description}</p>` : nothing}<p class="quiet small">${plugin.source}</p></li>`)}</ul></section>` : nothing}
      ${this.question.lacks.map((sentence) => html`<p class="lack"><cs-icon name="circle-alert"></cs-icon><span>${sentence}</span></p>`)}
      <dl>
        ${isFile ? this.origin() : nothing}
        ${header.dependencies.length > 0 ? html`<dt>${laterStrings.questions.needs}</dt><dd>${header.dependencies.join(', ')}</dd>` : nothing}
        <dt>${laterStrings.questions.size}</dt><dd>${laterStrings.questions.sizes(size, packageBytes)}</dd>
      </dl>`;
  }

  /** Whose file it is, and from where. */
  private origin() {
    const { header, source, sha256 } = this.question;
    return html`<dt>${laterStrings.questions.version}</dt><dd>${header.version}</dd>
        ${header.authors.length > 0 ? html`<dt>${laterStrings.questions.authors}</dt><dd>${header.authors.join(', ')}</dd>` : nothing}
        ${header.licence ? html`<dt>${laterStrings.questions.licence}</dt><dd>${header.licence}</dd>` : nothing}
        <dt>${laterStrings.questions.source}</dt><dd>${source}</dd>
        <dt>${laterStrings.questions.hash}</dt>
        <dd class="hash"><code>${this.whole ? sha256 : shortHash(sha256)}</code>
          ${
            this.whole
              ? nothing
              : html`<button class="text-button" aria-label=${laterStrings.questions.hashShow} @click=${() => {
                  this.whole = true;
                }}>${laterStrings.questions.hashShow}</button>`
          }
          <button class="text-button" aria-label=${laterStrings.questions.hashCopy} title=${laterStrings.questions.hashCopy} @click=${this.copy}>
            <cs-icon name=${this.copied ? 'check' : 'copy'}></cs-icon></button>
          <span class="visually-hidden" role="status">${this.copied ? laterStrings.questions.copied : ''}</span></dd>`;
  }

  /** What it asks for, or that it asks for nothing. */
  private asked() {
    const { asks, before, header } = this.question;
    const words = laterStrings.questions;
    const dropped = before !== null && permissionCount(before) > permissionCount(within(before, asks));
    if (permissionCount(asks) === 0 && !dropped) {
      const framed = header.kind === 'window' || header.kind === 'rpc-window';
      return html`<div class="seal"><cs-icon name=${framed ? 'app-window' : 'shield-check'}></cs-icon><p>${framed ? words.framed : words.sealed}</p></div>`;
    }
    return html`<section class="asks" aria-labelledby="asks">
      <h3 id="asks">${before === null ? words.asks : words.asksNow}</h3>
      <cs-permission-list .asks=${asks} .granted=${this.granted} .earlier=${before}></cs-permission-list>
      <p class="sum" role="status">${words.granted(permissionCount(this.granted), permissionCount(asks))}</p>
    </section>`;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.question.sha256);
      this.copied = true;
    } catch {
      // Without leave to use the clipboard the whole hash is shown, to be copied by hand.
      this.whole = true;
    }
  }
}
