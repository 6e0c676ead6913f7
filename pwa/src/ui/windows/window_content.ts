/** `<cs-window>`: the content of one window, by its kind. The element of each kind is fetched when it is first shown. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { Layer, PlotWindow, TableWindow, WindowItem, WorkspaceState } from '../../workspace/model.js';
import { drawingState } from '../annotation/drawing_state.js';
import { sharedStyles } from '../shared_styles.js';
import { strings } from '../strings.js';

const elements: { readonly [kind in WindowItem['kind']]: () => Promise<unknown> } = {
  image: () => import('./image_window.js'),
  table: () => import('./table_window.js'),
  plot: () => import('./plot_window.js'),
  figure: () => import('./figure_window.js'),
  file: () => import('./file_window.js'),
  text: () => import('./text_window.js'),
  compare: () => import('./compare_window.js'),
  markdown: () => import('./markup_window.js'),
  panel: () => import('./markup_window.js'),
  log: () => import('./log_window.js'),
  tree: () => import('./tree_window.js'),
  terminal: () => import('./terminal_window.js'),
  editor: () => import('./editor_window.js'),
  form: () => import('./form_window.js'),
  frame: () => import('./frame_window.js'),
};
const loaded = new Set<WindowItem['kind']>();
const NOTHING: ReadonlySet<number> = new Set();

@customElement('cs-window')
export class CsWindow extends LitElement {
  static override styles = [
    sharedStyles,
    css`:host { display: block; height: 100%; min-height: 0; } .wait { display: grid; place-items: center; height: 100%; color: var(--cs-quiet); }`,
  ];
  @property({ attribute: false }) item!: WindowItem;
  @property({ attribute: false }) actions!: Actions;
  /** What windows show of the workspace besides their own content: what is selected, the log. */
  @property({ attribute: false }) state!: WorkspaceState;
  @property({ type: Boolean }) raised = false;
  @state() private failed = false;

  override render() {
    const { kind } = this.item;
    if (!loaded.has(kind)) {
      if (this.failed) return html`<p class="wait" role="alert">${strings.windows.failed}</p>`;
      this.load(kind);
      return html`<p class="wait" role="status">${strings.windows.loading}</p>`;
    }
    switch (this.item.kind) {
      case 'image':
        return html`<cs-image-window .item=${this.item} .actions=${this.actions} .selection=${this.state.selection} .history=${this.state.history[this.item.id] ?? null} .drawing=${drawingState(this.state, this.item.id)} ?raised=${this.raised}></cs-image-window>`;
      case 'table':
        return html`<cs-table-window .item=${this.item} .actions=${this.actions} .selected=${this.selectedRows(this.item)} .layers=${layersOf(this.state)}></cs-table-window>`;
      case 'plot':
        return html`<cs-plot-window .item=${this.item} .actions=${this.actions} .selected=${this.selectedRows(this.item)}></cs-plot-window>`;
      case 'figure':
        return html`<cs-figure-window .item=${this.item} .actions=${this.actions}></cs-figure-window>`;
      case 'file':
        return html`<cs-file-window .item=${this.item} .actions=${this.actions}></cs-file-window>`;
      case 'text':
        return html`<cs-text-window .item=${this.item} .actions=${this.actions}></cs-text-window>`;
      case 'compare':
        return html`<cs-compare-window .item=${this.item}></cs-compare-window>`;
      case 'markdown':
      case 'panel':
        return html`<cs-markup-window .item=${this.item}></cs-markup-window>`;
      case 'log':
        return html`<cs-log-window .item=${this.item} .log=${this.state.log}></cs-log-window>`;
      case 'tree':
        return html`<cs-tree-window .item=${this.item} .actions=${this.actions}></cs-tree-window>`;
      case 'terminal':
        return html`<cs-terminal-window .item=${this.item}></cs-terminal-window>`;
      case 'editor':
        return html`<cs-editor-window .item=${this.item}></cs-editor-window>`;
      case 'form':
        return html`<cs-form-window .item=${this.item}></cs-form-window>`;
      case 'frame':
        return html`<cs-frame-window .item=${this.item} .actions=${this.actions}></cs-frame-window>`;
    }
  }

  private selectedRows({ table }: TableWindow | PlotWindow): ReadonlySet<number> {
    return this.state.selectedRows.get(table) ?? NOTHING;
  }

  private load(kind: WindowItem['kind']): void {
    elements[kind]().then(
      () => {
        loaded.add(kind);
        this.requestUpdate();
      },
      () => {
        this.failed = true;
      },
    );
  }
}

function layersOf({ windows }: WorkspaceState): readonly Layer[] {
  return windows.flatMap((window) => (window.kind === 'image' ? window.layers : []));
}
