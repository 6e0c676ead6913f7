/** `<cs-storage>`: what this browser keeps for the app, and on which device each model runs. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '../web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Task } from '../../workspace/model.js';
import type { StorageItem, StorageKind, StorageReport } from '../../workspace/storage_report.js';
import { WorkspaceElement } from '../element.js';
import { bytes, percent } from '../format.js';
import '../icon.js';
import { dialogStyles } from '../dialog_styles.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import './device_list.js';
import { storageStrings as words } from './strings.js';

const KINDS = ['model', 'package', 'sample', 'runtime'] as const satisfies readonly StorageKind[];

@customElement('cs-storage')
export class CsStorage extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(680px, calc(100vw - 32px)); }
      h3 { margin-top: 16px; font-size: var(--wa-font-size-m); font-weight: 600; }
      .item { display: flex; align-items: center; gap: 8px; min-height: 44px; border-top: 1px solid var(--cs-line); }
      .item .about { flex: 1; min-width: 0; overflow-wrap: anywhere; }
      .small { color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .adding { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 8px 0; }
      .address { flex: 1; min-width: 0; min-height: 36px; }
      .fault { margin: 8px 0; color: var(--cs-danger); overflow-wrap: anywhere; }
      .plain { display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 0 12px; border: 1px solid var(--cs-line); border-radius: 6px; background: none; }
      .plain:hover { background: var(--cs-hover); }
      @media (pointer: coarse) { .plain, .address { min-height: 44px; } .icon-button { min-width: 44px; min-height: 44px; } }
      summary { min-height: 44px; align-content: center; }
    `,
  ];
  @property({ attribute: false }) open = false;
  @state() private report: StorageReport | null = null;
  @state() private fault = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('open') && this.open) {
      this.fault = '';
      void this.look();
    }
    // What was being loaded or kept is there now.
    const before = changed.get('state') as typeof this.state | undefined;
    if (this.open && before !== undefined && before.tasks.length > this.state.tasks.length) void this.look();
  }

  private async look(): Promise<void> {
    this.report = await this.actions.storage.report();
  }

  private async act(work: Promise<void>): Promise<void> {
    await work;
    await this.look();
  }

  private async add(adding: Promise<string>): Promise<void> {
    this.fault = '';
    this.fault = await adding;
    await this.look();
  }

  private fetch(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const address = String(new FormData(form).get('address') ?? '').trim();
    if (address !== '') void this.add(this.actions.storage.addFrom(address));
  }

  override render() {
    return html`<wa-dialog label=${words.title} .open=${this.open} light-dismiss @wa-hide=${(event: Event) => {
      if (event.target === event.currentTarget) this.dispatchEvent(new CustomEvent('cs-close'));
    }}>${this.report === null ? html`<p role="status">${words.loading}</p>` : this.body(this.report)}</wa-dialog>`;
  }

  private body(report: StorageReport) {
    return html`
      <p>${words.used(report.used, report.quota)}</p>
      ${KINDS.map((kind) => this.kind(kind, report))}
      <cs-devices .report=${report} .actions=${this.actions} @cs-changed=${() => void this.look()}></cs-devices>
    `;
  }

  private kind(kind: StorageKind, report: StorageReport) {
    const items = report.items.filter((item) => item.kind === kind);
    const size = items.reduce((sum, item) => sum + item.size, 0);
    const list =
      items.length === 0
        ? html`<p class="small">${words.none(kind)}</p>`
        : html`<ul>${items.map((item) => this.item(item))}</ul>`;
    if (kind === 'model')
      return html`<section aria-labelledby="models"><h3 id="models">${words.kinds.model}</h3>${this.adding()}${list}${this.unfinished(report.unfinished)}</section>`;
    return html`<details><summary><cs-icon name="chevron-right"></cs-icon>${words.kinds[kind]} <span class="small numbers">${bytes(size)}</span></summary>${list}</details>`;
  }

  private item(item: StorageItem) {
    const facts = [
      bytes(item.size),
      ...(item.used === null ? [] : [words.lastUsed(item.used)]),
      ...(item.neededBy.length === 0 ? [] : [words.neededBy(item.neededBy)]),
    ];
    return html`<li class="item"><div class="about"><div>${item.name}</div><div class="small">${facts.join(' · ')}</div></div>
      ${item.canDelete ? html`<button class="icon-button" aria-label=${words.remove(item.name)} title=${words.remove(item.name)} @click=${() => this.act(this.actions.storage.remove(item.id))}><cs-icon name="trash-2"></cs-icon></button>` : nothing}</li>`;
  }

  private unfinished(count: number) {
    if (count === 0) return nothing;
    return html`<p class="small">${words.unfinished(count)} <button class="text-button" @click=${() => this.act(this.actions.storage.dropUnfinished())}>${words.dropUnfinished}</button></p>`;
  }

  private adding() {
    return html`<div class="adding">
      <button class="plain" @click=${() => this.pick(false)}><cs-icon name="plus"></cs-icon>${words.add}</button>
      <button class="plain" @click=${() => this.pick(true)}><cs-icon name="folder-open"></cs-icon>${words.addFolder}</button>
      <span class="small">${words.addHint}</span></div>
      <form class="adding" @submit=${(event: SubmitEvent) => this.fetch(event)}>
        <input class="address" name="address" type="url" aria-label=${words.address} placeholder=${words.addressHint} autocomplete="off" />
        <button class="plain"><cs-icon name="download"></cs-icon>${words.fetch}</button>
      </form>
      ${this.state.tasks.map((task) => this.task(task))}
      <p class="fault" role="alert" ?hidden=${this.fault === ''}>${this.fault}</p>`;
  }

  /** What goes on meanwhile: its notice lies below this panel. */
  private task({ id, title, progress, canStop }: Task) {
    const { fraction, text } = progress;
    return html`<div class="item"><div class="about" role="status"><div>${title} <span class="small numbers">${fraction === null ? '' : percent(fraction)}</span></div><div class="small">${text}</div></div>
      ${canStop ? html`<button class="icon-button" aria-label=${strings.status.stop(title)} title=${strings.status.stop(title)} @click=${() => this.actions.stopTask(id)}><cs-icon name="square"></cs-icon></button>` : nothing}</div>`;
  }

  private pick(folder: boolean): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => void this.add(this.actions.storage.addModels([...(input.files ?? [])])));
    input.click();
  }
}
