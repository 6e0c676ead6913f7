/** `<cs-palette>`: every action by its name. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import './web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { type Command, commandsFor, matching } from './commands.js';
import { WorkspaceElement } from './element.js';
import { FocusReturn } from './focus_return.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-palette')
export class CsPalette extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      wa-dialog { --width: min(560px, calc(100vw - 24px)); --spacing: 0; }
      wa-dialog::part(dialog) { margin-block-start: 12vh; margin-block-end: auto; overflow: hidden; }
      .search { display: flex; align-items: center; gap: 10px; padding: 4px 16px; border-bottom: 1px solid var(--cs-line); color: var(--cs-quiet); }
      input { min-height: 48px; padding: 0; border: 0; background: none; font-size: 1rem; }
      input:focus-visible { outline: none; }
      ul { max-height: min(50vh, 400px); overflow-y: auto; padding: 8px; }
      ul:empty { display: none; }
      li { display: flex; align-items: center; gap: 10px; min-height: max(36px, var(--cs-row)); padding: 4px 8px; border-radius: var(--cs-radius); cursor: pointer; }
      li cs-icon { color: var(--cs-quiet); }
      li[aria-selected='true'] { background: var(--cs-accent-soft); color: var(--cs-accent-text); }
      kbd { font-family: inherit; font-size: var(--wa-font-size-s); color: var(--cs-quiet); }
      .none { padding: 16px; color: var(--cs-quiet); }
    `,
  ];
  /** What an action opens gives the focus back to where it was before the palette. */
  protected readonly focusReturn = new FocusReturn(this);
  @state() private words = '';
  @state() private at = 0;
  @query('input') private input!: HTMLInputElement;

  override render() {
    const found = this.found();
    const active = found[this.at];
    return html`<wa-dialog open without-header light-dismiss label=${strings.palette.title} @wa-after-show=${() => this.input.focus()} @wa-after-hide=${this.closed}>
      <div class="search"><cs-icon name="search"></cs-icon>
        <input type="text" role="combobox" autofocus autocomplete="off" spellcheck="false" aria-label=${strings.palette.title} aria-expanded="true" aria-controls="list"
          aria-activedescendant=${active ? `command-${this.at}` : nothing} placeholder=${strings.palette.placeholder} .value=${this.words}
          @input=${(event: Event) => {
            this.words = (event.target as HTMLInputElement).value;
            this.at = 0;
          }} @keydown=${this.key}></div>
      <ul id="list" role="listbox" aria-label=${strings.palette.title}>${found.map(
        (command, index) =>
          html`<li role="option" id="command-${index}" aria-selected=${index === this.at} @pointermove=${() => {
            this.at = index;
          }} @click=${() => this.run(command)}><cs-icon name=${command.icon}></cs-icon><span class="grow ellipsis">${command.title}${command.of === undefined ? nothing : html` <span class="quiet small">${command.of}</span>`}</span>${command.keys ? html`<kbd>${command.keys}</kbd>` : nothing}</li>`,
      )}</ul>
      ${found.length === 0 ? html`<p class="none" role="status">${strings.palette.none}</p>` : nothing}
    </wa-dialog>`;
  }

  private found(): readonly Command[] {
    return matching(
      commandsFor(this.state, this.actions, (name, detail) => this.tell(name, detail)),
      this.words,
    );
  }

  private key(event: KeyboardEvent): void {
    const found = this.found();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) {
      event.preventDefault();
      this.at = (this.at + step + found.length) % found.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#command-${this.at}`)?.scrollIntoView({ block: 'nearest' }),
      );
    }
    const command = found[this.at];
    if (event.key !== 'Enter' || !command) return;
    // The key must not press what gets the focus back.
    event.preventDefault();
    this.run(command);
  }

  private run(command: Command): void {
    this.dispatchEvent(new CustomEvent('cs-close'));
    command.run();
  }

  private closed(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new CustomEvent('cs-close'));
  }
}
