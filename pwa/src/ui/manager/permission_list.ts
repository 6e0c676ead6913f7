/** `<cs-permission-list>`: what a plugin asks for and why it matters, a line each, to tick and untick. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { NO_PERMISSIONS, type Permissions } from '../../contracts/permissions.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { type PermissionLine, permissionLines } from './permission_lines.js';
import { managerStrings } from './strings.js';

@customElement('cs-permission-list')
export class CsPermissionList extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      li + li { border-top: 1px solid var(--cs-line); }
      label { display: grid; grid-template-columns: auto auto minmax(0, 1fr); gap: 2px 10px; min-height: 44px; padding: 8px 0; cursor: pointer; }
      input { width: 20px; height: 20px; min-height: 0; margin: 0; accent-color: var(--cs-accent); }
      cs-icon { margin-top: 0.1em; color: var(--cs-quiet); }
      .title { font-weight: 600; overflow-wrap: anywhere; }
      .why { grid-column: 3; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .fresh { display: inline-block; margin-inline-start: 6px; padding: 0 6px; border-radius: 4px; background: var(--cs-warning); color: var(--cs-bg); font-size: 0.75rem; font-weight: 600; }
      .dropped { margin-top: 8px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
    `,
  ];
  @property({ attribute: false }) asks: Permissions = NO_PERMISSIONS;
  @property({ attribute: false }) granted: Permissions = NO_PERMISSIONS;
  /** What an older version was granted: what is not in it is marked new. Null marks nothing. */
  @property({ attribute: false }) earlier: Permissions | null = null;
  /** What the plugin's header asks for, where `asks` holds more than that; null when it doesn't matter. */
  @property({ attribute: false }) header: Permissions | null = null;

  override render() {
    const lines = permissionLines(this.asks);
    const dropped = this.earlier === null ? [] : permissionLines(this.earlier).filter((line) => !line.isIn(this.asks));
    return html`<ul>${repeat(
      lines,
      ({ id }) => id,
      (line) => html`<li>${this.line(line)}</li>`,
    )}</ul>
    ${dropped.length > 0 ? html`<p class="dropped">${managerStrings.permissions.dropped(dropped.map(({ title }) => title))}</p>` : nothing}`;
  }

  private line(line: PermissionLine) {
    const words = managerStrings.permissions;
    const fresh = this.earlier !== null && !line.isIn(this.earlier);
    const strange = this.header !== null && !line.isIn(this.header);
    const id = line.id.replace(/\W/g, '_');
    return html`<label>
      <input type="checkbox" .checked=${live(line.isIn(this.granted))} aria-labelledby="title-${id}" aria-describedby="why-${id}"
        @change=${(event: Event) => this.change(line, (event.target as HTMLInputElement).checked)}>
      <cs-icon name=${line.icon}></cs-icon>
      <span class="title" id="title-${id}">${line.title}${fresh ? html` <span class="fresh">${words.fresh}</span>` : nothing}</span>
      <span class="why" id="why-${id}">${line.why}${strange ? ` (${words.notAsked})` : ''}</span>
    </label>`;
  }

  private change(line: PermissionLine, granted: boolean): void {
    this.dispatchEvent(
      new CustomEvent<Permissions>('cs-grant', {
        detail: line.set(this.granted, granted),
        bubbles: true,
        composed: true,
      }),
    );
  }
}
