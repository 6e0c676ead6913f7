/** `<cs-tree-window>`: any value, unfolded step by step by mouse, touch or arrow keys. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import { toJson } from '../../workspace/json_text.js';
import type { TreeWindow } from '../../workspace/model.js';
import type { CsCopyButton } from '../copy_button.js';
import '../copy_button.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';
import { dataStrings } from './data_strings.js';
import { type Branch, branch, branchesOf, valueAt } from './tree_branches.js';
import { type Found, searchTree } from './tree_search.js';

const ROOT = '$';

@customElement('cs-tree-window')
export class CsTreeWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--cs-bg); }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; padding: 4px 8px; min-height: 40px; border-bottom: 1px solid var(--cs-line); }
      header input { flex: 1 1 160px; min-width: 0; }
      .found { padding: 4px 12px; margin: 0; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      [role='tree'] { flex: 1; min-height: 0; overflow: auto; padding: 8px 0; }
      [role='group'] { padding-left: 20px; }
      .line { display: flex; align-items: baseline; gap: 8px; padding: 3px 12px; min-height: 28px; border-radius: 4px; cursor: default; }
      @media (pointer: coarse) { .line { min-height: 44px; align-items: center; } }
      .line:hover { background: var(--cs-hover); }
      [role='treeitem'] { outline: none; }
      [role='treeitem']:focus-visible > .line { outline: 2px solid var(--wa-color-focus); outline-offset: -2px; }
      cs-icon { flex: none; width: 16px; color: var(--cs-quiet); align-self: center; }
      cs-icon.leaf { visibility: hidden; }
      .key { flex: none; max-width: 60%; font-weight: 500; overflow-wrap: anywhere; }
      span.value { min-width: 5em; }
      .value { color: var(--cs-quiet); font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
    `,
  ];
  @property({ attribute: false }) item!: TreeWindow;
  @property({ attribute: false }) actions!: Actions;
  @state() private open: ReadonlySet<string> = new Set([ROOT]);
  @state() private at = ROOT;
  @state() private words = '';
  private found: Found | null = null;

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('item') || changed.has('words' as never)) this.found = searchTree(this.item.data, ROOT, this.words);
  }

  override render() {
    const { tree } = dataStrings;
    return html`<header><input type="search" autocomplete="off" spellcheck="false" aria-label=${tree.search} placeholder=${tree.search} .value=${this.words}
        @input=${(event: Event) => this.search((event.target as HTMLInputElement).value)}>
      <cs-copy-button wide label=${tree.copy} done=${tree.copied} title=${tree.copyHint} .text=${() => this.chosen()}></cs-copy-button><button class="text-button" @click=${() => this.actions.save(this.item.id)}><cs-icon name="download"></cs-icon>${tree.save}</button></header>
      <p class="found" role="status" ?hidden=${this.found === null}>${this.found === null ? '' : tree.found(this.found.count, this.found.isCut)}</p>
      <div role="tree" aria-label=${this.item.title} @keydown=${this.key}>${this.line(branch(this.item.title, this.item.data), ROOT, 1)}</div>`;
  }

  private line(about: Branch, path: string, level: number): TemplateResult {
    const isOpen = about.unfolds && this.isOpen(path);
    const below = isOpen ? branchesOf(about.value, this.found?.ways.get(path) ?? null) : null;
    return html`<div role="treeitem" aria-level=${level} aria-expanded=${about.unfolds ? isOpen : nothing} aria-selected=${path === this.at}
        data-path=${path} tabindex=${path === this.at ? 0 : -1} aria-labelledby=${`line-${path}`}>
      <div class="line" id=${`line-${path}`} @click=${() => this.press(path, about.unfolds)}>
        <cs-icon class=${about.unfolds ? '' : 'leaf'} name=${isOpen ? 'chevron-down' : 'chevron-right'}></cs-icon>
        <span class="key">${about.key}</span><span class="value">${about.text}</span>
      </div>
      ${
        below === null
          ? nothing
          : html`<div role="group">${below.shown.map((each) => this.line(each, `${path}.${each.at}`, level + 1))}
            ${below.more > 0 ? html`<p class="line value">${strings.tree.more(below.more)}</p>` : nothing}</div>`
      }
    </div>`;
  }

  /** What leads to what is searched for is unfolded. */
  private isOpen(path: string): boolean {
    return this.open.has(path) || this.found?.ways.has(path) === true;
  }

  private search(words: string): void {
    this.words = words;
    this.at = ROOT;
  }

  /** The value of the chosen line, as a text. */
  private chosen(): string {
    const value = valueAt(this.item.data, this.at.split('.').slice(1).map(Number));
    return typeof value === 'string' ? value : toJson(value);
  }

  private press(path: string, unfolds: boolean): void {
    this.at = path;
    if (unfolds) this.toggle(path, !this.open.has(path));
  }

  private toggle(path: string, open: boolean): void {
    const next = new Set(this.open);
    if (open) next.add(path);
    else next.delete(path);
    this.open = next;
  }

  private key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      event.preventDefault();
      this.renderRoot.querySelector<CsCopyButton>('cs-copy-button')?.copy();
      return;
    }
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[role="treeitem"]')];
    const index = items.findIndex((each) => each.dataset.path === this.at);
    const current = items[index];
    if (current === undefined) return;
    const isOpen = current.getAttribute('aria-expanded');
    const parent = this.at.includes('.') ? this.at.slice(0, this.at.lastIndexOf('.')) : null;
    switch (event.key) {
      case 'ArrowDown':
        this.go(items[index + 1]);
        break;
      case 'ArrowUp':
        this.go(items[index - 1]);
        break;
      case 'Home':
        this.go(items[0]);
        break;
      case 'End':
        this.go(items.at(-1));
        break;
      case 'ArrowRight':
        if (isOpen === 'false') this.toggle(this.at, true);
        else if (isOpen === 'true') this.go(items[index + 1]);
        break;
      case 'ArrowLeft':
        if (isOpen === 'true') this.toggle(this.at, false);
        else this.go(items.find((each) => each.dataset.path === parent));
        break;
      case 'Enter':
      case ' ':
        if (isOpen !== null) this.toggle(this.at, isOpen === 'false');
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private go(item: HTMLElement | undefined): void {
    if (item === undefined) return;
    this.at = item.dataset.path ?? ROOT;
    item.focus();
  }
}
