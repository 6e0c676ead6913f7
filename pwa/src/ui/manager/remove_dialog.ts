/** `<cs-remove>`: asks once more before a plugin is removed. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '../web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { PluginItem } from '../../workspace/model.js';
import { dialogStyles } from '../dialog_styles.js';
import { WorkspaceElement } from '../element.js';
import { sharedStyles } from '../shared_styles.js';
import { managerStrings } from './strings.js';

@customElement('cs-remove')
export class CsRemove extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(440px, calc(100vw - 32px)); }
      wa-button::part(button) { min-height: calc(var(--cs-control) + 4px); min-width: 88px; }
      p + p { margin-top: 8px; color: var(--cs-quiet); overflow-wrap: anywhere; }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  private isSure = false;
  @query('wa-dialog') private dialog!: HTMLElement & { open: boolean };

  override render() {
    const { id, header, source, state } = this.plugin;
    const words = managerStrings.remove;
    return html`<wa-dialog open label=${words.title(header.name)} @wa-after-hide=${this.closed}>
      <p>${words.text}</p>
      ${state.kind === 'running' ? html`<p>${words.running}</p>` : nothing}
      <p>${id.startsWith('file:') ? words.file : words.from(source)}</p>
      <wa-button slot="footer" appearance="outlined" autofocus @click=${this.close}>${words.no}</wa-button>
      <wa-button slot="footer" variant="danger" @click=${this.confirm}>${words.yes}</wa-button>
    </wa-dialog>`;
  }

  private close(): void {
    this.dialog.open = false;
  }

  private confirm(): void {
    this.isSure = true;
    this.close();
  }

  /** The plugin goes after the dialog, which gives the focus back while what had it is still there. */
  private closed(event: Event): void {
    if (event.target !== event.currentTarget) return;
    this.dispatchEvent(new CustomEvent('cs-close'));
    if (this.isSure) void this.actions.removePlugin(this.plugin.id);
  }
}
