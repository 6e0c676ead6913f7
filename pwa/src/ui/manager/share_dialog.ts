/** `<cs-share>`: a link to a plugin, with settings and an image as chosen, to copy, to send or to scan. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '../web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ImageWindow, PluginItem } from '../../workspace/model.js';
import '../copy_button.js';
import { WorkspaceElement } from '../element.js';
import { linkValues } from '../form_drafts.js';
import '../icon.js';
import { dialogStyles } from '../dialog_styles.js';
import { sharedStyles } from '../shared_styles.js';
import { qrPath } from './qr_path.js';
import { managerStrings } from './strings.js';

type Choice = 'op' | 'values' | 'data';

@customElement('cs-share')
export class CsShare extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(560px, calc(100vw - 24px)); }
      .choice { display: flex; align-items: center; gap: 10px; min-height: var(--cs-row); cursor: pointer; overflow-wrap: anywhere; }
      .choice input { flex: none; width: 20px; height: 20px; min-height: 0; margin: 0; accent-color: var(--cs-accent); }
      .hint { color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .values { margin: -4px 0 4px 30px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .link { margin-top: 16px; }
      .link label { font-weight: 500; }
      textarea { margin-top: 4px; resize: none; font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); word-break: break-all; }
      .buttons { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: 4px 0 0 -8px; }
      .code { display: grid; justify-items: center; gap: 8px; margin-top: 16px; }
      svg { width: min(240px, 60vw); height: auto; padding: 12px; border-radius: 8px; background: white; }
      .error { margin-top: 12px; color: var(--cs-danger); overflow-wrap: anywhere; }
    `,
  ];
  @property({ attribute: false }) plugin!: PluginItem;
  @state() private chosen: ReadonlySet<Choice> = new Set<Choice>(['op', 'values', 'data']);
  @state() private link = '';
  @state() private failed = '';
  private asked = '';

  override willUpdate(): void {
    const content = this.content;
    const key = JSON.stringify([this.plugin.id, this.plugin.sha256, content]);
    if (key === this.asked) return;
    this.asked = key;
    void this.make(key, content);
  }

  override render() {
    const { plugin, op, image } = this;
    const words = managerStrings.share;
    const values = op === undefined ? {} : linkValues(plugin.id, op);
    const preset = Object.entries(values);
    const hasLocal = this.state.windows.some((window) => window.kind === 'image');
    return html`<wa-dialog open light-dismiss label=${words.title(plugin.header.name)} @wa-after-hide=${this.closed}>
      <p class="hint">${words.pinned(plugin.header.version)}</p>
      ${op === undefined ? nothing : this.choice('op', words.op(op.title))}
      ${
        op === undefined || !this.chosen.has('op')
          ? nothing
          : preset.length === 0
            ? html`<p class="values">${words.valuesNone}</p>`
            : html`${this.choice('values', words.values)}<p class="values numbers">${preset.map(([name, value]) => `${name}: ${value}`).join(', ')}</p>`
      }
      ${image !== null ? this.choice('data', words.data(image.title)) : hasLocal ? html`<p class="hint">${words.dataLocal}</p>` : nothing}
      ${this.failed !== '' ? html`<p class="error" role="alert">${words.failed(this.failed)}</p>` : this.result()}
    </wa-dialog>`;
  }

  private result() {
    const words = managerStrings.share;
    if (this.link === '') return html`<p class="hint" role="status">${words.making}</p>`;
    const { link } = this;
    const name = this.plugin.header.name;
    const code = qrPath(link);
    const send = () => navigator.share({ title: name, url: link }).catch(() => undefined);
    return html`<div class="link"><label for="link">${words.label}</label>
        <textarea id="link" readonly rows="3" .value=${link} @focus=${(event: Event) => (event.target as HTMLTextAreaElement).select()}></textarea>
        <div class="buttons"><cs-copy-button wide .label=${words.copy} .done=${words.copied} .text=${() => link}></cs-copy-button>
          ${'share' in navigator ? html`<button class="text-button" @click=${send}><cs-icon name="share-2"></cs-icon>${words.send}</button>` : nothing}</div></div>
      ${
        code === null
          ? html`<p class="hint">${words.tooLong}</p>`
          : html`<div class="code"><svg role="img" aria-label=${words.code(name)} viewBox="0 0 ${code.size} ${code.size}" shape-rendering="crispEdges"><path d=${code.path} fill="black"></path></svg><p class="hint">${words.codeHint}</p></div>`
      }`;
  }

  private choice(which: Choice, text: string) {
    return html`<label class="choice"><input type="checkbox" .checked=${this.chosen.has(which)} @change=${(
      event: Event,
    ) => {
      const chosen = new Set(this.chosen);
      if ((event.target as HTMLInputElement).checked) chosen.add(which);
      else chosen.delete(which);
      this.chosen = chosen;
    }}><span>${text}</span></label>`;
  }

  /** The op whose form is open, or else the first. */
  private get op() {
    const { selected } = this.state;
    const own = selected?.pluginId === this.plugin.id ? selected.op : null;
    return this.plugin.ops.find(({ name }) => name === own) ?? this.plugin.ops[0];
  }

  /** The image in front that has an address, or else any. */
  private get image(): (ImageWindow & { readonly address: string }) | null {
    const images = this.state.windows.filter(
      (window): window is ImageWindow & { readonly address: string } =>
        window.kind === 'image' && window.address !== null,
    );
    return images.find(({ id }) => id === this.state.activeWindow) ?? images.at(-1) ?? null;
  }

  private get content() {
    const op = this.chosen.has('op') ? (this.op ?? null) : null;
    return {
      op: op?.name ?? null,
      values: op !== null && this.chosen.has('values') ? linkValues(this.plugin.id, op) : {},
      data: this.chosen.has('data') ? (this.image?.address ?? null) : null,
    };
  }

  private async make(key: string, content: CsShare['content']): Promise<void> {
    this.failed = '';
    try {
      const link = await this.actions.shareLink(this.plugin.id, content);
      if (key === this.asked) this.link = link;
    } catch (error) {
      if (key === this.asked) this.failed = error instanceof Error ? error.message : String(error);
    }
  }

  private closed(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new CustomEvent('cs-close'));
  }
}
