/** `<cs-file-window>`: a file that a plugin gave: what it is, how it begins, and how it is saved. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { FileWindow } from '../../workspace/model.js';
import { bytes } from '../format.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { dataStrings } from './data_strings.js';

/** Bytes of a text that are shown. */
const SHOWN = 65_536;
const PICTURES = /^image\/(png|jpeg|gif|webp|svg\+xml|bmp|avif)$/;
const TEXTS = /^(text\/|application\/(json|xml|javascript|x-yaml|yaml|toml|geo\+json))|\+(json|xml)$/;

@customElement('cs-file-window')
export class CsFileWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; align-items: center; gap: 12px; padding: 8px 8px 8px 16px; border-bottom: 1px solid var(--cs-line); }
      .name { font-weight: 600; overflow-wrap: anywhere; }
      pre, .paper { flex: 1; min-height: 0; overflow: auto; padding: 16px; }
      pre { font-size: var(--wa-font-size-m); line-height: 1.5; }
      .paper { display: grid; place-items: safe center; background: var(--cs-panel); }
      img { max-width: 100%; max-height: 100%; background: white; border-radius: 4px; }
      .empty { padding: 24px 16px; color: var(--cs-quiet); }
      .begins { padding: 8px 16px 0; }
    `,
  ];
  @property({ attribute: false }) item!: FileWindow;
  @property({ attribute: false }) actions!: Actions;
  @state() private text: string | null = null;
  @state() private url = '';
  @state() private broken = false;

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get('item') as FileWindow | undefined;
    if (changed.has('item') && before?.file !== this.item.file) this.look();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.drop();
  }

  private look(): void {
    this.drop();
    const { file } = this.item;
    // A picture is shown as an image only, in which nothing of its own can run.
    if (PICTURES.test(file.type)) this.url = URL.createObjectURL(file);
    else void this.read(file);
  }

  private async read(file: Blob): Promise<void> {
    const start = new Uint8Array(await file.slice(0, SHOWN).arrayBuffer());
    // The end may be in the middle of a letter, and is not a fault of the file.
    const text = new TextDecoder('utf-8', { fatal: false }).decode(start, { stream: true });
    const isText = TEXTS.test(file.type) || (!text.includes('\0') && !text.includes('\ufffd'));
    if (file === this.item.file) this.text = isText && file.size > 0 ? text : null;
  }

  private drop(): void {
    URL.revokeObjectURL(this.url);
    this.url = '';
    this.text = null;
    this.broken = false;
  }

  override render() {
    const { file, title, id } = this.item;
    const words = dataStrings.file;
    return html`<header>
        <div class="grow"><p class="name">${title}</p><p class="quiet small numbers">${words.about(file.type, bytes(file.size))}</p></div>
        <button class="text-button" @click=${() => this.actions.save(id)}><cs-icon name="download"></cs-icon>${words.save}</button>
      </header>
      ${this.preview()}`;
  }

  private preview() {
    const { file, title } = this.item;
    const words = dataStrings.file;
    if (this.broken) return html`<p class="empty">${words.broken}</p>`;
    if (this.url !== '')
      return html`<div class="paper"><img src=${this.url} alt=${words.picture(title)} @error=${() => {
        this.broken = true;
      }}></div>`;
    if (this.text === null) return html`<p class="empty">${words.noPreview}</p>`;
    return html`${file.size > SHOWN ? html`<p class="begins quiet small">${words.begins(bytes(SHOWN))}</p>` : nothing}
      <pre tabindex="0" role="group" aria-label=${title}>${this.text}</pre>`;
  }
}
